package dev.edgecache.check.kill;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Those who write, invalidate and read until the server is killed. */
final class KillLoad implements AutoCloseable {

  private static final int WRITERS = 24;
  private static final int READERS = 8;
  private static final double SOFT_SHARE = 0.25;
  private static final double WITHOUT_POSITION_SHARE = 0.2;

  private final Requests requests;
  private final Catalogue catalogue;
  private final Ledger ledger;
  private final String prefix;
  private final CountDownLatch enough;
  private final AtomicLong ids = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * A load that has not begun.
   *
   * @param prefix begins the ids of invalidations
   * @param enough counts down with each acknowledgement
   */
  KillLoad(
      Requests requests, Catalogue catalogue, Ledger ledger, String prefix, CountDownLatch enough) {
    this.requests = requests;
    this.catalogue = catalogue;
    this.ledger = ledger;
    this.prefix = prefix;
    this.enough = enough;
  }

  /** Something that is done again and again, until the server is gone. */
  private interface Step {
    void run(SplittableRandom random) throws IOException, InterruptedException;
  }

  void begin(SplittableRandom random) {
    for (int i = 0; i < WRITERS; i++) {
      again(this::write, random.split());
    }
    for (int i = 0; i < READERS; i++) {
      again(this::read, random.split());
    }
  }

  private void again(Step step, SplittableRandom random) {
    threads.execute(
        () -> {
          try {
            while (!Thread.currentThread().isInterrupted()) {
              step.run(random);
            }
          } catch (IOException | InterruptedException e) {
            // The server was killed.
          }
        });
  }

  private void write(SplittableRandom random) throws IOException, InterruptedException {
    Catalogue.Commit commit = catalogue.write(random.nextInt(Catalogue.ITEMS));
    String id = prefix + "-" + ids.incrementAndGet();
    String mode = random.nextDouble() < SOFT_SHARE ? "soft" : "hard";
    String position =
        random.nextDouble() < WITHOUT_POSITION_SHARE
            ? ""
            : ", \"position\": \"" + commit.position() + "\"";
    int status =
        requests.invalidate(
            "{\"type\": \"tag\", \"selectors\": [\"item:%d\"], \"id\": \"%s\", \"mode\": \"%s\"%s}"
                .formatted(commit.item(), id, mode, position));
    if (status / 100 == 2) {
      ledger.acknowledged(id, commit);
      enough.countDown();
    }
  }

  private void read(SplittableRandom random) throws IOException, InterruptedException {
    int item = random.nextInt(Catalogue.ITEMS);
    long demanded = ledger.demanded(item);
    ledger.answered(item, requests.version(item), demanded);
  }

  /** Returns when all have noticed that the server is gone. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
