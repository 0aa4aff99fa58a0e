package dev.edgecache.simulation.twotier;

import dev.edgecache.cloudfront.fake.FakeInvalidation;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseDirectives;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * CloudFront as a cache, as far as its documents tell: it keeps answers for their s-maxage; an
 * invalidation removes what it has of a tag when it arrives, and nothing that arrives later.
 */
final class Edge {

  private final Map<String, Kept> kept = new HashMap<>();

  /** What it keeps of a page. */
  private record Kept(int version, String tags, Instant until) {}

  /** The version of a page that it has, if it need not ask for it. */
  Optional<Integer> version(String page, Instant now) {
    return Optional.ofNullable(kept.get(page))
        .filter(one -> one.until().isAfter(now))
        .map(Kept::version);
  }

  /** An answer arrives that it had asked for. */
  void arrived(String page, Answered answer, Instant now) {
    ResponseDirectives directives = ResponseDirectives.parse(answer.fields());
    Duration lifetime =
        directives.noStore() || directives.isPrivate()
            ? Duration.ZERO
            : directives.sMaxAge().orElse(Duration.ZERO);
    if (!lifetime.isZero()) {
      kept.put(
          page,
          new Kept(
              answer.version(),
              String.valueOf(answer.fields().combined("Edge-Cache-Tag")),
              now.plus(lifetime)));
    }
  }

  /** An invalidation arrives. */
  void invalidated(FakeInvalidation invalidation) {
    kept.values()
        .removeIf(
            one ->
                List.of(one.tags().split(",", -1)).stream()
                    .anyMatch(tag -> invalidation.items().contains("#" + tag)));
  }

  /** An answer of the proxy. */
  record Answered(int version, Fields fields) {}
}
