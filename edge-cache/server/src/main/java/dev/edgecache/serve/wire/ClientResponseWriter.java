package dev.edgecache.serve.wire;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.serve.connection.Departure;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;

/**
 * The sending of one response: the head that stands in the exchange, then a body that is pulled
 * piece by piece, each only after the connection took the one before.
 *
 * <p>An incomplete body never looks complete: after a source failed, HTTP/1.1 gets neither the last
 * chunk nor the missing bytes but a closed connection, HTTP/1.0 without a length a reset one, and
 * HTTP/2 a reset stream (RFC 9112 §8, RFC 9113 §8.1).
 */
public final class ClientResponseWriter implements BodyReceiver, Runnable {
  /** The bytes that a client takes at least in the write timeout, if so many are left. */
  private static final long LEAST_PROGRESS = 8 * 1024;

  /** How long a head waits for its first body bytes, so that both leave in one packet. */
  private static final long HEAD_WAIT_MILLIS = 1;

  private final HttpServerExchange exchange;
  private final BodySource body;
  private final Duration writeTimeout;
  private final Consumer<SendOutcome> done;
  private final XnioIoThread ioThread;

  /** The piece that the source delivered and the I/O thread has not yet taken. */
  private volatile @Nullable Piece delivered;

  // From here on: only the I/O thread.
  private @Nullable StreamSinkChannel channel;
  private @Nullable ByteBuffer unwritten;
  private XnioExecutor.@Nullable Key timer;
  private State state = State.IDLE;
  private boolean running;
  private boolean awaitingWritable;
  private long written;
  private long progressFrom;
  private long waitedNanos;
  private long waitingSince;

  private enum State {
    /** Nothing asked of the source. */
    IDLE,
    /** The source owes a piece. */
    PULLING,
    /** The body is complete; its last bytes may still be on their way. */
    ENDING,
    /** The outcome was reported. */
    DONE
  }

  private sealed interface Piece {
    record Chunk(ByteBuffer bytes) implements Piece {}

    record End(Fields trailers) implements Piece {}

    record Failed(BodyFailure cause) implements Piece {}
  }

  private ClientResponseWriter(
      HttpServerExchange exchange,
      BodySource body,
      Duration writeTimeout,
      Consumer<SendOutcome> done) {
    this.exchange = exchange;
    this.body = body;
    this.writeTimeout = writeTimeout;
    this.done = done;
    this.ioThread = exchange.getIoThread();
  }

  /**
   * Sends the status and fields that stand in the exchange, framed by the length of the body if it
   * is known; fields that frame a message are replaced. Takes any thread, and dispatches.
   *
   * @param body pulled to its end, or cancelled when the response has no body or the client is gone
   * @param writeTimeout how long the client may take next to nothing
   * @param done called once, on the I/O thread
   */
  public static void send(
      HttpServerExchange exchange,
      BodySource body,
      Duration writeTimeout,
      Consumer<SendOutcome> done) {
    var writer = new ClientResponseWriter(exchange, body, writeTimeout, done);
    exchange.dispatch(
        exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(),
        writer::begin);
  }

  /**
   * Sends a body that is complete and in memory, in one write when the connection takes it; needs
   * no dispatch, and must be called on the I/O thread.
   *
   * @param bytes the body; its position is not moved
   */
  public static void send(
      HttpServerExchange exchange,
      ByteBuffer bytes,
      Duration writeTimeout,
      Consumer<SendOutcome> done) {
    var writer = new ClientResponseWriter(exchange, EmptyBody.INSTANCE, writeTimeout, done);
    ResponseFraming.ofLength(exchange, bytes.remaining());
    if (ResponseFraming.hasBody(exchange) && bytes.hasRemaining()) {
      writer.unwritten = bytes.duplicate();
    }
    writer.state = State.ENDING;
    writer.run();
  }

  private void begin() {
    Departure.onLeaving(exchange, () -> clientGone("the client gave the answer up"));
    body.length()
        .ifPresentOrElse(
            length -> ResponseFraming.ofLength(exchange, length),
            () -> ResponseFraming.ofUnknownLength(exchange));
    if (!ResponseFraming.hasBody(exchange)) {
      body.cancel();
      state = State.ENDING;
    }
    run();
  }

  @Override
  public void chunk(ByteBuffer bytes) {
    deliver(new Piece.Chunk(bytes.duplicate()));
  }

  @Override
  public void end(Fields trailers) {
    deliver(new Piece.End(trailers));
  }

  @Override
  public void failed(BodyFailure cause) {
    deliver(new Piece.Failed(cause));
  }

  private void deliver(Piece piece) {
    delivered = piece;
    IoHop.run(ioThread, this, body::cancel);
  }

