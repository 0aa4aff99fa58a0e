package dev.edgecache.origin.http1;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.origin.http1.message.Intake;
import dev.edgecache.origin.http1.message.StreamedBody;
import dev.edgecache.origin.http1.message.Upload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An upgraded connection: raw bytes in both directions until one side ends. */
final class Tunnel implements Occupant, Upload.Owner, StreamedBody.Feed {
  private final OriginConnection connection;
  private final Exchange exchange;
  private final StreamedBody incoming;
  private final Intake intake = new Intake();
  private @Nullable Upload outgoing;
  private boolean over;

  Tunnel(OriginConnection connection, Exchange exchange) {
    this.connection = connection;
    this.exchange = exchange;
    this.incoming = new StreamedBody(connection.channel().eventLoop(), this, OptionalLong.empty());
    await();
  }

  /** The bytes from the origin. */
  BodySource incoming() {
    return incoming;
  }

  /** Sends what the source gives, from any thread; to be called once. */
  void send(BodySource source) {
    connection.execute(() -> start(source));
  }

  private void start(BodySource source) {
    if (over) {
      source.cancel();
    } else if (outgoing != null) {
      throw new IllegalStateException("the outgoing bytes of a tunnel were given twice");
    } else {
      Upload upload = new Upload(connection.channel(), source, Upload.Framing.RAW, this);
      outgoing = upload;
      upload.begin();
    }
  }

  @Override
  public void read(Object message) {
    if (message instanceof ByteBuf bytes) {
      intake.add(bytes);
    }
  }

  @Override
  public void readComplete() {
    ByteBuffer bytes = intake.take();
    connection.observer().received(bytes.remaining());
    await();
    incoming.offer(bytes);
  }

  @Override
  public boolean wantsBytes() {
    return incoming.isWanted();
  }

  @Override
  public void wanted() {
    if (!over) {
      connection.read();
    }
  }

  @Override
  public void unwanted() {
    end();
  }

  @Override
  public void writabilityChanged() {
    if (outgoing != null && connection.channel().isWritable()) {
      outgoing.writable();
    }
  }

  @Override
  public void writeFailed() {
    end();
  }

  @Override
  public void progressed(long bytes) {
    connection.observer().sent(bytes);
    await();
  }

  /** The other side has ended: what it sent is written, then the connection is closed. */
  @Override
  public void sent() {
    connection
        .channel()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void sourceFailed(String detail) {
    end();
  }

  @Override
  public void expired() {
    incoming.fail(
        new BodyFailure(BodyFailure.Kind.TIMEOUT, "no byte in either direction for too long"));
    end();
  }

  @Override
  public boolean disconnected() {
    over = true;
    if (outgoing != null) {
      outgoing.stop();
    }
    incoming.offer(intake.take());
    incoming.complete(Fields.EMPTY);
    return false;
  }

  @Override
  public void abandon() {
    incoming.cancel();
  }

  @Override
  public boolean isFor(Exchange other) {
    return exchange == other;
  }

  private void end() {
    connection.close();
  }

  private void await() {
    connection.arm(System.nanoTime() + exchange.timeouts().tunnelIdle().toNanos());
  }
}
