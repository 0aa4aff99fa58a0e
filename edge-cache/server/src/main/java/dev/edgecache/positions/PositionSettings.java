package dev.edgecache.positions;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.positions.database.DatabaseLogin;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where positions come from.
 *
 * @param source what tells them
 * @param pace how often it is asked
 * @param alert the lag, and likewise the age of the last reading, above which operators are told
 */
public record PositionSettings(Source source, Pace pace, Duration alert) {

  /** The lag that operators are told of where nothing else is said. */
  public static final Duration DEFAULT_ALERT = Duration.ofSeconds(30);

  /** A source at the default pace. */
  public static PositionSettings of(Source source) {
    return new PositionSettings(source, Pace.DEFAULT, DEFAULT_ALERT);
  }

  /**
   * How often databases are asked.
   *
   * @param replicas between two readings of a replica
   * @param primary between two readings of the primary
   * @param timeout of connecting, and of each answer
   */
  public record Pace(Duration replicas, Duration primary, Duration timeout) {

    /** The pace where nothing else is said. */
    public static final Pace DEFAULT =
        new Pace(Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofSeconds(5));

    /** Rejects no pause at all. */
    public Pace {
      requirePositive("poll", replicas);
      requirePositive("poll-primary", primary);
      requirePositive("timeout", timeout);
    }

    private static void requirePositive(String name, Duration value) {
      if (!value.isPositive()) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
      }
    }
  }

  /**
   * A primary and its replicas.
   *
   * @param primary the database that takes writes
   * @param replicas by name, those that the local origin reads; one at least
   * @param <A> how each is reached
   */
  public record Databases<A>(A primary, Map<String, A> replicas) {

    /** Copies the map with its order; rejects none, and one that has the primary's name. */
    public Databases {
      replicas = Collections.unmodifiableMap(new LinkedHashMap<>(replicas));
      if (replicas.isEmpty()) {
        throw new IllegalArgumentException("replicas: {} (expected: at least one)");
      }
      if (replicas.containsKey(Tracker.PRIMARY)) {
        throw new IllegalArgumentException("replicas: primary (expected: another name)");
      }
    }
  }

  /** What tells positions. */
  public sealed interface Source {}

  /** Nothing but the time: it is assumed that no replica lags for longer than the window. */
  public record Clock(Duration window) implements Source {}

  /** PostgreSQL servers, by their write-ahead logs. */
  public record Postgresql(Databases<DatabaseLogin> databases) implements Source {}

  /**
   * A row that somebody writes the time to, on the primary, and often.
   *
   * @param table the table, perhaps with its schema; its column {@code at} holds the time
   * @param margin how much later than its own time a commit may show: clocks that differ, and
   *     commits that overtake each other
   */
  public record Heartbeat(Databases<DatabaseLogin> databases, String table, Duration margin)
      implements Source {}

  /**
   * Aurora, by its status functions. Its log locations are one history over all failovers within
   * the cluster.
   *
   * @param epoch the name of that history, which a failover to another cluster must change
   * @param queries what the databases are asked
   */
  public record Aurora(Databases<DatabaseLogin> databases, Epoch epoch, Queries queries)
      implements Source {}

  /**
   * What Aurora databases are asked: one row of two numbers, what is reached and what is visible.
   *
   * @param primary for the writer
   * @param replica for each reader
   */
  public record Queries(String primary, String replica) {}

  /** URLs that tell positions. */
  public record Http(Databases<URI> databases) implements Source {}
}
