package dev.edgecache.sources.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.sources.SourceStatus.Trouble;
import dev.edgecache.testing.Eventually;
import dev.edgecache.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedLoopTest {

  private static final Backoff SHORT = new Backoff(Duration.ofMillis(1), Duration.ofMillis(4));

  private final ManualTime time = new ManualTime();
  private final Progress progress = new Progress("test", time::instant);
  private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final FeedLoop loop = new FeedLoop("orders", progress, this::open, SHORT);

  private interface Step {
    void run() throws FeedException;
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  @DisplayName("PUR-7: a source that fails is in trouble since it last had everything")
  void troubleDatesFromTheLastSuccess() {
    Instant lastSuccess = time.instant();
    loop.start();
    steps.add(() -> progress.caughtUp(time.instant(), Duration.ZERO));
    Eventually.until(() -> loop.status().lag().isPresent(), loop::status);
    time.advance(Duration.ofSeconds(5));
    steps.add(
        () -> {
          throw new FeedException("the bus is gone");
        });

    Eventually.until(() -> trouble().isPresent(), loop::status);

    assertThat(trouble().get().reason()).isEqualTo("the bus is gone");
    assertThat(trouble().get().since()).isEqualTo(lastSuccess);
  }

  @Test
  @DisplayName("PUR-7: it works again only once it has what came meanwhile")
  void troubleEndsWhenItHasCaughtUp() {
    steps.add(
        () -> {
          throw new FeedException("the bus is gone");
        });
    steps.add(() -> progress.behind(Duration.ofSeconds(30)));
    loop.start();
    Eventually.until(() -> steps.isEmpty() && opened.get() == 2, loop::status);
    assertThat(trouble()).isPresent();

    steps.add(() -> progress.caughtUp(time.instant(), Duration.ZERO));

    Eventually.until(() -> trouble().isEmpty(), loop::status);
    assertThat(loop.status().lag()).contains(Duration.ZERO);
  }

  @Test
  void aFeedThatFailsIsClosedAndAnotherOneOpened() {
    for (int i = 0; i < 20; i++) {
      steps.add(
          () -> {
            throw new IllegalStateException("a mistake of ours");
          });
    }
    loop.start();

    Eventually.until(() -> opened.get() == 21, loop::status);
    assertThat(closed).hasValue(20);
    assertThat(trouble().get().reason()).contains("a mistake of ours");
  }

  @Test
  void closingEndsAFeedThatWaits() {
    loop.start();
    Eventually.until(() -> opened.get() == 1, loop::status);

    loop.close();

    assertThat(closed).hasValue(1);
    assertThat(trouble()).isEmpty();
  }

  @Test
  void pausesDoubleUpToTheLongest() {
    assertThat(Backoff.USUAL.after(1)).isEqualTo(Duration.ofMillis(500));
    assertThat(Backoff.USUAL.after(3)).isEqualTo(Duration.ofSeconds(2));
    assertThat(Backoff.USUAL.after(1_000_000)).isEqualTo(Duration.ofSeconds(30));
  }

  private Optional<Trouble> trouble() {
    return loop.status().trouble();
  }

  private Feed open() {
    opened.incrementAndGet();
    return new Feed() {
      @Override
      public void step() throws FeedException, InterruptedException {
        steps.take().run();
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }
}
