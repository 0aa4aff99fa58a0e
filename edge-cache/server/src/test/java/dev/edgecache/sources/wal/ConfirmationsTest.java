package dev.edgecache.sources.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.log.Background;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("how much of its log a server may forget")
class ConfirmationsTest {

  /** A disk that is full while the test says so, and what is to be written to it. */
  private static final class Disk implements Journal, Background {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean full;

    @Override
    public Durability durability() {
      return Durability.SYNCED;
    }

    @Override
    public Contents contents() {
      return Contents.NOTHING;
    }

    @Override
    public void write(Change change) throws IOException {
      if (full) {
        throw new IOException("the disk is full");
      }
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public void close() {}

    @Override
    public void run(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void after(Duration pause, Runnable task) {
      tasks.add(task);
    }

    /** Does what is to be done now, be it that more comes of it. */
    void work() {
      for (int left = tasks.size(); left > 0; left--) {
        tasks.remove().run();
      }
    }
  }

  private final Disk disk = new Disk();
  private final InvalidationLog log =
      InvalidationLog.open(
          disk,
          new InvalidationLog.Parts(new Floors(), Optional.empty(), disk, LogObserver.NONE, 2_000),
          Instant.EPOCH);
  private final Confirmations confirmations = new Confirmations();

  private Entry appended() {
    return log.append(Invalidation.of(Set.of("a"), Instant.EPOCH, "test")).entry();
  }

  @Test
  void upToWhatIsKept() {
    assertThat(confirmations.kept()).isZero();
    confirmations.passed(5);
    assertThat(confirmations.kept()).as("nothing came before").isEqualTo(5);

    confirmations.await(appended());
    assertThat(confirmations.kept()).isEqualTo(5);
    confirmations.passed(10);
    confirmations.passed(20);
    assertThat(confirmations.kept()).as("it is not kept yet").isEqualTo(5);
    disk.work();
    confirmations.await(appended());
    confirmations.passed(30);
    assertThat(confirmations.kept()).isEqualTo(20);
    disk.work();
    assertThat(confirmations.kept()).isEqualTo(30);
    confirmations.passed(40);
    assertThat(confirmations.kept()).isEqualTo(40);
  }

  @Test
  void whatCanNotBeWrittenIsConfirmedOnceItCan() {
    disk.full = true;
    for (int location = 1; location <= 1_500; location++) {
      confirmations.await(appended());
      confirmations.passed(location);
      disk.work();
    }
    assertThat(confirmations.kept()).isZero();
    disk.full = false;
    disk.work();
    assertThat(confirmations.kept()).isEqualTo(1_500);
  }

  @Test
  void oneThatComesAgainIsAsKeptAsTheFirst() {
    Entry first = appended();
    disk.work();
    Entry later = appended();
    confirmations.await(later);
    confirmations.passed(10);
    confirmations.await(first);
    confirmations.passed(20);
    assertThat(confirmations.kept()).as("the later one is not kept").isZero();
    disk.work();
    assertThat(confirmations.kept()).isEqualTo(20);
  }
}
