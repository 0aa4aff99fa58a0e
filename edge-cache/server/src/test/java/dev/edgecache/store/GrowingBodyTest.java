package dev.edgecache.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GrowingBodyTest {

  private final ScriptedSource source = new ScriptedSource();
  private final Told told = new Told();
  private final Retention retention = new Retention(1 << 20);

  @Test
  void everyReaderGetsAllBytesWhateverItsPaceAndArrival() {
    GrowingBody body = started(100);
    Reading early = new Reading(body.stream()).pull();
    source.chunk("abc");
    Reading late = new Reading(body.stream()).pullAll();
    early.pullAll();
    source.chunk("def");
    source.end(Fields.of("X-Checksum", "1"));

    assertThat(early.text()).isEqualTo("abcdef");
    assertThat(late.text()).isEqualTo("abcdef");
    assertThat(early.trailers).isEqualTo(Fields.of("X-Checksum", "1"));
    assertThat(new Reading(body.stream()).pullAll().text()).isEqualTo("abcdef");
  }

  @Test
  void completeBodyIsHandedOverInOnePiece() {
    started(100);
    source.chunk("abc");
    source.chunk("def");
    source.end(Fields.EMPTY);

    assertThat(Optional.ofNullable(told.completed).flatMap(Body::whole).map(UTF_8::decode))
        .hasToString("Optional[abcdef]");
  }

  @Test
  @DisplayName("COL-3: a body that breaks off fails every reader and is never complete")
  void brokenBodyFailsEveryReader() {
    GrowingBody body = started(100);
    Reading waiting = new Reading(body.stream()).pullAll();
    source.chunk("abc");
    source.fail(new BodyFailure(BodyFailure.Kind.TRUNCATED, "reset"));
    Reading late = new Reading(body.stream()).pullAll();

    assertThat(waiting.text()).isEqualTo("abc");
    assertThat(waiting.failure).extracting(BodyFailure::kind).isEqualTo(BodyFailure.Kind.TRUNCATED);
    assertThat(late.failure).isNotNull();
    assertThat(late.ended()).isFalse();
    assertThat(told.completed).isNull();
    assertThat(body.share()).isEmpty();
  }

  @Test
  @DisplayName("COL-3: the body goes on when the reader that began it leaves")
  void goesOnWithoutReaders() {
    GrowingBody body = started(100);
    BodySource leader = body.stream();
    leader.cancel();
    source.chunk("abc");
    source.end(Fields.EMPTY);

    assertThat(told.completed).isNotNull();
    assertThat(source.cancelled).isFalse();
  }

  @Test
  void beyondItsLimitItKeepsNoMoreThanAWindowAndPullsAtThePaceOfTheSlowest() {
    GrowingBody body = started(10);
    Reading reading = new Reading(body.stream());
    int chunk = 16 * 1024;
    long offered = 0;
    while (source.isAsked() && offered < 10_000_000) {
      source.chunk("x".repeat(chunk));
      offered += chunk;
    }
    assertThat(offered).isBetween(GrowingBody.WINDOW, GrowingBody.WINDOW + 2L * chunk);
    assertThat(told.overflowed).isTrue();
    assertThat(body.share()).isEmpty();

    reading.pullAll();
    assertThat(source.isAsked()).isTrue();
    assertThat(body.footprint()).isZero();
    source.end(Fields.EMPTY);
    assertThat(reading.text()).hasSize((int) offered);
    assertThat(told.completed).isNull();
  }

  @Test
  void beyondItsLimitItStopsWhenTheLastReaderLeaves() {
    GrowingBody body = started(10);
    BodySource reader = body.stream();
    source.chunk("more than ten bytes");
    reader.cancel();

    assertThat(source.cancelled).isTrue();
    assertThat(told.failed).extracting(BodyFailure::kind).isEqualTo(BodyFailure.Kind.CANCELLED);
  }

  @Test
  void readerThatComesTooLateForTheFirstByteIsRefused() {
    GrowingBody body = started(10);
    new Reading(body.stream()).pullAll();
    source.chunk("more than ten bytes");

    assertThat(new Reading(body.stream()).pullAll().failure)
        .extracting(BodyFailure::kind)
        .isEqualTo(BodyFailure.Kind.TOO_LARGE);
  }

  @Test
  void sliceEndsWithItsLastByteThoughTheBodyGrowsOn() {
    GrowingBody body = started(100);
    Reading slice = new Reading(body.slice(2, 5)).pullAll();
    source.chunk("abc");
    source.chunk("defgh");

    assertThat(slice.text()).isEqualTo("cdefg");
    assertThat(slice.ended()).isTrue();
  }

  @Test
  void sliceBeyondTheEndFails() {
    GrowingBody body = started(100);
    Reading slice = new Reading(body.slice(2, 5)).pullAll();
    source.chunk("abc");
    source.end(Fields.EMPTY);

    assertThat(slice.failure).isNotNull();
  }

  @Test
  @DisplayName("SWR-8: concurrent readers of random pace each get every byte once")
  void concurrentReadersGetEveryByteOnce() throws Exception {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      byte[] content = new byte[random.nextInt(1, 60_000)];
      random.nextBytes(content);
      GrowingBody body = new GrowingBody(new SplitSource(content, random), 1 << 20, retention);
      List<CompletableFuture<byte[]>> readings = new ArrayList<>();
      for (int reader = 0; reader < 4; reader++) {
        CompletableFuture<byte[]> bytes = new CompletableFuture<>();
        readings.add(bytes);
        BodySource stream = body.stream();
        Thread.ofVirtual().start(() -> drain(stream, new ArrayList<>(), bytes));
      }
      Thread.ofVirtual().start(() -> body.start(told));
      for (CompletableFuture<byte[]> reading : readings) {
        assertThat(reading.get(20, TimeUnit.SECONDS)).as("seed " + seed).isEqualTo(content);
      }
    }
  }

  private static void drain(BodySource stream, List<byte[]> parts, CompletableFuture<byte[]> all) {
    stream.next(
        new BodyReceiver() {
          @Override
          public void chunk(ByteBuffer bytes) {
            byte[] part = new byte[bytes.remaining()];
            bytes.duplicate().get(part);
            parts.add(part);
            Thread.ofVirtual().start(() -> drain(stream, parts, all));
          }

          @Override
          public void end(Fields trailers) {
            int length = parts.stream().mapToInt(part -> part.length).sum();
            ByteBuffer joined = ByteBuffer.allocate(length);
            parts.forEach(joined::put);
            all.complete(joined.array());
          }

          @Override
          public void failed(BodyFailure cause) {
            all.completeExceptionally(new AssertionError(cause));
          }
        });
  }

  @Test
  void whatIsReadSlowlyHoldsItsRoomUntilItIsRead() {
    GrowingBody body = started(100);
    Reading slow = new Reading(body.stream());
    source.chunk("abcdef");
    assertThat(retention.held()).isEqualTo(6);
    source.end(Fields.EMPTY);
    assertThat(retention.held()).isEqualTo(6);

    slow.pullAll();

    assertThat(slow.text()).isEqualTo("abcdef");
    assertThat(retention.held()).isZero();
  }

  @Test
  void failureGivesRoomBackOnceItWasRead() {
    GrowingBody body = started(100);
    Reading slow = new Reading(body.stream());
    source.chunk("abcdef");
    source.fail(new BodyFailure(BodyFailure.Kind.TRUNCATED, "reset"));
    assertThat(retention.held()).isEqualTo(6);

    slow.pullAll();

    assertThat(slow.text()).isEqualTo("abcdef");
    assertThat(retention.held()).isZero();
  }

  @Test
  @DisplayName("COL-6: without room a body streams at the pace of its readers and is not kept")
  void withoutRoomItIsNotKept() {
    Retention small = new Retention(10);
    GrowingBody first = new GrowingBody(source, 100, small);
    first.start(told);
    Reading slow = new Reading(first.stream());
    source.chunk("12345678");
    ScriptedSource other = new ScriptedSource();
    Told otherTold = new Told();
    GrowingBody second = new GrowingBody(other, 100, small);
    second.start(otherTold);
    Reading reading = new Reading(second.stream()).pullAll();
    other.chunk("abcdef");
    other.end(Fields.EMPTY);

    assertThat(reading.text()).isEqualTo("abcdef");
    assertThat(reading.ended()).isTrue();
    assertThat(otherTold.overflowed).isTrue();
    assertThat(otherTold.completed).isNull();
    assertThat(small.held()).isEqualTo(8);
    assertThat(slow.text()).isEmpty();
  }

  private GrowingBody started(long limit) {
    GrowingBody body = new GrowingBody(source, limit, retention);
    body.start(told);
    return body;
  }

  /** A source that gives what the test says, when it says so. */
  private static final class ScriptedSource implements BodySource {
    private @Nullable BodyReceiver asking;
    private boolean cancelled;

    boolean isAsked() {
      return asking != null;
    }

    void chunk(String text) {
      take().chunk(UTF_8.encode(text));
    }

    void end(Fields trailers) {
      take().end(trailers);
    }

    void fail(BodyFailure cause) {
      take().failed(cause);
    }

    private BodyReceiver take() {
      BodyReceiver receiver = asking;
      if (receiver == null) {
        throw new AssertionError("nobody asked for more");
      }
      asking = null;
      return receiver;
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.empty();
    }

    @Override
    public void next(BodyReceiver receiver) {
      asking = receiver;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  /** A source that gives content in random pieces, at once or from another thread. */
  private static final class SplitSource implements BodySource {
    private final byte[] content;
    private final Random random;
    private int position;

    SplitSource(byte[] content, Random random) {
      this.content = content;
      this.random = random;
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.of(content.length);
    }

    @Override
    public void next(BodyReceiver receiver) {
      if (random.nextBoolean()) {
        give(receiver);
      } else {
        Thread.ofVirtual().start(() -> give(receiver));
      }
    }

    private void give(BodyReceiver receiver) {
      if (position == content.length) {
        receiver.end(Fields.EMPTY);
        return;
      }
      int length = Math.min(content.length - position, random.nextInt(1, 5_000));
      ByteBuffer piece = ByteBuffer.wrap(content, position, length).slice();
      position += length;
      receiver.chunk(piece);
    }

    @Override
    public void cancel() {}
  }

  /** What one reader has got so far. */
  private static final class Reading implements BodyReceiver {
    private final BodySource stream;
    private final StringBuilder text = new StringBuilder();
    private boolean greedy;
    private @Nullable Fields trailers;
    private @Nullable BodyFailure failure;

    Reading(BodySource stream) {
      this.stream = stream;
    }

    Reading pull() {
      stream.next(this);
      return this;
    }

    Reading pullAll() {
      greedy = true;
      return pull();
    }

    String text() {
      return text.toString();
    }

    boolean ended() {
      return trailers != null;
    }

    @Override
    public void chunk(ByteBuffer bytes) {
      text.append(UTF_8.decode(bytes.duplicate()));
      if (greedy) {
        stream.next(this);
      }
    }

    @Override
    public void end(Fields end) {
      trailers = end;
    }

    @Override
    public void failed(BodyFailure cause) {
      failure = cause;
    }
  }

  /** What the body told of its end. */
  private static final class Told implements GrowingBody.Completion {
    private @Nullable Body completed;
    private boolean overflowed;
    private @Nullable BodyFailure failed;

    @Override
    public void completed(Body body) {
      completed = body;
    }

    @Override
    public void overflowed() {
      overflowed = true;
    }

    @Override
    public void failed(BodyFailure cause) {
      failed = cause;
    }
  }
}
