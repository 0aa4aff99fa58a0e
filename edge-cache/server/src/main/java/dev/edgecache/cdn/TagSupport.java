package dev.edgecache.cdn;

import dev.edgecache.cdn.CdnSettings.Site;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.TagHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Whether distributions invalidate by tag. One that does not read our field accepts such an
 * invalidation all the same, and does nothing.
 */
final class TagSupport {

  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final String field;
  private final Function<Destination, TagHeader> reading;
  private final Map<Destination, Read> read = new ConcurrentHashMap<>();

  /** What was read, and when. */
  private record Read(TagHeader header, Instant at) {}

  TagSupport(String field, Function<Destination, TagHeader> reading) {
    this.field = field;
    this.reading = reading;
  }

  /** Whether it does, as far as that is known. */
  Optional<Boolean> known(Site site) {
    return switch (site.tags()) {
      case ASSUME -> Optional.of(true);
      case NONE -> Optional.of(false);
      case CHECK ->
          Optional.ofNullable(read.get(site.to()))
              .flatMap(
                  said ->
                      switch (said.header()) {
                        case TagHeader.Named(var name) -> Optional.of(name.equalsIgnoreCase(field));
                        case TagHeader.None none -> Optional.of(false);
                        case TagHeader.Unread unread -> Optional.empty();
                      });
    };
  }

  /** Asks, unless that is known or was asked a moment ago. It may take its time. */
  void check(Site site, Instant now) {
    Optional<Read> last = Optional.ofNullable(read.get(site.to()));
    boolean isTime = last.isEmpty() || !last.get().at().plus(PAUSE).isAfter(now);
    if (known(site).isEmpty() && isTime) {
      read.put(site.to(), new Read(reading.apply(site.to()), now));
    }
  }

  /** What is wrong with a distribution, for people. */
  Optional<String> trouble(Site site) {
    String name = site.to().name();
    return switch (site.tags()) {
      case ASSUME, NONE -> Optional.empty();
      case CHECK -> {
        Read said = read.get(site.to());
        yield said == null
            ? Optional.of(name + " was not asked yet where it reads tags")
            : switch (said.header()) {
              case TagHeader.Named(var other) ->
                  other.equalsIgnoreCase(field)
                      ? Optional.empty()
                      : Optional.of(name + " reads tags from " + other + ", not from " + field);
              case TagHeader.None none -> Optional.of(name + " reads no tags");
              case TagHeader.Unread(var reason) ->
                  Optional.of(name + " does not tell where it reads tags: " + reason);
            };
      }
    };
  }
}
