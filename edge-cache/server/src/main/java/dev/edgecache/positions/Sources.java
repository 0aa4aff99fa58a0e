package dev.edgecache.positions;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.positions.PositionSettings.Databases;
import dev.edgecache.positions.PositionSettings.Source;
import dev.edgecache.positions.database.Database;
import dev.edgecache.positions.database.HttpDatabase;
import dev.edgecache.positions.database.PostgresDatabase;
import dev.edgecache.positions.database.QueryDatabase;
import dev.edgecache.positions.database.QueryDatabase.Question;
import dev.edgecache.positions.database.Reading.Role;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** The databases that a source consists of. */
final class Sources {

  private static final Epoch HEARTBEAT = new Epoch("heartbeat");

  private Sources() {}

  /** Databases by name, the primary as {@link Tracker#PRIMARY}; none is connected yet. */
  static Map<String, Database> open(Source source, Duration timeout) {
    return switch (source) {
      case PositionSettings.Clock _ ->
          throw new IllegalArgumentException("source: clock (expected: one that is polled)");
      case PositionSettings.Postgresql(var databases) ->
          each(databases, (login, _) -> new PostgresDatabase(login, timeout));
      case PositionSettings.Heartbeat(var databases, String table, Duration margin) -> {
        String query = latestHeartbeat(table, margin);
        yield each(
            databases,
            (login, role) ->
                new QueryDatabase(login, timeout, new Question(query, role, HEARTBEAT)));
      }
      case PositionSettings.Aurora(var databases, Epoch epoch, var queries) ->
          each(
              databases,
              (login, role) ->
                  new QueryDatabase(
                      login,
                      timeout,
                      new Question(
                          switch (role) {
                            case PRIMARY -> queries.primary();
                            case REPLICA -> queries.replica();
                          },
                          role,
                          epoch)));
      case PositionSettings.Http(var databases) ->
          each(databases, (url, role) -> new HttpDatabase(url, timeout, role));
    };
  }

  /**
   * Asks for the server's own clock, and for the latest heartbeat less the margin, both in
   * microseconds since 1970.
   */
  private static String latestHeartbeat(String table, Duration margin) {
    return """
    SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
      (extract(epoch FROM max(at)) * 1000000)::bigint - %d
    FROM %s
    """
        .formatted(margin.toNanos() / 1000, table);
  }

  private static <A> Map<String, Database> each(
      Databases<A> addresses, BiFunction<A, Role, Database> open) {
    Map<String, Database> opened = new LinkedHashMap<>();
    opened.put(Tracker.PRIMARY, open.apply(addresses.primary(), Role.PRIMARY));
    addresses
        .replicas()
        .forEach((name, address) -> opened.put(name, open.apply(address, Role.REPLICA)));
    return opened;
  }

  /** What the positions of a source count. */
  static Tracker.Unit unit(Source source) {
    return switch (source) {
      case PositionSettings.Clock _, PositionSettings.Heartbeat _ -> Tracker.Unit.TIME;
      case PositionSettings.Postgresql _, PositionSettings.Aurora _, PositionSettings.Http _ ->
          Tracker.Unit.BYTES;
    };
  }
}
