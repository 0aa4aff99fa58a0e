package dev.edgecache.http;

import dev.edgecache.http.structured.BareItem;
import dev.edgecache.http.structured.Dictionary;
import dev.edgecache.http.structured.Item;
import dev.edgecache.http.structured.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a response tells caches (RFC 9111 §5.2.2): its Cache-Control or a targeted field. */
public final class ResponseDirectives {

  /** No directives. */
  public static final ResponseDirectives NONE = new ResponseDirectives(new Directives(List.of()));

  /** Directives whose argument in a targeted field is a string of field names. */
  private static final Set<String> QUALIFIABLE = Set.of("no-cache", "private");

  private final Directives directives;

  private ResponseDirectives(Directives directives) {
    this.directives = directives;
  }

  /** The directives of all Cache-Control lines of a response. */
  public static ResponseDirectives parse(Fields response) {
    return response.contains(FieldNames.CACHE_CONTROL)
        ? new ResponseDirectives(new Directives(Directive.all(response, FieldNames.CACHE_CONTROL)))
        : NONE;
  }

  /**
   * The directives of the first targeted field that is there, valid and not empty (RFC 9213 §2.2).
   * They replace Cache-Control and Expires.
   *
   * @param targetList the names of targeted fields, the most specific one first
   */
  public static Optional<ResponseDirectives> targeted(Fields response, List<String> targetList) {
    for (String name : targetList) {
      String value = response.combined(name);
      if (value != null) {
        Optional<Dictionary> dictionary = Dictionary.parse(value);
        if (dictionary.isPresent() && !dictionary.get().isEmpty()) {
          return Optional.of(new ResponseDirectives(directives(dictionary.get())));
        }
      }
    }
    return Optional.empty();
  }

  private static Directives directives(Dictionary dictionary) {
    List<Directive> all = new ArrayList<>();
    dictionary
        .members()
        .forEach(
            (name, member) -> {
              if (!member.isFalse()) {
                all.add(new Directive(name, argument(name, member)));
              }
            });
    return new Directives(all);
  }

  /** RFC 9213 §2.1: values of another type than the directive's are not converted. */
  private static Directive.Argument argument(String name, Member member) {
    if (!(member instanceof Item item)) {
      return Directive.MALFORMED;
    }
    return switch (item.value()) {
      case BareItem.Bool ignored -> Directive.ABSENT;
      case BareItem.Int(long number) -> new Directive.Text(Long.toString(number));
      case BareItem.Str(String text) when QUALIFIABLE.contains(name) -> new Directive.Text(text);
      case BareItem.Str ignored -> Directive.MALFORMED;
      case BareItem.Decimal ignored -> Directive.MALFORMED;
      case BareItem.Token ignored -> Directive.MALFORMED;
      case BareItem.Bytes ignored -> Directive.MALFORMED;
      case BareItem.Date ignored -> Directive.MALFORMED;
      case BareItem.DisplayString ignored -> Directive.MALFORMED;
    };
  }

  /**
   * Whether every use must be validated first, {@code no-cache} unqualified (RFC 9111 §5.2.2.4).
   */
  public boolean noCache() {
    return directives.isUnqualified("no-cache");
  }

  /** The lower-case names of fields that must not be reused unvalidated (RFC 9111 §5.2.2.4). */
  public Set<String> noCacheFields() {
    return directives.fieldNames("no-cache");
  }

  /** Whether nothing of this exchange may be stored (RFC 9111 §5.2.2.5). */
  public boolean noStore() {
    return directives.has("no-store");
  }

  /** Whether it is for one user, {@code private} unqualified (RFC 9111 §5.2.2.7). */
  public boolean isPrivate() {
    return directives.isUnqualified("private");
  }

  /** The lower-case names of fields that are for one user (RFC 9111 §5.2.2.7). */
  public Set<String> privateFields() {
    return directives.fieldNames("private");
  }

  /** Whether it may be stored where that is otherwise forbidden (RFC 9111 §5.2.2.9). */
  public boolean isPublic() {
    return directives.permits("public");
  }

  /** Whether answers to requests with credentials may be shared (RFC 9111 §3.5). */
  public boolean permitsSharing() {
    return isPublic()
        || directives.permits("must-revalidate")
        || directives.namesDuration("s-maxage");
  }

  /** Whether it must not be used stale unvalidated (RFC 9111 §5.2.2.2). */
  public boolean mustRevalidate() {
    return directives.has("must-revalidate");
  }

  /** As {@link #mustRevalidate()}, for shared caches (RFC 9111 §5.2.2.8). */
  public boolean proxyRevalidate() {
    return directives.has("proxy-revalidate");
  }

  /** Whether only a cache that understands its status may store it (RFC 9111 §5.2.2.3). */
  public boolean mustUnderstand() {
    return directives.permits("must-understand");
  }

  /** Whether the content must stay as it is (RFC 9111 §5.2.2.6). */
  public boolean noTransform() {
    return directives.has("no-transform");
  }

  /** Whether it does not change while it is fresh (RFC 8246). */
  public boolean immutable() {
    return directives.has("immutable");
  }

  /** The freshness lifetime (RFC 9111 §5.2.2.1). */
  public Optional<Duration> maxAge() {
    return directives.least("max-age");
  }

  /** The freshness lifetime in shared caches (RFC 9111 §5.2.2.10). */
  public Optional<Duration> sMaxAge() {
    return directives.least("s-maxage");
  }

  /** How long beyond its lifetime it may be used while it is revalidated (RFC 5861 §3). */
  public Optional<Duration> staleWhileRevalidate() {
    return directives.least("stale-while-revalidate");
  }

  /** How long beyond its lifetime it may replace an error (RFC 5861 §4). */
  public Optional<Duration> staleIfError() {
    return directives.least("stale-if-error");
  }
}
