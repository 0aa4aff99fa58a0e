package dev.edgecache.positions;

import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.positions.DatabaseStatus.Condition;
import dev.edgecache.positions.DatabaseStatus.Lag;
import dev.edgecache.positions.database.Reading;
import dev.edgecache.positions.database.Reading.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last readings of all databases come to. A failed reading changes nothing of it: what a
 * database had reached, it still has.
 *
 * <p>Safe for any thread.
 */
final class Tracker {

  /** The name of the database that the configuration takes for the primary. */
  static final String PRIMARY = "primary";

  private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);

  private final Map<String, Watched> databases = new LinkedHashMap<>();
  private final Unit unit;
  private final Duration alert;
  private PrimaryTrail trail = new PrimaryTrail();
  private History history = History.UNKNOWN;
  private Consumer<Lineage> listener = _ -> {};
  private volatile View view =
      new View(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), PRIMARY, false);

  /** What the number of a position counts. */
  enum Unit {
    /** Bytes of a log. */
    BYTES,
    /** Time. */
    TIME
  }

  /**
   * What is known, all of one moment.
   *
   * @param replicas what all replicas show
   * @param settled what the primary shows; a standby in its place may show more than it does
   * @param reached what any database has, be it the primary or a replica
   * @param primary the name of the database that takes writes, as far as is known
   * @param isPrimaryReplaced whether the configured primary is known not to be that one, be it that
   *     another one is or that nobody knows which
   */
  record View(
      Optional<Lineage> lineage,
      Optional<Position> replicas,
      Optional<Position> settled,
      Optional<Position> reached,
      String primary,
      boolean isPrimaryReplaced) {

    /** Whether all replicas show what is demanded, of this epoch or an earlier one. */
    boolean replicasReached(Position demanded) {
      return lineage
          .flatMap(known -> known.demandInCurrent(demanded))
          .filter(least -> replicas.filter(shown -> shown.isAtLeast(least)).isPresent())
          .isPresent();
    }
  }

  private static final class Watched {
    final Role configured;
    Optional<Reading> reading = Optional.empty();
    long nanos;
    Optional<String> problem = Optional.empty();
    Condition logged = Condition.CURRENT;

    Watched(Role configured) {
      this.configured = configured;
    }
  }

  Tracker(List<String> replicas, Unit unit, Duration alert) {
    this.unit = unit;
    this.alert = alert;
    databases.put(PRIMARY, new Watched(Role.PRIMARY));
    replicas.forEach(name -> databases.put(name, new Watched(Role.REPLICA)));
  }

  /** What is known now. */
  View view() {
    return view;
  }

  /** Has a listener told the history, now and whenever it turns. */
  synchronized void onLineage(Consumer<Lineage> other) {
    listener = other;
    history.lineage().ifPresent(listener);
  }

  /**
   * Takes a reading.
   *
   * @param nanos when it began
   */
  synchronized void noted(String name, Reading reading, long nanos) {
    Watched database = watched(name);
    History.Meaning meaning = history.meaning(reading, database.configured);
    if (meaning == History.Meaning.FOREIGN) {
      refuse(name, database, reading);
    } else {
      if (meaning == History.Meaning.NEW_EPOCH) {
        LOG.info("Positions are of epoch {} from now on, as {} tells", epoch(reading), name);
        trail = new PrimaryTrail();
      }
      history = history.with(reading, meaning);
      warnIfBack(name, database, reading);
      database.reading = Optional.of(reading);
      database.nanos = nanos;
      ended(name, database);
    }
    publish();
    if (name.equals(view.primary())) {
      reachedInCurrent(reading).ifPresent(reached -> trail.add(reached, nanos));
    }
    view.replicas().ifPresent(trail::reachedByAll);
    warnOnce(name, database, nanos);
  }

  /** Takes that a database could not be read. */
  synchronized void failed(String name, String problem, long nanos) {
    Watched database = watched(name);
    if (database.problem.isEmpty()) {
      LOG.warn("The position of {} can't be read; its last one stands: {}", name, problem);
    }
    database.problem = Optional.of(problem);
    warnOnce(name, database, nanos);
  }

  private void refuse(String name, Watched database, Reading reading) {
    String problem =
        "its epoch "
            + epoch(reading)
            + " does not belong to that of the primary, "
            + history.lineage().map(known -> known.current().name()).orElse("unknown");
    if (database.problem.isEmpty()) {
      LOG.error("The position of {} is refused: {}", name, problem);
    }
    database.problem = Optional.of(problem);
    database.reading = Optional.empty();
  }

  private static void ended(String name, Watched database) {
    if (database.problem.isPresent()) {
      LOG.info("The position of {} can be read again", name);
      database.problem = Optional.empty();
    }
  }

  /** A server that recovered from a crash, or was replaced, shows less than before. */
  private static void warnIfBack(String name, Watched database, Reading reading) {
    Optional<Position> before = database.reading.flatMap(Reading::visible);
    Optional<Position> now = reading.visible();
    if (before.isPresent()
        && now.isPresent()
        && before.get().epoch().equals(now.get().epoch())
        && !now.get().isAtLeast(before.get())) {
      LOG.warn("{} went back from {} to {}", name, before.get().text(), now.get().text());
    }
  }

  private void publish() {
    String primary = primary();
    if (!history.lineage().equals(view.lineage())) {
      history.lineage().ifPresent(listener);
    }
    view =
        new View(
            history.lineage(),
            shownByAll(),
            watched(primary)
                .reading
                .filter(this::takesWrites)
                .flatMap(Reading::visible)
                .flatMap(this::inCurrent),
            reachedByAny(),
            primary,
            watched(PRIMARY).reading.filter(reading -> !takesWrites(reading)).isPresent()
                || !primary.equals(PRIMARY));
  }

  /** One that takes writes in the current epoch; where several claim to, the configured one. */
  private String primary() {
    return databases.entrySet().stream()
        .filter(database -> database.getValue().reading.filter(this::takesWrites).isPresent())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(PRIMARY);
  }

  /** Whether the database takes writes in the current epoch. */
  private boolean takesWrites(Reading reading) {
    return reading.role() == Role.PRIMARY
        && history
            .lineage()
            .filter(known -> known.current().equals(reading.lineage().current()))
            .isPresent();
  }

  private Optional<Position> shownByAll() {
    List<Position> shown = new ArrayList<>();
    for (Watched database : databases.values()) {
      if (database.configured == Role.REPLICA) {
        Optional<Position> visible =
            database.reading.flatMap(Reading::visible).flatMap(this::inCurrent);
        if (visible.isEmpty()) {
          return Optional.empty();
        }
        shown.add(visible.get());
      }
    }
    return shown.stream().reduce((one, other) -> one.isAtLeast(other) ? other : one);
  }

  private Optional<Position> reachedByAny() {
    return databases.values().stream()
        .flatMap(database -> database.reading.stream())
        .flatMap(reading -> inCurrent(reading.reached()).stream())
        .reduce((one, other) -> one.isAtLeast(other) ? one : other);
  }

  private Optional<Position> inCurrent(Position position) {
    return history.lineage().flatMap(known -> known.inCurrent(position));
  }

  private Optional<Position> reachedInCurrent(Reading reading) {
    return takesWrites(reading) ? inCurrent(reading.reached()) : Optional.empty();
  }

  /** Tells the log when a replica's condition becomes worse than it was, and when it is well. */
  private void warnOnce(String name, Watched database, long nanos) {
    DatabaseStatus status = status(name, database, nanos);
    if (status.condition() == database.logged) {
      return;
    }
    switch (status.condition()) {
      case CURRENT -> LOG.info("{} tells its position, and keeps up", name);
      case LAGGING ->
          LOG.warn("{} has been behind the primary for more than {} ms", name, alert.toMillis());
      case UNKNOWN -> LOG.warn("The position of {} is not known, or too old to go by", name);
      case REPLACED -> LOG.warn("{} does not take the writes: name the one that does", name);
    }
    database.logged = status.condition();
  }

  /** How each database does. */
  synchronized List<DatabaseStatus> status(long nanos) {
    List<DatabaseStatus> status = new ArrayList<>();
    databases.forEach((name, database) -> status.add(status(name, database, nanos)));
    return status;
  }

  private DatabaseStatus status(String name, Watched database, long nanos) {
    Optional<Position> visible = database.reading.flatMap(Reading::visible);
    Optional<Duration> age =
        database.reading.map(_ -> Duration.ofNanos(Math.max(0, nanos - database.nanos)));
    Optional<Lag> lag =
        database.configured == Role.REPLICA
            ? visible.flatMap(this::inCurrent).flatMap(shown -> lag(shown, nanos))
            : Optional.empty();
    return new DatabaseStatus(
        name,
        database.configured,
        condition(database, age, lag),
        visible,
        age,
        lag,
        database.problem);
  }

  private Condition condition(Watched database, Optional<Duration> age, Optional<Lag> lag) {
    if (database.configured == Role.PRIMARY && view.isPrimaryReplaced()) {
      return Condition.REPLACED;
    }
    if (age.isEmpty() || age.get().compareTo(alert) > 0) {
      return Condition.UNKNOWN;
    }
    if (database.configured == Role.PRIMARY) {
      return Condition.CURRENT;
    }
    if (database.reading.flatMap(Reading::visible).flatMap(this::inCurrent).isEmpty()) {
      return Condition.UNKNOWN;
    }
    return lag.filter(known -> known.time().compareTo(alert) > 0).isPresent()
        ? Condition.LAGGING
        : Condition.CURRENT;
  }

  private Optional<Lag> lag(Position shown, long nanos) {
    return trail
        .last()
        .map(
            last ->
                new Lag(
                    trail
                        .firstBeyond(shown)
                        .map(since -> Duration.ofNanos(Math.max(0, nanos - since)))
                        .orElse(Duration.ZERO),
                    bytes(shown, last)));
  }

  private OptionalLong bytes(Position shown, Position last) {
    return switch (unit) {
      case BYTES -> OptionalLong.of(shown.isAtLeast(last) ? 0 : last.value() - shown.value());
      case TIME -> OptionalLong.empty();
    };
  }

  private Watched watched(String name) {
    return Optional.ofNullable(databases.get(name)).orElseThrow();
  }

  private static String epoch(Reading reading) {
    return reading.lineage().current().name();
  }
}
