package dev.edgecache.serve.wire;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSourceChannel;

/**
 * Bytes that a client sends, read from its connection only as they are pulled. Chunks are copies on
 * the heap of at most one network buffer.
 */
abstract class ChannelBody implements BodySource {
  private static final BodyFailure CANCELLED =
      new BodyFailure(BodyFailure.Kind.CANCELLED, "no longer wanted");

  private final XnioIoThread ioThread;
  private final ByteBufferPool pool;
  private final Optional<Duration> readTimeout;

  /** The receiver that waits for the next piece; set by the puller, cleared by the I/O thread. */
  private volatile @Nullable BodyReceiver receiver;

  // From here on: only the I/O thread.
  private @Nullable StreamSourceChannel listened;
  private XnioExecutor.@Nullable Key timer;
  private @Nullable BodyFailure failure;
  private boolean pulling;

  /**
   * Bytes that the I/O thread reads.
   *
   * @param readTimeout how long the next bytes may take; without limit if empty
   */
  ChannelBody(XnioIoThread ioThread, ByteBufferPool pool, Optional<Duration> readTimeout) {
    this.ioThread = ioThread;
    this.pool = pool;
    this.readTimeout = readTimeout;
  }

  /** Says that the bytes do not follow their framing. */
  static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Says that there are more bytes than are allowed. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Whether there is nothing to read any more. */
  abstract boolean isComplete();

  /** The channel that tells when there are bytes; the same at each call. */
  abstract StreamSourceChannel channel() throws IOException;

  /**
   * Reads what is there; a negative number at the end.
   *
   * @throws MalformedException if the bytes do not follow their framing
   * @throws TooLongException if they are more than are allowed
   */
  abstract int read(ByteBuffer buffer) throws IOException;

  /** Called when all was read; the trailer fields. */
  abstract Fields ended();

  /** Called when the bytes broke off, so that no further message can follow them. */
  abstract void brokeOff();

  @Override
  public final void next(BodyReceiver receiver) {
    if (this.receiver != null) {
      throw new IllegalStateException("next: called twice (expected: once for each piece)");
    }
    this.receiver = receiver;
    IoHop.run(ioThread, this::pull, () -> receiver.failed(CANCELLED));
  }

  @Override
  public final void cancel() {
    IoHop.run(ioThread, this::cancelled, () -> {});
  }

  private void cancelled() {
    if (failure == null) {
      failure = CANCELLED;
    }
    stopWaiting();
  }

  /** Lets a waiting receiver know that no more will come; on the I/O thread. */
  final void closed() {
    if (receiver != null) {
      stopWaiting();
      pull();
    }
  }

  /** Delivers pieces while there is a receiver and there are bytes; loops instead of recursing. */
  private void pull() {
    if (pulling) {
      return;
    }
    pulling = true;
    try {
      BodyReceiver waiting = receiver;
      while (waiting != null && deliverTo(waiting)) {
        waiting = receiver;
      }
    } finally {
      pulling = false;
    }
  }

  /** Gives the receiver one piece, or false when no bytes are there yet. */
  private boolean deliverTo(BodyReceiver waiting) {
    ByteBuffer piece = null;
    if (failure == null) {
      try {
        piece = read();
      } catch (TooLongException e) {
        fail(BodyFailure.Kind.TOO_LARGE, "the request body is longer than allowed");
      } catch (MalformedException e) {
        fail(BodyFailure.Kind.MALFORMED, "the chunks of the request body are malformed");
      } catch (IOException e) {
        fail(BodyFailure.Kind.TRUNCATED, "the client's bytes broke off");
      }
    }
    if (piece != null && !piece.hasRemaining()) {
      awaitBytes();
      return false;
    }
    stopWaiting();
    receiver = null;
    if (failure != null) {
      waiting.failed(failure);
    } else if (piece != null) {
      waiting.chunk(piece);
    } else {
      waiting.end(ended());
    }
    return true;
  }

  /** The next bytes, an empty buffer if none are there yet, null at the end. */
  private @Nullable ByteBuffer read() throws IOException {
    if (isComplete()) {
      return null;
    }
    try (PooledByteBuffer pooled = pool.allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      int count = read(buffer);
      if (count < 0) {
        return null;
      }
      byte[] copy = new byte[count];
      buffer.flip().get(copy);
      return ByteBuffer.wrap(copy);
    }
  }

  private void awaitBytes() {
    if (timer == null && readTimeout.isPresent()) {
      timer =
          ioThread.executeAfter(
              this::timedOut, readTimeout.get().toMillis(), TimeUnit.MILLISECONDS);
    }
    try {
      StreamSourceChannel source = channel();
      if (listened == null) {
        listened = source;
        source.getReadSetter().set(ready -> bytesMayBeThere());
      }
      source.resumeReads();
    } catch (IOException e) {
      fail(BodyFailure.Kind.TRUNCATED, "the client's bytes broke off");
      ioThread.execute(this::pull);
    }
  }

  private void stopWaiting() {
    if (timer != null) {
      timer.remove();
      timer = null;
    }
    if (listened != null) {
      listened.suspendReads();
    }
  }

  private void bytesMayBeThere() {
    stopWaiting();
    pull();
  }

  private void timedOut() {
    timer = null;
    if (receiver != null) {
      fail(
          BodyFailure.Kind.TIMEOUT,
          "the client sent no bytes for " + readTimeout.orElse(Duration.ZERO));
      pull();
    }
  }

  private void fail(BodyFailure.Kind kind, String detail) {
    failure = new BodyFailure(kind, detail);
    brokeOff();
  }
}
