package dev.edgecache.check.kill;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One run: a server is killed while it acknowledges invalidations, started again, and asked for
 * them, again and again. Meanwhile the replica does not move, so that whatever the server has
 * forgotten shows.
 */
public final class KillRun {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_ACKNOWLEDGED = 400;
  private static final int REPORT_EVERY = 10;

  /** One restart of so many is killed while the server starts. */
  private static final int KILLED_STARTS = 8;

  private final int kills;
  private final Memory memory;
  private final SplittableRandom random;
  private final PrintWriter out;
  private final Catalogue catalogue = new Catalogue();
  private final Ledger ledger = new Ledger();
  private Duration startTime = Duration.ofSeconds(1);

  /**
   * A run that has not begun.
   *
   * @param kills how often the server is killed
   * @param seed what the points of the kills are drawn from
   * @param out where progress goes
   */
  public KillRun(int kills, Memory memory, long seed, PrintWriter out) {
    if (kills < 1) {
      throw new IllegalArgumentException("--kills: " + kills + " (expected: 1 or more)");
    }
    this.kills = kills;
    this.memory = memory;
    this.random = new SplittableRandom(seed);
    this.out = out;
  }

  /**
   * Does it.
   *
   * @param folder an empty one, for what the server has
   * @throws IOException if the server does not start, or ends by itself
   */
  public KillVerdict verdict(Path folder) throws IOException, InterruptedException {
    try (CatalogueServices services = CatalogueServices.start(catalogue)) {
      Path configuration = ServerFiles.write(folder, services.url(), memory);
      ServerProcess server = ServerProcess.start(configuration);
      try {
        for (int kill = 1; kill <= kills; kill++) {
          killUnderLoad(server, "kill" + kill);
          server = restarted(configuration, kill);
          check(server);
          if (kill % REPORT_EVERY == 0) {
            out.println(ledger.verdict().summary());
            out.flush();
          }
        }
      } finally {
        server.close();
      }
    }
    return ledger.verdict();
  }

  private void killUnderLoad(ServerProcess server, String prefix)
      throws IOException, InterruptedException {
    catalogue.replay();
    CountDownLatch enough = new CountDownLatch(1 + random.nextInt(MOST_ACKNOWLEDGED));
    try (HttpClient client = client();
        KillLoad load = new KillLoad(requests(client, server), catalogue, ledger, prefix, enough)) {
      load.begin(random.split());
      if (!enough.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("too few invalidations were acknowledged");
      }
      LockSupport.parkNanos(random.nextLong(Duration.ofMillis(20).toNanos()));
      server.kill();
      ledger.killed();
    }
  }

  /** Another server in place of one that was killed; some are killed before they serve. */
  private ServerProcess restarted(Path configuration, int kill)
      throws IOException, InterruptedException {
    if (kill % KILLED_STARTS == 0) {
      try (ServerProcess early = ServerProcess.start(configuration)) {
        LockSupport.parkNanos(random.nextLong(startTime.toNanos()));
        early.kill();
        ledger.killed();
      }
    }
    long begin = System.nanoTime();
    ServerProcess server = ServerProcess.start(configuration);
    server.clients();
    startTime = Duration.ofNanos(System.nanoTime() - begin);
    return server;
  }

  /** Asks for every invalidation that was acknowledged, and for every item. */
  private void check(ServerProcess server) throws IOException, InterruptedException {
    try (HttpClient client = client()) {
      Requests requests = requests(client, server);
      for (int item = 0; item < Catalogue.ITEMS; item++) {
        long demanded = ledger.demanded(item);
        if (catalogue.onReplica(item) < demanded) {
          ledger.opportunity();
        }
        ledger.answered(item, requests.version(item), demanded);
      }
      for (String id : ledger.takeUnchecked()) {
        int status = requests.statusOf(id);
        if (status != 200) {
          ledger.lost(id, status);
        }
      }
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static Requests requests(HttpClient client, ServerProcess server)
      throws IOException, InterruptedException {
    return new Requests(client, server.clients(), server.admin());
  }
}
