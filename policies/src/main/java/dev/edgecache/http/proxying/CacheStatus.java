package dev.edgecache.http.proxying;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.structured.BareItem;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a cache handled a request: its member of Cache-Status (RFC 9211).
 *
 * @param cache the name of the cache
 * @param handling whether it was a hit or went forward
 * @param ttl the freshness lifetime that is left; negative if the response is stale
 * @param key the key of the stored response
 * @param detail more, for those who know this cache
 */
public record CacheStatus(
    String cache,
    Handling handling,
    Optional<Duration> ttl,
    Optional<String> key,
    Optional<String> detail) {

  /** Whether a request was satisfied by the cache (RFC 9211 §2.1, §2.2). */
  public sealed interface Handling {}

  /** The response came from the cache and the request did not go forward. */
  public record Hit() implements Handling {}

  /**
   * The request went forward.
   *
   * @param reason why
   * @param status the status that came back, if it is not the one that was sent on
   * @param storing whether the response was stored
   * @param collapsing whether another request's exchange was shared
   */
  public record Forward(Reason reason, OptionalInt status, Storing storing, Collapsing collapsing)
      implements Handling {}

  /** Why a request went forward (RFC 9211 §2.2). */
  public enum Reason {
    /** The cache was configured not to handle it. */
    BYPASS,
    /** Its method asks for that. */
    METHOD,
    /** Nothing is stored for its URI. */
    URI_MISS,
    /** Something is stored for its URI, but not for its fields. */
    VARY_MISS,
    /** Nothing stored fits, without telling which of the two. */
    MISS,
    /** Its directives ask for that, though a fresh response is stored. */
    REQUEST,
    /** What is stored is stale. */
    STALE,
    /** What is stored is a part only. */
    PARTIAL;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The reason as the field says it. */
    public String token() {
      return token;
    }
  }

  /** Whether the response was stored (RFC 9211 §2.5). */
  public enum Storing {
    /** It was not. */
    NOT_STORED,
    /** It was. */
    STORED
  }

  /** Whether the request was collapsed with others (RFC 9211 §2.6). */
  public enum Collapsing {
    /** That was not tried. */
    NOT_TRIED,
    /** It shared their exchange. */
    COLLAPSED,
    /** It waited for their response, which it could not use. */
    FAILED
  }

  /** What an Integer of a structured field has place for (RFC 9651 §3.3.1). */
  private static final long LONGEST_TTL = 999_999_999_999_999L;

  private static final Hit HIT = new Hit();

  /** A hit of that cache. */
  public static CacheStatus hit(String cache) {
    return of(cache, HIT);
  }

  /** A request that the cache sent forward for that reason; nothing stored, nothing collapsed. */
  public static CacheStatus forward(String cache, Reason reason) {
    return of(
        cache, new Forward(reason, OptionalInt.empty(), Storing.NOT_STORED, Collapsing.NOT_TRIED));
  }

  /** The status of that handling, with nothing else told. */
  public static CacheStatus of(String cache, Handling handling) {
    return new CacheStatus(cache, handling, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** This status with the freshness lifetime that is left. */
  public CacheStatus withTtl(Duration left) {
    return new CacheStatus(cache, handling, Optional.of(left), key, detail);
  }

  /** This status with the key of the stored response. */
  public CacheStatus withKey(String name) {
    return new CacheStatus(cache, handling, ttl, Optional.of(name), detail);
  }

  /** This status with a detail. */
  public CacheStatus withDetail(String more) {
    return new CacheStatus(cache, handling, ttl, key, Optional.of(more));
  }

  /** The fields of a response with this as the last member of Cache-Status (RFC 9211 §2). */
  public Fields appendedTo(Fields response) {
    return response.toBuilder().add(FieldNames.CACHE_STATUS, text()).build();
  }

  /** The member as the field says it. */
  public String text() {
    StringBuilder text = new StringBuilder(48).append(Names.tokenOrString(cache));
    switch (handling) {
      case Hit() -> text.append(";hit");
      case Forward forward -> append(forward, text);
    }
    if (ttl.isPresent()) {
      text.append(";ttl=").append(Math.clamp(ttl.get().toSeconds(), -LONGEST_TTL, LONGEST_TTL));
    }
    if (key.isPresent()) {
      text.append(";key=").append(new BareItem.Str(Names.printable(key.get())).text());
    }
    if (detail.isPresent()) {
      text.append(";detail=").append(Names.tokenOrString(detail.get()));
    }
    return text.toString();
  }

  private static void append(Forward forward, StringBuilder text) {
    text.append(";fwd=").append(forward.reason.token());
    if (forward.status.isPresent()) {
      text.append(";fwd-status=").append(forward.status.getAsInt());
    }
    text.append(
        switch (forward.storing) {
          case NOT_STORED -> "";
          case STORED -> ";stored";
        });
    text.append(
        switch (forward.collapsing) {
          case NOT_TRIED -> "";
          case COLLAPSED -> ";collapsed";
          case FAILED -> ";collapsed=?0";
        });
  }
}
