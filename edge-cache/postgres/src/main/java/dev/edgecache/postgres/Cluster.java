package dev.edgecache.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A primary and its standbys, in a temporary folder and on loopback ports. Closing it ends the
 * servers and removes the folder; so does the end of this process, whatever ends it.
 */
public final class Cluster implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /** The kernel gives out other ports, so that nobody takes one while its server restarts. */
  private static final int LOWEST_PORT = 15_000;

  private static final int HIGHEST_PORT = 32_000;

  /**
   * What a database of the kind that is followed needs; each can be replaced. Data need not survive
   * the machine, hence no fsync; a commit still is in the log before it is acknowledged. A reader
   * on a standby is never cancelled, as its replay may be paused for long. Some log is kept for
   * standbys that turn to another primary.
   */
  private static final Map<String, String> PARAMETERS =
      Map.ofEntries(
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("dynamic_shared_memory_type", "mmap"),
          Map.entry("shared_buffers", "32MB"),
          Map.entry("fsync", "off"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("wal_level", "logical"),
          Map.entry("max_wal_senders", "16"),
          Map.entry("max_replication_slots", "16"),
          Map.entry("wal_keep_size", "256MB"),
          Map.entry("hot_standby_feedback", "on"),
          Map.entry("max_standby_streaming_delay", "-1"),
          Map.entry("wal_retrieve_retry_interval", "100ms"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"));

  private final Path folder;
  private final Guard guard;
  private final Binaries binaries;
  private final Primary primary;
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final String password = password();

  private Cluster(Path folder, Guard guard, Map<String, String> parameters) throws IOException {
    this.folder = folder;
    this.guard = guard;
    this.binaries = Binaries.unpacked();
    Instance instance = newInstance("primary");
    Map<String, String> all = new TreeMap<>(PARAMETERS);
    all.putAll(parameters);
    instance.initialise(all);
    instance.start();
    this.primary = new Primary(this, instance);
  }

  /** Starts a primary with an empty database. */
  public static Cluster start() {
    return start(Map.of());
  }

  /**
   * Starts a primary with an empty database.
   *
   * @param parameters of {@code postgresql.conf}, for the primary and its standbys
   */
  public static Cluster start(Map<String, String> parameters) {
    try {
      Path folder = Files.createTempDirectory("edge-cache-postgres-");
      Guard guard = Guard.of(folder);
      try {
        return new Cluster(folder, guard, parameters);
      } catch (IOException | RuntimeException e) {
        guard.close();
        throw e;
      }
    } catch (IOException e) {
      throw new PostgresException("PostgreSQL could not start: " + e.getMessage(), e);
    }
  }

  /** The server that it started with. */
  public Primary primary() {
    return primary;
  }

  Instance newInstance(String name) {
    if (!NAME.matcher(name).matches() || !names.add(name)) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: a new one of lower-case letters, digits, underscores)");
    }
    return new Instance(name, folder, binaries, new Instance.Login(freePort(), password));
  }

  private static int freePort() {
    int port = RandomGenerator.getDefault().nextInt(LOWEST_PORT, HIGHEST_PORT);
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      return freePort();
    }
  }

  private static String password() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  @Override
  public void close() {
    try {
      guard.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
