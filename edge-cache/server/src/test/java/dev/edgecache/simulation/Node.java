package dev.edgecache.simulation;

import dev.edgecache.consistency.Lineage;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchSettings;
import dev.edgecache.fetch.Time;
import dev.edgecache.fetch.WaitLimits;
import dev.edgecache.invalidation.FewFloors;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.log.Background;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.origin.choice.ChoiceMeans;
import dev.edgecache.origin.choice.ChoiceObserver;
import dev.edgecache.origin.choice.ChoiceRules;
import dev.edgecache.origin.choice.FallbackLimit;
import dev.edgecache.origin.choice.Origins;
import dev.edgecache.origin.choice.Rollout;
import dev.edgecache.positions.VirtualPositions;
import dev.edgecache.positions.database.Reading;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.refill.PrimaryReadings;
import dev.edgecache.refill.TestimonyObserver;
import dev.edgecache.serve.decide.Deciding;
import dev.edgecache.store.MemoryStore;
import dev.edgecache.sweep.Sweep;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A proxy from its start to its end, put together as the product is. */
final class Node {

  /** Fetches of a key at a time: one, and one more for those who need the primary. */
  private static final int MOST_FETCHES = 2;

  private static final int MOST_FALLBACKS = 5;

  /** Fast, so that floors retire while answers from before are on their way. */
  private static final Sweep.Pace SWEEP =
      new Sweep.Pace(1, Duration.ofMillis(2), Duration.ofMillis(10));

  final Site site;
  final Floors floors;
  private final VirtualPositions positions;
  final FetchCollapser collapser;
  final Deciding deciding;
  private final World world;
  private final InvalidationLog log;
  private final Set<Visit> visits = new HashSet<>();
  private final Map<Integer, Integer> asked = new HashMap<>();
  private boolean running = true;

  Node(World world, Site site) {
    this.world = world;
    this.site = site;
    this.floors = FewFloors.of(world.settings.maxTags());
    MemoryStore store = new MemoryStore(1_000_000, _ -> {});
    Background background = new Passing();
    Map<String, Supplier<Optional<Reading>>> watched = new LinkedHashMap<>();
    world.databases.servers.forEach(server -> watched.put(server.name, server::reading));
    this.positions =
        new VirtualPositions(
            watched,
            new VirtualPositions.Passing(
                background, () -> schedule().micros(20, 2_000), schedule()::nanos));
    OriginChoice choice =
        new OriginChoice(
            Origins.of(
                new VirtualOrigin(this, world::replica),
                new VirtualOrigin(this, world.databases::primary),
                new ChoiceRules(new FallbackLimit(MOST_FALLBACKS), Rollout.WHOLE),
                new ChoiceMeans(schedule().random(), this::unlessCalledOff, ChoiceObserver.NONE)),
            floors,
            Optional.of(positions),
            TestimonyObserver.NONE);
    this.log =
        InvalidationLog.open(
            site.journal.reopened(),
            new InvalidationLog.Parts(
                floors,
                Optional.of(new PrimaryReadings(positions)),
                background,
                LogObserver.NONE,
                world.settings.records()),
            schedule().instant());
    positions.onLineage(this::turned);
    this.collapser =
        new FetchCollapser(
            store,
            floors,
            choice,
            new FetchSettings(
                new Time(schedule()::instant, schedule()::nanos),
                schedule().random(),
                WaitLimits.ofConnections(10_000)));
    this.deciding = new Deciding(store, floors, collapser.keys());
    new Sweep(store, floors, positions::replicas, background, SWEEP).start();
  }

  private void turned(Lineage lineage) {
    floors.turn(lineage, schedule().instant());
    log.turned();
    schedule().note(() -> this + " knows " + lineage);
  }

  /** The background of what belongs to this proxy. */
  private final class Passing implements Background {
    @Override
    public void run(Runnable task) {
      later(schedule().micros(1, 3_000), task);
    }

    @Override
    public void after(Duration pause, Runnable task) {
      later(pause, task);
    }
  }

  Schedule schedule() {
    return world.schedule;
  }

  /** Does something after a pause, unless this proxy has ended by then. */
  void later(Duration pause, Runnable task) {
    schedule()
        .after(
            pause,
            () -> {
              if (running) {
                task.run();
              }
            });
  }

  private Runnable unlessCalledOff(Duration pause, Runnable task) {
    AtomicBoolean wanted = new AtomicBoolean(true);
    later(
        pause,
        () -> {
          if (wanted.get()) {
            task.run();
          }
        });
    return () -> wanted.set(false);
  }

  void end() {
    running = false;
    schedule().note(() -> this + " ends");
  }

  /** Takes an invalidation in. */
  void receive(Event event) {
    Entry entry = log.append(event.received(schedule().instant())).entry();
    site.removeUnfenced(event);
    schedule().note(() -> this + " takes " + event + " at " + floors.sequence());
    var _ =
        entry
            .acknowledged()
            .whenComplete(
                (promise, _) -> {
                  if (running) {
                    site.acknowledges(event, entry);
                    schedule().note(() -> this + " acknowledges " + event.id() + " " + promise);
                    world.promises.floorsHold(this);
                  }
                });
  }

  /** A client asks. */
  Visit visit(int key) {
    Visit visit = new Visit(world, this, key);
    visits.add(visit);
    visit.begin();
    return visit;
  }

  void ended(Visit visit) {
    visits.remove(visit);
  }

  int unanswered() {
    return visits.size();
  }

  /** The origin is asked for a key. */
  void asked(int key) {
    world.tally.fetches++;
    if (asked.merge(key, 1, Integer::sum) > MOST_FETCHES) {
      world.violated("I11: " + asked.get(key) + " fetches of " + key + " at once at " + this);
    }
  }

  void answered(int key) {
    asked.merge(key, -1, Integer::sum);
  }

  /** Whether something that may fail does. */
  boolean failsNow() {
    return world.isTroubled() && world.settings.troubles().failures() && schedule().chance(0.1);
  }

  /** Whether an answer tells its positions. */
  boolean states() {
    return schedule().chance(world.settings.stating());
  }

  @Override
  public String toString() {
    return "proxy " + site.name;
  }
}
