package dev.edgecache.consistency.model.protocol;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a design is put into: how much there is of everything, and what can happen besides. */
public record World(Map<Size, Integer> sizes, Set<Event> events) {

  /** One key, two writes, two replicas, two fetches at a time, one proxy. */
  public static final World SMALL = new World(Map.of(), Set.of());

  /** The numbers, with what they usually are. */
  public enum Size {
    WRITES("writes", 2),
    REPLICAS("replicas", 2),
    FETCHES("fetches", 2),
    KEYS("keys", 1),
    PROXIES("proxies", 1);

    private final String words;
    private final int usual;

    Size(String words, int usual) {
      this.words = words;
      this.usual = usual;
    }
  }

  /** What can happen besides. */
  public enum Event {
    /** Fetches also ask the primary. */
    PRIMARY_IS_READ,
    /** Something changes that answers hold but the database does not. */
    OUTSIDE_CHANGE,
    /** Each invalidation is hard or soft, and time passes. */
    SOFT_INVALIDATIONS,
    /** All keys have one tag. */
    SHARED_TAG,
    /** A proxy starts anew, once. */
    RESTART,
    /** A replica becomes the primary, once; what it lacks is lost. */
    PROMOTION,
    /** As {@link #PROMOTION}, and the new epoch counts its positions otherwise. */
    RENUMBERING
  }

  public World with(Size size, int count) {
    Map<Size, Integer> changed = new EnumMap<>(Size.class);
    changed.putAll(sizes);
    changed.put(size, count);
    return new World(changed, events);
  }

  public World with(Event event) {
    Set<Event> changed = EnumSet.of(event);
    changed.addAll(events);
    return new World(sizes, changed);
  }

  int count(Size size) {
    return sizes.getOrDefault(size, size.usual);
  }

  boolean has(Event event) {
    return events.contains(event);
  }

  boolean promotes() {
    return has(Event.PROMOTION) || has(Event.RENUMBERING);
  }

  /** The sizes, those that are not 1 by their names. */
  @Override
  public String toString() {
    return Arrays.stream(Size.values())
        .filter(size -> count(size) != 1)
        .map(size -> count(size) + " " + size.words)
        .collect(Collectors.joining(", "));
  }
}
