package dev.edgecache.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a request asks of caches (RFC 9111 §5.2.1): its Cache-Control, else its Pragma. */
public final class RequestDirectives {

  /** No directives. */
  public static final RequestDirectives NONE = new RequestDirectives(new Directives(List.of()));

  private static final RequestDirectives PRAGMA_NO_CACHE =
      new RequestDirectives(new Directives(List.of(new Directive("no-cache", Directive.ABSENT))));

  private final Directives directives;

  private RequestDirectives(Directives directives) {
    this.directives = directives;
  }

  /** The directives of a request; {@link #NONE} if it carries neither of the fields. */
  public static RequestDirectives parse(Fields request) {
    if (request.contains(FieldNames.CACHE_CONTROL)) {
      return new RequestDirectives(
          new Directives(Directive.all(request, FieldNames.CACHE_CONTROL)));
    }
    // RFC 9111 §5.4: Pragma counts only where there is no Cache-Control.
    return FieldList.containsToken(request, FieldNames.PRAGMA, "no-cache") ? PRAGMA_NO_CACHE : NONE;
  }

  /** Whether a stored response must be validated first (RFC 9111 §5.2.1.4). */
  public boolean noCache() {
    return directives.has("no-cache");
  }

  /** Whether nothing of this exchange may be stored (RFC 9111 §5.2.1.5). */
  public boolean noStore() {
    return directives.has("no-store");
  }

  /** Whether the content must stay as it is (RFC 9111 §5.2.1.6). */
  public boolean noTransform() {
    return directives.has("no-transform");
  }

  /** Whether only a stored response is wanted, else 504 (RFC 9111 §5.2.1.7). */
  public boolean onlyIfCached() {
    return directives.has("only-if-cached");
  }

  /** The greatest age that is wanted (RFC 9111 §5.2.1.1). */
  public Optional<Duration> maxAge() {
    return directives.least("max-age");
  }

  /**
   * How long beyond its lifetime a response is still wanted (RFC 9111 §5.2.1.2); {@link
   * Grammar#GREATEST_DELTA} where the request names no limit.
   */
  public Optional<Duration> maxStale() {
    return directives.least("max-stale", Grammar.GREATEST_DELTA);
  }

  /** How long a response must stay fresh (RFC 9111 §5.2.1.3). */
  public Optional<Duration> minFresh() {
    return directives.greatest("min-fresh");
  }

  /** How long beyond its lifetime a response may replace an error (RFC 5861 §4). */
  public Optional<Duration> staleIfError() {
    return directives.least("stale-if-error");
  }
}
