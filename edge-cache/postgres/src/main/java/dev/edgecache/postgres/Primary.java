package dev.edgecache.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A server that takes writes. */
public final class Primary extends Server {

  private static final String END_OTHER_SESSIONS =
      """
      SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
      """;

  Primary(Cluster cluster, Instance instance) {
    super(cluster, instance);
  }

  /**
   * Makes a standby that streams from this server, with a slot that keeps the log for it. It holds
   * what is committed now, and is streaming when this returns.
   *
   * @param name of lower-case letters, digits and underscores; a new one in its cluster
   */
  public Standby standby(String name) {
    Instance copy = cluster.newInstance(name);
    reserveSlot(name);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('" + name + "', fast => true)");
      Folders.copyData(instance.data(), copy.data());
      try (ResultSet backup =
          statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        backup.next();
        Files.writeString(copy.data().resolve("backup_label"), backup.getString(1));
      }
      follow(copy.data(), name);
    } catch (SQLException e) {
      throw new PostgresException(name() + ": no copy for " + name + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    copy.start();
    Standby standby = new Standby(cluster, copy, this);
    standby.awaitStreaming();
    return standby;
  }

  private void follow(Path data, String name) throws IOException {
    Files.createFile(data.resolve("standby.signal"));
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        "primary_conninfo = '%s'%nprimary_slot_name = '%s'%n"
            .formatted(instance.login().conninfo(name), name));
  }

  /** Keeps the log from now on for the standby of this name, until it has read it. */
  void reserveSlot(String name) {
    instance.execute("SELECT pg_create_physical_replication_slot('" + name + "', true)");
  }

  /**
   * Lets it take no more writes, as is due to an old primary after a promotion: sessions end, and
   * new ones are read-only unless they ask to write. Standbys go on to stream.
   */
  public void fence() {
    instance.execute(
        "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
    Await.until(
        name() + " is read-only", () -> instance.says("SHOW default_transaction_read_only", "on"));
    instance.execute(END_OTHER_SESSIONS);
  }
}
