package dev.edgecache.invalidation.log;

import dev.edgecache.invalidation.Floors;
import java.util.Optional;

/** What became of an invalidation that came to the log. */
public sealed interface Appended {

  /** What the log has under its id. */
  Entry entry();

  /**
   * It is in effect.
   *
   * @param changed what that changed
   */
  record First(Entry entry, Floors.Invalidated changed) implements Appended {}

  /** One that says the same was there before, and is in effect. */
  record Again(Entry entry) implements Appended {}

  /** One that says something else has its id, so that nothing was done. */
  record Refused(Entry entry) implements Appended {}

  /** What it changed; empty if that is nothing. */
  default Optional<Floors.Invalidated> effect() {
    return switch (this) {
      case First(Entry _, var changed) -> Optional.of(changed);
      case Again _, Refused _ -> Optional.empty();
    };
  }
}
