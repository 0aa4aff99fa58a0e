package dev.edgecache.caching;

import dev.edgecache.body.PartBody;
import dev.edgecache.consistency.Standing;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.range.ByteRange;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.Storing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the store holds for a request. */
public sealed interface Lookup {

  /**
   * A response that the request selects.
   *
   * @param standing what is known of its floor under its terms
   */
  record Found(StoredResponse response, Standing standing) implements Lookup {

    /** A response of which nothing is known but its provenance. */
    public Found(StoredResponse response) {
      this(response, new Standing(response.provenance()));
    }

    /** Mostly the two are one set, which is seen without a look at its tags. */
    private static boolean hasAll(Set<String> tags, Set<String> some) {
      return tags.equals(some) || tags.containsAll(some);
    }

    /** Whether it has only tags that it had, by which it was compared with floors all the while. */
    public boolean hasNoTagBeyond(Lookup stored) {
      return stored instanceof Found(var before, _)
          && hasAll(before.terms().tags(), response.terms().tags());
    }
  }

  /**
   * Responses for the key, but none that the request selects.
   *
   * @param variants what is stored, at least one
   */
  record VaryMiss(List<StoredResponse> variants) implements Lookup {}

  /**
   * A response that the request selects, but that is a part which has not all that it asks for.
   *
   * @param missing the range that would make it whole, if it is one and the request wants the whole
   */
  record PartFound(StoredResponse response, Optional<ByteRange> missing) implements Lookup {}

  /** Nothing for the key. */
  record UriMiss() implements Lookup {}

  /**
   * What the responses of one key hold for a request with these fields: of those that it selects
   * one with a Vary before one without, then the most recent one (RFC 9111 §4, §4.1).
   *
   * @param stored at least one
   */
  static Lookup of(List<Found> stored, Fields request) {
    Optional<Found> best = Optional.empty();
    for (Found entry : stored) {
      if (entry.response().isSelectedBy(request)
          && (best.isEmpty() || isPreferred(entry.response(), best.get().response()))) {
        best = Optional.of(entry);
      }
    }
    return best.<Lookup>map(found -> found)
        .orElseGet(() -> new VaryMiss(stored.stream().map(Found::response).toList()));
  }

  private static boolean isPreferred(StoredResponse one, StoredResponse other) {
    boolean varies = !one.variant().names().isEmpty();
    boolean otherVaries = !other.variant().names().isEmpty();
    return varies == otherVaries ? one.date().isAfter(other.date()) : varies;
  }

  /** This for a request that may ask for more than a stored part holds (RFC 9111 §3.3). */
  default Lookup holding(RequestHead request, Instant now) {
    if (!(this instanceof Found(var stored, _))
        || !(stored.body() instanceof PartBody part)
        || stored.holds(request, now)) {
      return this;
    }
    return new PartFound(
        stored,
        request.fields().contains(FieldNames.RANGE) ? Optional.empty() : Incomplete.missing(part));
  }

  /**
   * This under the rules that the route has now: a response that was stored under others is judged
   * anew, and is not there if it would not be stored today.
   */
  default Lookup under(Match match, RequestHead request) {
    if (!(this instanceof Found(var stored, _)) || stored.terms().route().equals(match.route())) {
      return this;
    }
    Storability today = Storing.assess(match, request, stored.head(), stored.times().answered());
    return switch (today) {
      case Storability.Store store ->
          new Found(
              stored.withTerms(
                  new Terms(
                      match.route(),
                      store.lifetime(),
                      ImplicitTags.with(store.tags(), match),
                      store.compression())));
      case Storability.DoNotStore unstorable -> new UriMiss();
    };
  }
}
