package dev.edgecache.sources.wal;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.invalidation.PrimaryPositions;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.positions.Servers;
import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.postgres.Await;
import dev.edgecache.postgres.Server;
import dev.edgecache.sources.rows.Purge;
import dev.edgecache.sources.rows.RowChange;
import dev.edgecache.sources.rows.RowMapping;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A shop's tables, and a node whose floors their rows raise. */
final class Shop {

  static final String PUBLICATION = "edge_cache";

  /** Makes the tables and what a source needs of a primary. */
  static final String[] SCHEMA = {
    Servers.CREATE_USER,
    "GRANT EXECUTE ON FUNCTION pg_log_standby_snapshot() TO cache",
    "CREATE TABLE products (id int PRIMARY KEY, category text, name text)",
    "ALTER TABLE products REPLICA IDENTITY FULL",
    "CREATE TABLE prices (id int PRIMARY KEY, cents int)",
    "CREATE TABLE audit (line text)",
    "CREATE PUBLICATION " + PUBLICATION + " FOR TABLE products, prices"
  };

  /** The answers that show a product or its price, and lists of categories. */
  static final RowMapping MAPPING =
      new RowMapping() {
        @Override
        public Map<String, Set<String>> tables() {
          return Map.of("public.products", Set.of("id", "category"), "public.prices", Set.of("id"));
        }

        @Override
        public Optional<Purge> map(RowChange change) {
          Set<String> needed = tables().get(change.table());
          if (needed == null) {
            return Optional.empty();
          }
          Set<String> tags = new HashSet<>();
          for (Map<String, Optional<String>> image : change.images()) {
            if (!image.keySet().containsAll(needed)) {
              return Optional.of(Purge.EVERYTHING);
            }
            image.forEach(
                (column, value) ->
                    value
                        .filter(_ -> needed.contains(column))
                        .ifPresent(
                            text ->
                                tags.add((column.equals("id") ? "product:" : "category:") + text)));
          }
          return Optional.of(new Purge(tags, Mode.HARD));
        }
      };

  private Shop() {}

  /** A node: its log, and what its source told. */
  static final class Node implements AutoCloseable {

    private final BackgroundThread background = new BackgroundThread();
    final Floors floors = new Floors();
    volatile Optional<Position> settled = Optional.empty();
    final InvalidationLog log;

    Node(Journal journal) {
      this(journal, LogObserver.NONE);
    }

    Node(Journal journal, LogObserver observer) {
      this.log =
          InvalidationLog.open(
              journal,
              new InvalidationLog.Parts(floors, Optional.of(SILENT), background, observer, 1_000),
              Instant.EPOCH);
    }

    /** What it has, the oldest first. */
    List<Invalidation> all() {
      return log.latest(1_000).reversed().stream().map(Entry::invalidation).toList();
    }

    Optional<Invalidation> with(String tag) {
      return all().stream().filter(each -> each.tags().contains(tag)).findFirst();
    }

    Invalidation await(String tag) {
      Await.until(tag + " is invalidated", () -> with(tag).isPresent());
      return with(tag).orElseThrow();
    }

    @Override
    public void close() {
      background.close();
      log.close();
    }
  }

  /** A primary that never answers: what comes from a replica need not wait for it. */
  private static final PrimaryPositions SILENT =
      new PrimaryPositions() {
        @Override
        public Optional<Position> reached() {
          return Optional.empty();
        }

        @Override
        public CompletionStage<?> look() {
          return new CompletableFuture<Void>();
        }

        @Override
        public CompletionStage<Position> read() {
          return new CompletableFuture<>();
        }
      };

  static WalSettings settings(String slot, Server primary, Server... standbys) {
    Map<String, DatabaseLogin> logins = new LinkedHashMap<>();
    for (Server standby : standbys) {
      logins.put(standby.name(), Servers.login(standby));
    }
    return new WalSettings(
        logins,
        new WalSettings.Names(PUBLICATION, slot),
        Optional.of(Servers.login(primary)),
        WalSettings.Coverage.COMPLETE,
        Duration.ofSeconds(5));
  }

  static WalSource source(WalSettings settings, Node node) {
    return new WalSource(
        "rows",
        settings,
        new WalSource.Means(MAPPING, node.log, () -> node.settled, InstantSource.system()));
  }

  /** A source that follows all its standbys when this returns. */
  static WalSource started(WalSettings settings, Node node) {
    WalSource source = source(settings, node);
    source.start();
    awaitWorking(source);
    return source;
  }

  static void awaitWorking(WalSource source) {
    Await.until("it is followed", () -> source.status().trouble().isEmpty());
  }

  static void awaitTrouble(WalSource source, String reason) {
    Await.until("trouble tells of " + reason, () -> trouble(source).contains(reason));
  }

  static String trouble(WalSource source) {
    return source.status().trouble().map(known -> known.reason()).orElse("");
  }

  /** Drops a slot, whoever uses it. */
  static void dropSlot(Server server, String slot) {
    String there = " FROM pg_replication_slots WHERE slot_name = '" + slot + "'";
    Await.until(
        slot + " is gone",
        () -> {
          Servers.execute(
              server,
              "SELECT pg_terminate_backend(active_pid, 1000)" + there,
              "SELECT pg_drop_replication_slot(slot_name)" + there);
          return true;
        });
  }

  static String value(Server server, String query) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  static Position position(dev.edgecache.postgres.Position position) {
    return Position.parse(position.toString()).orElseThrow();
  }
}
