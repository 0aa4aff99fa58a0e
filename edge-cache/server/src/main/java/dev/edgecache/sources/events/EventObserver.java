package dev.edgecache.sources.events;

/** Learns what becomes of events. Must not block. */
public interface EventObserver {

  /** Nobody. */
  EventObserver NONE = new EventObserver() {};

  /** An event came. */
  default void came(String source, Outcome outcome) {}

  /** An event is in effect without the position that it names, which can't be read. */
  default void badPosition(String source) {}
}
