package dev.edgecache.invalidation.log;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.Journal;
import java.time.Duration;

/** Learns what happens to the invalidation log. Must not block. */
public interface LogObserver {

  /** Nobody. */
  LogObserver NONE = new LogObserver() {};

  /** An invalidation came and is in effect. */
  default void appended(Invalidation invalidation) {}

  /** One came again that is in the log. */
  default void repeated(Invalidation invalidation) {}

  /** That many invalidations became durable together. */
  default void written(int invalidations, Duration time) {}

  /** The log could not be written; it will be tried again. */
  default void notWritten(String reason) {}

  /** An invalidation names a position that the primary had not reached when it was asked. */
  default void setAside(Invalidation invalidation, Position sampled) {}

  /** Invalidations have the positions that they awaited. */
  default void located() {}

  /** The position of the primary could not be read; it will be tried again. */
  default void notLocated(String reason) {}

  /** Invalidations may be missing, so that everything from before was invalidated. */
  default void lost(Journal.Loss loss) {}
}
