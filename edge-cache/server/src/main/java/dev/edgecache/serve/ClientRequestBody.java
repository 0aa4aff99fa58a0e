package dev.edgecache.serve;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSourceChannel;

/**
 * The body of a client's request, read from its connection only as it is pulled, so that a slow
 * origin slows the client.
 *
 * <p>Chunks are copies on the heap of at most one network buffer. The exchange must have been
 * dispatched before the first pull.
 */
final class ClientRequestBody implements BodySource {
  private static final BodyFailure CANCELLED =
      new BodyFailure(BodyFailure.Kind.CANCELLED, "no longer wanted");

  private final HttpServerExchange exchange;
  private final XnioIoThread ioThread;
  private final Duration readTimeout;
  private final OptionalLong length;

  private volatile long bytesRead;

  /** The receiver that waits for the next piece; set by the puller, cleared by the I/O thread. */
  private volatile @Nullable BodyReceiver receiver;

  // From here on: only the I/O thread.
  private @Nullable StreamSourceChannel channel;
  private XnioExecutor.@Nullable Key timeout;
  private @Nullable BodyFailure failure;
  private boolean pulling;

  private ClientRequestBody(HttpServerExchange exchange, Duration readTimeout) {
    this.exchange = exchange;
    this.ioThread = exchange.getIoThread();
    this.readTimeout = readTimeout;
    long declared = exchange.getRequestContentLength();
    this.length =
        exchange.isRequestComplete()
            ? OptionalLong.of(0)
            : declared < 0 ? OptionalLong.empty() : OptionalLong.of(declared);
  }

  /**
   * The body of the request; empty if it has none.
   *
   * @param readTimeout how long the next bytes may take
   */
  static ClientRequestBody of(HttpServerExchange exchange, Duration readTimeout) {
    return new ClientRequestBody(exchange, readTimeout);
  }

  /** The bytes that have arrived so far. */
  long bytesRead() {
    return bytesRead;
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public void next(BodyReceiver receiver) {
    if (this.receiver != null) {
      throw new IllegalStateException("next: called twice (expected: once for each piece)");
    }
    this.receiver = receiver;
    onIoThread(this::pull);
  }

  @Override
  public void cancel() {
    onIoThread(
        () -> {
          if (failure == null) {
            failure = CANCELLED;
          }
          stopWaiting();
        });
  }

  private void onIoThread(Runnable task) {
    if (Thread.currentThread() == ioThread) {
      task.run();
    } else {
      ioThread.execute(task);
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
    ByteBuffer piece;
    try {
      piece = failure == null ? read() : null;
    } catch (RequestTooBigException e) {
      fail(BodyFailure.Kind.TOO_LARGE, "the request body is longer than allowed");
      piece = null;
    } catch (IOException e) {
      fail(BodyFailure.Kind.TRUNCATED, "the client's request body broke off");
      piece = null;
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
      waiting.end(trailers());
    }
    return true;
  }

  /** The next bytes, an empty buffer if none are there yet, null at the end. */
  private @Nullable ByteBuffer read() throws IOException {
    if (exchange.isRequestComplete()) {
      return null;
    }
    try (PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      int count = requestChannel().read(buffer);
      if (count < 0) {
        return null;
      }
      bytesRead = bytesRead + count;
      byte[] copy = new byte[count];
      buffer.flip().get(copy);
      return ByteBuffer.wrap(copy);
    }
  }

  private StreamSourceChannel requestChannel() throws IOException {
    StreamSourceChannel current = channel;
    if (current == null) {
      current = exchange.getRequestChannel();
      if (current == null) {
        throw new IOException("request channel: taken by another reader");
      }
      current.getReadSetter().set(ready -> bytesMayBeThere());
      channel = current;
    }
    return current;
  }

  private void awaitBytes() {
    if (timeout == null) {
      timeout =
          ioThread.executeAfter(this::timedOut, readTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (channel != null) {
      channel.resumeReads();
    }
  }

  private void stopWaiting() {
    if (timeout != null) {
      timeout.remove();
      timeout = null;
      if (channel != null) {
        channel.suspendReads();
      }
    }
  }

  private void bytesMayBeThere() {
    stopWaiting();
    pull();
  }

  private void timedOut() {
    if (receiver != null) {
      fail(BodyFailure.Kind.TIMEOUT, "the client sent no body bytes for " + readTimeout);
      pull();
    }
  }

  private void fail(BodyFailure.Kind kind, String detail) {
    failure = new BodyFailure(kind, detail);
    exchange.setPersistent(false);
  }

  private Fields trailers() {
    HeaderMap received = exchange.getAttachment(HttpAttachments.REQUEST_TRAILERS);
    return received == null ? Fields.EMPTY : UndertowFields.read(received);
  }
}
