package dev.edgecache.caching;

import dev.edgecache.consistency.Floor;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.http.range.ByteRange;
import dev.edgecache.policy.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is done with a request whose answers may be stored (RFC 9111 §4). */
public sealed interface Decision {

  /** The stored response is the answer. */
  record Serve(StoredResponse response, Freshness freshness) implements Decision {}

  /**
   * The stored response may be the answer although it is stale, while a fetch in the background
   * renews it (RFC 5861 §3).
   *
   * @param patience how long the request waits for the renewed answer first
   */
  record ServeWhileRevalidating(StoredResponse response, Freshness freshness, Duration patience)
      implements Decision {}

  /** The origin is asked whether the stored response still holds. */
  record Revalidate(StoredResponse response, Reason reason) implements Decision {}

  /**
   * The origin is asked for what a stored part lacks (RFC 9111 §3.3).
   *
   * @param missing what it lacks
   */
  record Complete(StoredResponse response, ByteRange missing) implements Decision {}

  /**
   * The origin is asked for an answer.
   *
   * @param variants what is stored for other variants of the key
   */
  record Fetch(Reason reason, List<StoredResponse> variants) implements Decision {}

  /** The request wants nothing but a stored answer, and there is none: {@code 504}. */
  record Refuse() implements Decision {}

  /** Why the origin is asked. */
  enum Reason {
    /** Nothing is stored for the key. */
    URI_MISS,
    /** Something is stored for the key, but the request does not select it. */
    VARY_MISS,
    /** What is stored is a part, and lacks something that the request asks for. */
    PARTIAL,
    /** What is stored is stale. */
    STALE,
    /** What is stored was invalidated. */
    INVALIDATED,
    /** The request's own directives exclude what is stored. */
    REQUEST
  }

  /** Why the origin is asked; empty if it is not. */
  default Optional<Reason> asks() {
    return switch (this) {
      case Serve serve -> Optional.empty();
      case ServeWhileRevalidating serve -> Optional.of(Reason.STALE);
      case Revalidate(var response, var reason) -> Optional.of(reason);
      case Complete complete -> Optional.of(Reason.PARTIAL);
      case Fetch(var reason, var variants) -> Optional.of(reason);
      case Refuse refuse -> Optional.empty();
    };
  }

  /**
   * Whether the request may have what the store holds.
   *
   * @param lookup what the store holds
   * @param asked the request's directives
   * @param floor what invalidations demand of the response that was found
   * @param patience how long to wait before a permitted stale answer goes out
   * @param now the time of the request
   */
  static Decision decide(
      Lookup lookup, RequestDirectives asked, Floor floor, Duration patience, Instant now) {
    Decision decision =
        switch (lookup) {
          case Lookup.UriMiss() -> new Fetch(Reason.URI_MISS, List.of());
          case Lookup.VaryMiss(var variants) ->
              new Fetch(Reason.VARY_MISS, variants.stream().filter(Decision::isWhole).toList());
          case Lookup.PartFound(var response, var missing) ->
              switch (decide(response, asked, floor, patience, now)) {
                case Serve serve ->
                    missing
                        .<Decision>map(range -> new Complete(response, range))
                        .orElse(new Fetch(Reason.PARTIAL, List.of()));
                case Revalidate(var same, var reason) -> new Fetch(reason, List.of());
                case ServeWhileRevalidating stale -> new Fetch(Reason.STALE, List.of());
                case Decision other -> other;
              };
          case Lookup.Found(var response, _) -> decide(response, asked, floor, patience, now);
        };
    return switch (decision) {
      case Fetch fetch when asked.onlyIfCached() -> new Refuse();
      case Revalidate revalidate when asked.onlyIfCached() -> new Refuse();
      case Complete complete when asked.onlyIfCached() -> new Refuse();
      case Decision other -> other;
    };
  }

  private static boolean isWhole(StoredResponse response) {
    return response.body().part().isEmpty();
  }

  private static Decision decide(
      StoredResponse response,
      RequestDirectives asked,
      Floor floor,
      Duration patience,
      Instant now) {
    return response
        .above(floor)
        .map(left -> decide(left, asked, patience, now))
        .orElseGet(() -> new Fetch(Reason.INVALIDATED, List.of()));
  }

  private static Decision decide(
      StoredResponse response, RequestDirectives asked, Duration patience, Instant now) {
    Freshness freshness = Freshness.of(response, now);
    if (freshness.lifetime().validation() == Lifetime.Validation.AT_EVERY_USE) {
      return new Revalidate(response, Reason.STALE);
    }
    if (asked.noCache()) {
      return new Revalidate(response, Reason.REQUEST);
    }
    if (freshness.isFresh()) {
      return isYoungEnough(asked, freshness) && lastsLongEnough(asked, freshness)
          ? new Serve(response, freshness)
          : new Revalidate(response, Reason.REQUEST);
    }
    if (acceptsStale(asked, freshness)
        && isYoungEnough(asked, freshness)
        && lastsLongEnough(asked, freshness)) {
      return new Serve(response, freshness);
    }
    if (freshness.permitsWhileRevalidating() && !limitsFreshness(asked)) {
      return new ServeWhileRevalidating(response, freshness, patience);
    }
    return new Revalidate(response, Reason.STALE);
  }

  /**
   * {@code max-age} of the request (RFC 9111 §5.2.1.1); what does not change while it is fresh is
   * never too old while it is (RFC 8246 §2).
   */
  private static boolean isYoungEnough(RequestDirectives asked, Freshness freshness) {
    boolean unchanged =
        freshness.isFresh() && freshness.lifetime().content() == Lifetime.Content.IMMUTABLE;
    return unchanged
        || asked.maxAge().map(limit -> freshness.age().compareTo(limit) <= 0).orElse(true);
  }

  /** {@code min-fresh} of the request (RFC 9111 §5.2.1.3). */
  private static boolean lastsLongEnough(RequestDirectives asked, Freshness freshness) {
    return asked.minFresh().map(least -> freshness.remaining().compareTo(least) >= 0).orElse(true);
  }

  /** Whether the request itself says how fresh or how stale an answer may be. */
  private static boolean limitsFreshness(RequestDirectives asked) {
    return asked.maxAge().isPresent()
        || asked.minFresh().isPresent()
        || asked.maxStale().isPresent();
  }

  /** {@code max-stale} of the request (RFC 9111 §5.2.1.2), where the origin does not forbid it. */
  private static boolean acceptsStale(RequestDirectives asked, Freshness freshness) {
    return freshness.lifetime().validation() == Lifetime.Validation.WHEN_STALE
        && asked.maxStale().map(limit -> freshness.staleness().compareTo(limit) <= 0).orElse(false);
  }
}
