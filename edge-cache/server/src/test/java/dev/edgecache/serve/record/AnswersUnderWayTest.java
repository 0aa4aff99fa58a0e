package dev.edgecache.serve.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.target.Drain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which answers are on their way. */
@Timeout(60)
class AnswersUnderWayTest {

  private final AnswersUnderWay answers = new AnswersUnderWay();

  @Test
  @DisplayName("CF-1: what began before is awaited, and nothing that began after")
  void countsWhatBeganBefore() {
    AnswersUnderWay.Ticket first = answers.begin();
    Drain.Begun one = answers.begun();
    assertThat(one.haveEnded()).isFalse();
    AnswersUnderWay.Ticket second = answers.begin();
    Drain.Begun two = answers.begun();
    first.end();
    assertThat(one.haveEnded()).isTrue();
    assertThat(two.haveEnded()).isFalse();
    second.end();
    assertThat(two.haveEnded()).isTrue();
    assertThat(answers.begun().haveEnded()).isTrue();
  }

  @RepeatedTest(20)
  @DisplayName("CF-1: an answer that was decided before the mark was made is never overlooked")
  void neverOverlooks() throws Exception {
    AtomicBoolean marked = new AtomicBoolean();
    AtomicBoolean ended = new AtomicBoolean();
    List<Boolean> overlooked = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      CountDownLatch go = new CountDownLatch(1);
      Future<?> answering =
          threads.submit(
              () -> {
                go.await();
                for (int i = 0; i < 2_000; i++) {
                  AnswersUnderWay.Ticket ticket = answers.begin();
                  // What it would send was decided before the invalidation, or after it.
                  boolean isOld = !marked.get();
                  Thread.onSpinWait();
                  if (isOld && ended.get()) {
                    overlooked.add(true);
                  }
                  ticket.end();
                }
                return null;
              });
      Future<?> marking =
          threads.submit(
              () -> {
                go.await();
                marked.set(true);
                Drain.Begun begun = answers.begun();
                while (!begun.haveEnded()) {
                  Thread.onSpinWait();
                }
                ended.set(true);
                return null;
              });
      go.countDown();
      answering.get(30, TimeUnit.SECONDS);
      marking.get(30, TimeUnit.SECONDS);
    }
    assertThat(overlooked).isEmpty();
  }
}
