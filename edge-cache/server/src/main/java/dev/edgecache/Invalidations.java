package dev.edgecache;

import dev.edgecache.admin.invalidations.InvalidationEndpoints;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.journal.FileJournal;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.JournalException;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.target.TargetFeed;
import dev.edgecache.positions.Positions;
import dev.edgecache.refill.PrimaryReadings;
import dev.edgecache.store.MemoryStore;
import dev.edgecache.sweep.Sweep;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What was invalidated: the log, measured, and the floors that it raises. */
final class Invalidations {

  private final Optional<Path> data;
  private final Optional<Positions> positions;
  private final InstantSource clock;
  private final Floors floors;
  private final InvalidationLog log;

  /**
   * Opens the log of a folder, or one in memory.
   *
   * @param data the folder
   * @param positions how far the databases have come, if they are compared
   * @throws JournalException if the folder can't be used
   */
  Invalidations(
      Optional<Path> data,
      Optional<Positions> positions,
      Metrics metrics,
      Resources resources,
      InstantSource clock)
      throws JournalException {
    this.data = data;
    this.positions = positions;
    this.clock = clock;
    this.floors = new Floors();
    Journal journal =
        resources.add(
            data.isPresent() ? FileJournal.open(data.get(), clock.instant()) : new MemoryJournal());
    this.log =
        InvalidationLog.open(
            journal,
            new InvalidationLog.Parts(
                floors,
                positions.map(PrimaryReadings::new),
                resources.add(new BackgroundThread()),
                metrics.invalidations(),
                InvalidationLog.MOST_RECORDS),
            clock.instant());
    metrics.invalidationLog(log::status, clock);
    positions.ifPresent(this::followLineage);
  }

  private void followLineage(Positions databases) {
    databases.onLineage(
        lineage -> {
          floors.turn(lineage, clock.instant());
          log.turned();
        });
  }

  /** Begins to remove what is below floors, and then the floors. */
  void sweep(MemoryStore store, Metrics metrics, Resources resources) {
    Sweep sweep =
        new Sweep(
            store,
            floors,
            () -> positions.flatMap(Positions::replicas),
            resources.add(new BackgroundThread("sweep")),
            Sweep.Pace.DEFAULT);
    metrics.counter(
        "edgecache.store.swept", "Stored answers removed below floors.", sweep, Sweep::removed);
    metrics.gauge("edgecache.floors", "Tags with a floor of their own.", floors, Floors::size);
    sweep.start();
  }

  Floors floors() {
    return floors;
  }

  InvalidationLog log() {
    return log;
  }

  /**
   * @param feeds the ways of invalidations to caches outside
   */
  AdminPort.Part atAdminPort(List<TargetFeed> feeds) {
    InvalidationEndpoints endpoints = new InvalidationEndpoints(log, feeds, clock);
    return new AdminPort.Part(endpoints.endpoints(), List.of(endpoints::health));
  }

  /** One line for people. */
  String description() {
    return data.map(folder -> "Invalidations are kept in " + folder)
        .orElse("Invalidations are kept in memory: a restart forgets them; data: keeps them");
  }
}
