package dev.edgecache.origin.http1.message;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * The bytes on their way to the origin: pulled while the socket takes them, written, flushed once
 * when there is nothing more at hand. Confined to the connection's loop, onto which the receiver's
 * calls hop.
 */
public final class Upload implements BodyReceiver {

  /** How the end of the bytes is told. */
  public enum Framing {
    /** A length that was sent before them. */
    LENGTH,
    /** The last chunk (RFC 9112 §7.1). */
    CHUNKED,
    /** The end of the connection. */
    RAW
  }

  /** The party that hears of an upload's end. */
  public interface Owner {

    /** All bytes are written. */
    void sent();

    /** The source failed, or lied about its length. */
    void sourceFailed(String detail);

    /** So many bytes were written. */
    void progressed(long bytes);
  }

  private enum State {
    /** Nothing was pulled yet. */
    HELD,
    /** The source owes a piece. */
    PULLING,
    /** The next piece is pulled when the socket takes more. */
    READY,
    /** It is over. */
    OVER
  }

  private final Channel channel;
  private final BodySource source;
  private final Framing framing;
  private final OptionalLong length;
  private final Owner owner;
  private State state = State.HELD;
  private boolean touched;
  private boolean complete;
  private boolean running;
  private long written;

  public Upload(Channel channel, BodySource source, Framing framing, Owner owner) {
    this.channel = channel;
    this.source = source;
    this.framing = framing;
    this.length = framing == Framing.LENGTH ? source.length() : OptionalLong.empty();
    this.owner = owner;
  }

  /** Whether a byte was ever asked of the source. */
  public boolean touched() {
    return touched;
  }

  /** Whether nothing was pulled yet. */
  public boolean held() {
    return state == State.HELD;
  }

  /** Whether it waits for the origin to take bytes. */
  public boolean blocked() {
    return state == State.READY && !channel.isWritable();
  }

  /** Whether all bytes have been written. */
  public boolean complete() {
    return complete;
  }

  /** Whether bytes may still follow. */
  public boolean unfinished() {
    return state != State.OVER;
  }

  /** Begins to pull, and flushes the channel, whatever was written to it before. */
  public void begin() {
    if (state == State.HELD) {
      state = State.READY;
      touched = true;
      pull();
    }
  }

  /** Says that the channel may take bytes again. */
  public void writable() {
    if (state == State.READY && !running) {
      pull();
    }
  }

  /** Sends nothing more. */
  public void stop() {
    if (state != State.OVER) {
      state = State.OVER;
      source.cancel();
    }
  }

  @Override
  public void chunk(ByteBuffer bytes) {
    if (channel.eventLoop().inEventLoop()) {
      write(bytes);
    } else {
      channel.eventLoop().execute(() -> write(bytes));
    }
  }

  @Override
  public void end(Fields trailers) {
    if (channel.eventLoop().inEventLoop()) {
      finish(trailers);
    } else {
      channel.eventLoop().execute(() -> finish(trailers));
    }
  }

  @Override
  public void failed(BodyFailure cause) {
    if (channel.eventLoop().inEventLoop()) {
      broken(cause.detail());
    } else {
      channel.eventLoop().execute(() -> broken(cause.detail()));
    }
  }

  private void pull() {
    running = true;
    while (state == State.READY && channel.isWritable()) {
      state = State.PULLING;
      source.next(this);
    }
    running = false;
    channel.flush();
  }

  private void write(ByteBuffer bytes) {
    if (state != State.PULLING) {
      return;
    }
    int count = bytes.remaining();
    written += count;
    if (length.isPresent() && written > length.getAsLong()) {
      broken("the request body is longer than its Content-Length");
      return;
    }
    send(framed(bytes, count));
    state = State.READY;
    owner.progressed(count);
    if (!running) {
      pull();
    }
  }

  /** Writes without a promise: a failure reaches the connection's handler. */
  private void send(ByteBuf bytes) {
    var _ = channel.write(bytes, channel.voidPromise());
  }

  private ByteBuf framed(ByteBuffer bytes, int count) {
    if (framing != Framing.CHUNKED) {
      return channel.alloc().directBuffer(count).writeBytes(bytes.duplicate());
    }
    ByteBuf framed = channel.alloc().directBuffer(count + 12);
    framed.writeCharSequence(Integer.toHexString(count), StandardCharsets.US_ASCII);
    return framed.writeShort(0x0d0a).writeBytes(bytes.duplicate()).writeShort(0x0d0a);
  }

  private void finish(Fields trailers) {
    if (state != State.PULLING) {
      return;
    }
    if (length.isPresent() && written < length.getAsLong()) {
      broken("the request body is shorter than its Content-Length");
      return;
    }
    try {
      if (framing == Framing.CHUNKED) {
        send(RequestHeadWriter.trailers(trailers, channel.alloc()));
      }
    } catch (RequestHeadWriter.UnsendableException e) {
      broken("the trailer section cannot be written as HTTP/1.1");
      return;
    }
    state = State.OVER;
    complete = true;
    if (!running) {
      channel.flush();
    }
    owner.sent();
  }

  private void broken(String detail) {
    if (state != State.OVER) {
      stop();
      owner.sourceFailed(detail);
    }
  }
}
