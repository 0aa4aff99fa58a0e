package dev.edgecache.sources.feed;

import dev.edgecache.consistency.Lapse;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.sources.Source;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources that are lost, and what that leaves of stored answers. A loss dates from its first
 * notice until the source has all that its bus has.
 */
public final class LostFeeds {

  private static final Logger LOG = LoggerFactory.getLogger(LostFeeds.class);

  private final Map<Source, LossRule> rules;
  private final Floors floors;
  private final InstantSource clock;
  private final Map<String, Lapse> lost = new ConcurrentHashMap<>();

  /**
   * No source is lost.
   *
   * @param rules when each counts as lost
   * @param floors what is told of losses
   */
  public LostFeeds(Map<Source, LossRule> rules, Floors floors, InstantSource clock) {
    this.rules = Map.copyOf(rules);
    this.floors = floors;
    this.clock = clock;
  }

  /** Looks which sources are lost now; to be called about once a second. */
  public synchronized void look() {
    Instant now = clock.instant();
    rules.forEach((source, rule) -> look(source, rule.lapse(source.status(), now)));
    Map<String, Lapse> byTag = new HashMap<>();
    rules.forEach(
        (source, rule) ->
            of(source.name())
                .ifPresent(
                    lapse -> rule.covers().forEach(tag -> byTag.merge(tag, lapse, Lapse::merge))));
    floors.lapse(byTag);
  }

  private void look(Source source, Optional<Lapse> lapse) {
    if (lapse.isEmpty()) {
      if (lost.remove(source.name()) != null) {
        LOG.warn("Source {} is no longer lost; stored answers count as before", source.name());
      }
    } else if (lost.putIfAbsent(source.name(), lapse.get()) == null) {
      LOG.error(
          "Source {} is lost since {}: what it covers is fresh for {} s at most from now on",
          source.name(),
          lapse.get().since(),
          lapse.get().fresh().toSeconds());
    }
  }

  /** The loss of the source of that name, if it is lost. */
  public Optional<Lapse> of(String source) {
    return Optional.ofNullable(lost.get(source));
  }
}
