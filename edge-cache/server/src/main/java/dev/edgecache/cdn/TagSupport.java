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

  /** How long invalidations wait for a distribution that does not tell. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String field;
  private final Function<Destination, TagHeader> reading;
  private final Map<Destination, Read> read = new ConcurrentHashMap<>();

  /** What was read, and when; and when it was asked first. */
  private record Read(TagHeader header, Instant at, Instant first) {

    boolean isOpen() {
      return switch (header) {
        case TagHeader.Named _, TagHeader.None _ -> false;
        case TagHeader.Unread _ -> true;
      };
    }
  }

  TagSupport(String field, Function<Destination, TagHeader> reading) {
    this.field = field;
    this.reading = reading;
  }

  /**
   * Whether it does, as far as that is known. One that has not told for long is taken for one that
   * does: the configuration says so, and what is not told at all is of no use to anybody.
   */
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
                        case TagHeader.Unread unread ->
                            said.at().isBefore(said.first().plus(PATIENCE))
                                ? Optional.empty()
                                : Optional.of(true);
                      });
    };
  }

  /** Asks, unless it has told or was asked a moment ago. It may take its time. */
  void check(Site site, Instant now) {
    Optional<Read> last = Optional.ofNullable(read.get(site.to()));
    boolean isTime =
        last.isEmpty() || (last.get().isOpen() && !last.get().at().plus(PAUSE).isAfter(now));
    if (site.tags() == CdnSettings.Tags.CHECK && isTime) {
      TagHeader header = reading.apply(site.to());
      read.put(site.to(), new Read(header, now, last.map(Read::first).orElse(now)));
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
                  Optional.of(
                      name
                          + " does not tell where it reads tags: "
                          + reason
                          + (known(site).isPresent() ? "; it is told tags" : "; it waits"));
            };
      }
    };
  }
}
