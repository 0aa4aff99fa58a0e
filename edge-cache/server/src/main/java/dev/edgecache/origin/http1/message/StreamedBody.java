package dev.edgecache.origin.http1.message;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes that is being received. It holds what one read of the socket brought; the
 * socket is read again only when that is used up and more is wanted. Confined to the connection's
 * loop, onto which calls from elsewhere hop.
 */
public final class StreamedBody implements BodySource {
  private final EventLoop loop;
  private final Feed feed;
  private final OptionalLong length;
  private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(2);
  private @Nullable BodyReceiver waiting;
  private Outcome outcome = new Growing();
  private boolean serving;

  public StreamedBody(EventLoop loop, Feed feed, OptionalLong length) {
    this.loop = loop;
    this.feed = feed;
    this.length = length;
  }

  /** What the bytes come from; called on the loop. */
  public interface Feed {

    /** A receiver waits, and there is nothing for it. */
    void wanted();

    /** Nothing more is wanted, though more may come. */
    void unwanted();
  }

  private sealed interface Outcome {}

  private record Growing() implements Outcome {}

  private record Complete(Fields trailers) implements Outcome {}

  private record Failed(BodyFailure failure) implements Outcome {}

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public void next(BodyReceiver receiver) {
    if (loop.inEventLoop()) {
      pull(receiver);
    } else {
      loop.execute(() -> pull(receiver));
    }
  }

  @Override
  public void cancel() {
    if (loop.inEventLoop()) {
      drop();
    } else {
      loop.execute(this::drop);
    }
  }

  /** Whether a receiver waits for bytes that have not come. */
  public boolean isWanted() {
    return waiting != null;
  }

  /** Adds bytes, perhaps none. */
  public void offer(ByteBuffer chunk) {
    if (chunk.hasRemaining() && outcome instanceof Growing) {
      chunks.add(chunk);
      serve();
    }
  }

  /** Says that all bytes have been offered. */
  public void complete(Fields trailers) {
    if (outcome instanceof Growing) {
      outcome = new Complete(trailers);
      serve();
    }
  }

  /** Says that no more bytes will come though some are missing. */
  public void fail(BodyFailure failure) {
    if (outcome instanceof Growing) {
      outcome = new Failed(failure);
      serve();
    }
  }

  /** Serves the receiver, again when it asks for more meanwhile; never deeper in the stack. */
  private void serve() {
    if (serving) {
      return;
    }
    serving = true;
    BodyReceiver receiver = waiting;
    while (receiver != null && !(chunks.isEmpty() && outcome instanceof Growing)) {
      waiting = null;
      give(receiver);
      receiver = waiting;
    }
    serving = false;
  }

  private void give(BodyReceiver receiver) {
    ByteBuffer chunk = chunks.poll();
    if (chunk != null) {
      receiver.chunk(chunk);
      return;
    }
    switch (outcome) {
      case Complete complete -> receiver.end(complete.trailers());
      case Failed failed -> receiver.failed(failed.failure());
      case Growing growing -> throw new IllegalStateException("there is nothing to give");
    }
  }

  private void pull(BodyReceiver receiver) {
    if (waiting != null) {
      throw new IllegalStateException("next was called again before the receiver was");
    }
    waiting = receiver;
    serve();
    if (waiting != null && !serving) {
      feed.wanted();
    }
  }

  private void drop() {
    boolean growing = outcome instanceof Growing;
    chunks.clear();
    outcome = new Failed(new BodyFailure(BodyFailure.Kind.CANCELLED, "the body was cancelled"));
    if (growing) {
      feed.unwanted();
    }
    serve();
  }
}
