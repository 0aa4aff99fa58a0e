package dev.edgecache.serve;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A body whose pieces the test hands over one by one, each once it was pulled. */
public final class ScriptedBody implements BodySource {
  private final OptionalLong length;
  private final BlockingQueue<BodyReceiver> pulls = new LinkedBlockingQueue<>();
  public final AtomicInteger pulled = new AtomicInteger();
  public final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

  public ScriptedBody(OptionalLong length) {
    this.length = length;
  }

  public static ScriptedBody ofUnknownLength() {
    return new ScriptedBody(OptionalLong.empty());
  }

  public static ScriptedBody ofLength(long length) {
    return new ScriptedBody(OptionalLong.of(length));
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public void next(BodyReceiver receiver) {
    pulled.incrementAndGet();
    pulls.add(receiver);
  }

  @Override
  public void cancel() {
    cancelled.complete(true);
  }

  /** Waits for the next pull and answers it from the test's thread. */
  public ScriptedBody chunk(String text) throws InterruptedException {
    taker().chunk(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    return this;
  }

  /** Answers every pull with the same text until the body is cancelled. */
  public void floodUntilCancelled(String text) throws InterruptedException {
    while (!cancelled.isDone()) {
      BodyReceiver taker = pulls.poll(10, TimeUnit.MILLISECONDS);
      if (taker != null) {
        taker.chunk(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
      }
    }
  }

  public void end(Fields trailers) throws InterruptedException {
    taker().end(trailers);
  }

  public void fail(BodyFailure.Kind kind) throws InterruptedException {
    taker().failed(new BodyFailure(kind, "by the test"));
  }

  private BodyReceiver taker() throws InterruptedException {
    BodyReceiver taker = pulls.poll(10, TimeUnit.SECONDS);
    if (taker == null) {
      throw new AssertionError("nobody pulled within 10 s");
    }
    return taker;
  }
}