  /** Moves on as far as source and connection allow; loops instead of recursing. */
  @Override
  public void run() {
    if (running || awaitingWritable || state == State.DONE) {
      return;
    }
    running = true;
    try {
      boolean moving = true;
      while (moving) {
        moving = step();
      }
    } catch (IOException e) {
      clientGone("the client closed the connection");
    } finally {
      running = false;
    }
  }

  /** One step, or false when source or connection must move first. */
  private boolean step() throws IOException {
    if (unwritten != null) {
      return write(unwritten);
    }
    return switch (state) {
      case IDLE -> {
        state = State.PULLING;
        body.next(this);
        yield true;
      }
      case PULLING -> {
        Piece piece = delivered;
        yield piece == null ? pause() : take(piece);
      }
      case ENDING -> finish();
      case DONE -> false;
    };
  }

  private boolean take(Piece piece) {
    delivered = null;
    stopTimer();
    state = State.IDLE;
    switch (piece) {
      case Piece.Chunk(ByteBuffer bytes) -> {
        if (exceedsLength(written + bytes.remaining())) {
          sourceFailed(new BodyFailure(BodyFailure.Kind.MALFORMED, "longer than its length"));
        } else {
          unwritten = bytes;
        }
      }
      case Piece.End(Fields trailers) -> {
        if (body.length().isPresent() && body.length().getAsLong() != written) {
          sourceFailed(new BodyFailure(BodyFailure.Kind.TRUNCATED, "shorter than its length"));
        } else {
          ResponseFraming.trailers(exchange, trailers);
          state = State.ENDING;
        }
      }
      case Piece.Failed(BodyFailure cause) -> sourceFailed(cause);
    }
    return true;
  }

  private boolean exceedsLength(long bytes) {
    return body.length().isPresent() && bytes > body.length().getAsLong();
  }

  private boolean write(ByteBuffer bytes) throws IOException {
    StreamSinkChannel sink = responseChannel();
    while (bytes.hasRemaining()) {
      int count = sink.write(bytes);
      if (count == 0) {
        return awaitWritable(sink);
      }
      written += count;
    }
    unwritten = null;
    return true;
  }

  /** Sends what is held back while the source is waited for. */
  private boolean pause() throws IOException {
    if (channel == null) {
      if (timer == null) {
        timer = ioThread.executeAfter(this::sendHead, HEAD_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      }
      return false;
    }
    return channel.flush() ? false : awaitWritable(channel);
  }

  private void sendHead() {
    timer = null;
    if (state == State.PULLING && channel == null) {
      try {
        responseChannel();
      } catch (IOException e) {
        clientGone("the client closed the connection");
        return;
      }
      run();
    }
  }

  private boolean finish() throws IOException {
    StreamSinkChannel sink = responseChannel();
    sink.shutdownWrites();
    if (!sink.flush()) {
      return awaitWritable(sink);
    }
    report(new SendOutcome.Complete(written));
    ConnectionEnd.endExchange(exchange);
    return false;
  }

  private StreamSinkChannel responseChannel() throws IOException {
    StreamSinkChannel current = channel;
    if (current == null) {
      current = exchange.getResponseChannel();
      if (current == null) {
        throw new IOException("response channel: taken by another writer");
      }
      current.getWriteSetter().set(ready -> writable());
      channel = current;
    }
    return current;
  }

  private boolean awaitWritable(StreamSinkChannel sink) {
    awaitingWritable = true;
    stopTimer();
    if (written - progressFrom >= LEAST_PROGRESS) {
      progressFrom = written;
      waitedNanos = 0;
    }
    waitingSince = System.nanoTime();
    long patience = Math.max(0, writeTimeout.toNanos() - waitedNanos);
    timer = ioThread.executeAfter(this::timedOut, patience, TimeUnit.NANOSECONDS);
    sink.resumeWrites();
    return false;
  }

  private void writable() {
    stopTimer();
    waitedNanos += System.nanoTime() - waitingSince;
    if (channel != null) {
      channel.suspendWrites();
    }
    awaitingWritable = false;
    run();
  }

  private void timedOut() {
    timer = null;
    awaitingWritable = false;
    clientGone("the client took next to nothing for " + writeTimeout);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.remove();
      timer = null;
    }
  }

  private void sourceFailed(BodyFailure cause) {
    if (channel == null) {
      ResponseFraming.clear(exchange);
      report(new SendOutcome.NotBegun(cause));
      return;
    }
    body.cancel();
    report(new SendOutcome.SourceFailed(written, cause));
    ConnectionEnd.abort(exchange);
  }

  private void clientGone(String detail) {
    if (state != State.DONE) {
      body.cancel();
      report(new SendOutcome.ClientGone(written, detail));
      ConnectionEnd.abort(exchange);
    }
  }

  private void report(SendOutcome outcome) {
    state = State.DONE;
    stopTimer();
    done.accept(outcome);
  }
}
