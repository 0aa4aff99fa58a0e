package dev.edgecache.config;

import static dev.edgecache.config.BoundedTypes.durationUpTo;
import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.mapOf;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.url;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.positions.PositionSettings;
import dev.edgecache.positions.PositionSettings.Aurora;
import dev.edgecache.positions.PositionSettings.Clock;
import dev.edgecache.positions.PositionSettings.Databases;
import dev.edgecache.positions.PositionSettings.Heartbeat;
import dev.edgecache.positions.PositionSettings.Http;
import dev.edgecache.positions.PositionSettings.Pace;
import dev.edgecache.positions.PositionSettings.Postgresql;
import dev.edgecache.positions.PositionSettings.Queries;
import dev.edgecache.positions.PositionSettings.Source;
import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a configuration file may say of positions. */
final class PositionKeys {

  private static final Duration HOUR = Duration.ofHours(1);

  private static final String REPLICAS =
      "By name, every database that the local origin may read, one at least; the answers that it"
          + " gives are as old as the oldest of them.";

  private final ObjectType<DatabaseLogin> login;

  PositionKeys(ObjectType<DatabaseLogin> login) {
    this.login = login;
  }

  ObjectType<PositionSettings> positions() {
    return ObjectType.of(
        "positions",
        "What tells how far the databases behind the origins have come, in exactly one way:"
            + " `postgresql`, `aurora`, `http`, `heartbeat` or `clock`.",
        keys -> {
          var postgresql =
              keys.key(
                      "postgresql",
                      databases("positions-postgresql", login, Postgresql::new),
                      "PostgreSQL servers, version 13 or newer, by their write-ahead logs.")
                  .optional();
          var aurora =
              keys.key("aurora", aurora(login), "Aurora PostgreSQL, by its status functions.")
                  .optional();
          var http =
              keys.key(
                      "http",
                      databases("positions-http", url(), Http::new),
                      "URLs that answer with `{\"position\": \"…\"}`, and for the primary perhaps"
                          + " `\"settled\"`.")
                  .optional();
          var heartbeat =
              keys.key(
                      "heartbeat",
                      heartbeat(login),
                      "A row that the time is written to on the primary. Weaker: it relies on"
                          + " clocks.")
                  .optional();
          var clock =
              keys.key(
                      "clock",
                      clock(),
                      "No database is asked. Weaker: it is assumed that no replica lags for longer"
                          + " than a window.")
                  .optional();
          keys.exactlyOne(postgresql, aurora, http, heartbeat, clock);
          var poll =
              keys.key("poll", durationUpTo(HOUR), "Between two readings of a replica.")
                  .orElse("100ms");
          var pollPrimary =
              keys.key("poll-primary", durationUpTo(HOUR), "Between two readings of the primary.")
                  .orElse("250ms");
          var timeout =
              keys.key(
                      "timeout",
                      durationUpTo(HOUR),
                      "Of connecting, and of each reading; PostgreSQL counts whole seconds.")
                  .orElse("5s");
          var alert =
              keys.key(
                      "alert",
                      durationUpTo(Duration.ofDays(1)),
                      "The lag, and likewise the age of the last reading, above which a database is"
                          + " `degraded` in `/health/ready`.")
                  .orElse("30s");
          return values ->
              new PositionSettings(
                  the(
                      Stream.of(
                          values.get(postgresql),
                          values.get(aurora),
                          values.get(http),
                          values.get(heartbeat),
                          values.get(clock))),
                  new Pace(values.get(poll), values.get(pollPrimary), values.get(timeout)),
                  values.get(alert));
        });
  }

  /** The one that is there. */
  private static Source the(Stream<Optional<? extends Source>> sources) {
    return sources.<Source>flatMap(Optional::stream).findFirst().orElseThrow();
  }

  private static <A, S> ObjectType<S> databases(
      String name, Type<A> address, Function<Databases<A>, S> source) {
    return ObjectType.of(
        name,
        "A primary and its replicas.",
        keys -> {
          var primary = keys.key("primary", address, "The database that takes writes.").required();
          var replicas = keys.key("replicas", replicas(address), REPLICAS).required();
          return values -> source.apply(new Databases<>(values.get(primary), values.get(replicas)));
        });
  }

  private static <A> Type<Map<String, A>> replicas(Type<A> address) {
    return mapOf(text("name", "a name such as eu-1", "[A-Za-z0-9][A-Za-z0-9._-]{0,62}"), address);
  }

  private static ObjectType<Heartbeat> heartbeat(Type<DatabaseLogin> login) {
    return ObjectType.of(
        "positions-heartbeat",
        "A primary, its replicas, and a table with a column `at` of type `timestamptz`, to which"
            + " somebody else writes `clock_timestamp()` on the primary, often.",
        keys -> {
          var primary = keys.key("primary", login, "The database that takes writes.").required();
          var replicas = keys.key("replicas", replicas(login), REPLICAS).required();
          var table =
              keys.key(
                      "table",
                      text(
                          "table",
                          "a table such as ops.heartbeat",
                          "[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?"),
                      "The table, perhaps with its schema.")
                  .orElse("heartbeat");
          var margin =
              keys.key(
                      "margin",
                      durationUpTo(HOUR),
                      "How much later than its own time a commit may show: clocks that differ,"
                          + " commits that overtake each other.")
                  .orElse("500ms");
          return values ->
              new Heartbeat(
                  new Databases<>(values.get(primary), values.get(replicas)),
                  values.get(table),
                  values.get(margin));
        });
  }

  private static ObjectType<Aurora> aurora(Type<DatabaseLogin> login) {
    return ObjectType.of(
        "positions-aurora",
        "A writer and its readers. It has not been run against Aurora.",
        keys -> {
          var primary = keys.key("primary", login, "The database that takes writes.").required();
          var replicas = keys.key("replicas", replicas(login), REPLICAS).required();
          var epoch =
              keys.key(
                      "epoch",
                      text("epoch", "visible ASCII without @", "[!#-?A-\\[\\]-~]{1,64}"),
                      "The name of the history that log locations belong to. Change it after a"
                          + " failover to another cluster.")
                  .orElse("aurora/1");
          var query =
              keys.key(
                      "primary-query",
                      text(),
                      "Answered on the writer by one row of two numbers: what is written, and what"
                          + " is visible or null.")
                  .orElse(
                      "SELECT durable_lsn, NULL::bigint FROM aurora_replica_status()"
                          + " WHERE session_id = 'MASTER_SESSION_ID'");
          var replicaQuery =
              keys.key(
                      "replica-query",
                      text(),
                      "Answered on each reader by one row of two numbers: what is received, and"
                          + " what is visible.")
                  .orElse(
                      "SELECT highest_lsn_rcvd, current_read_lsn FROM aurora_replica_status()"
                          + " WHERE server_id = aurora_db_instance_identifier()");
          return values ->
              new Aurora(
                  new Databases<>(values.get(primary), values.get(replicas)),
                  new Epoch(values.get(epoch)),
                  new Queries(values.get(query), values.get(replicaQuery)));
        });
  }

  private static ObjectType<Clock> clock() {
    return ObjectType.of(
        "positions-clock",
        "An assumption in place of positions.",
        keys -> {
          var window =
              keys.key("window", duration(), "The longest that a replica is assumed to lag.")
                  .orElse("5s");
          return values -> new Clock(values.get(window));
        });
  }
}
