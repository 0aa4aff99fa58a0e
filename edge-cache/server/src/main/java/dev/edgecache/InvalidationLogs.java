package dev.edgecache;

import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.PrimaryPositions;
import dev.edgecache.invalidation.journal.FileJournal;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.JournalException;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.InvalidationLog;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How the invalidation log of a proxy is opened.
 *
 * @param metrics what measures it
 * @param resources what closes it
 * @param clock the time of a loss, and for ages
 */
record InvalidationLogs(Metrics metrics, Resources resources, InstantSource clock) {

  /**
   * Opens the log of a folder, or one in memory.
   *
   * @param primary where it gets positions; empty if they are not compared
   * @throws JournalException if the folder can't be used
   */
  InvalidationLog open(Optional<Path> data, Floors floors, Optional<PrimaryPositions> primary)
      throws JournalException {
    Journal journal =
        resources.add(
            data.isPresent() ? FileJournal.open(data.get(), clock.instant()) : new MemoryJournal());
    InvalidationLog log =
        InvalidationLog.open(
            journal,
            new InvalidationLog.Parts(
                floors,
                primary,
                resources.add(new BackgroundThread()),
                metrics.invalidations(),
                InvalidationLog.MOST_RECORDS),
            clock.instant());
    metrics.invalidationLog(log::status, clock);
    return log;
  }
}
