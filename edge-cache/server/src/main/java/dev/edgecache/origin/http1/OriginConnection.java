package dev.edgecache.origin.http1;

import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.http1.message.RequestHeadWriter;
import dev.edgecache.origin.http1.message.ResponseDecoder;
import dev.edgecache.origin.http1.message.Timer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an origin: it carries one exchange after another and rests in the pool between
 * them. Confined to its event loop but for {@link #execute} and {@link #close}.
 *
 * <p>While it rests a read is always outstanding, so that a byte or the end is noticed at once;
 * either closes it.
 */
final class OriginConnection extends ChannelInboundHandlerAdapter {
  private final OriginSettings settings;
  private final RequestHeadWriter heads;
  private final ConnectionPool pool;
  private final OriginObserver observer;
  private final Channel channel;
  private final ResponseDecoder decoder;
  private final Timer timer;

  private Phase phase = Phase.OPENING;
  private @Nullable Occupant occupant;
  private boolean reading;
  private boolean used;
  private boolean endAnnounced;

  OriginConnection(
      OriginSettings settings,
      RequestHeadWriter heads,
      ConnectionPool pool,
      OriginObserver observer,
      Channel channel) {
    this.settings = settings;
    this.heads = heads;
    this.pool = pool;
    this.observer = observer;
    this.channel = channel;
    this.decoder = new ResponseDecoder(settings.headLimits());
    this.timer = new Timer(channel.eventLoop(), this::expired);
    channel.pipeline().addLast(decoder, this);
  }

  private enum Phase {
    OPENING,
    IDLE,
    OCCUPIED,
    CLOSED
  }

  Channel channel() {
    return channel;
  }

  OriginSettings settings() {
    return settings;
  }

  OriginObserver observer() {
    return observer;
  }

  RequestHeadWriter heads() {
    return heads;
  }

  ResponseDecoder decoder() {
    return decoder;
  }

  /** Whether the origin said that it would send no more, so that the end is not a cut (TLS). */
  boolean endIsTrustworthy() {
    return !settings.secure() || endAnnounced;
  }

  /** Runs a task on the loop of this connection; from any thread. */
  void execute(Runnable task) {
    channel.eventLoop().execute(task);
  }

  /** Says that the connection can be used; false if it has closed already. */
  boolean opened() {
    if (!channel.isActive()) {
      return false;
    }
    phase = Phase.IDLE;
    observer.connected();
    read();
    return true;
  }

  /** Begins an exchange; false if the connection has closed meanwhile. */
  boolean start(Exchange exchange) {
    if (phase != Phase.IDLE) {
      return false;
    }
    Turn turn = new Turn(this, exchange, used);
    phase = Phase.OCCUPIED;
    occupant = turn;
    used = true;
    turn.begin();
    return true;
  }

  /** Returns a connection that was granted and not used. */
  void giveBack() {
    if (phase == Phase.IDLE) {
      rest();
    }
  }

  /** Ends the occupation; the connection rests if it may carry another exchange, else it closes. */
  void vacate(boolean reusable) {
    occupant = null;
    if (reusable && phase == Phase.OCCUPIED && channel.isActive() && !decoder.surplus()) {
      phase = Phase.IDLE;
      rest();
    } else {
      close();
    }
  }

  /** Puts raw bytes in place of HTTP; what was read beyond the 101 comes first. */
  void become(Tunnel tunnel) {
    occupant = tunnel;
    channel.pipeline().remove(decoder);
  }

  /** Gives the exchange up if it is still the one that occupies this connection. */
  void abandon(Exchange exchange) {
    Occupant current = occupant;
    if (current != null && current.isFor(exchange)) {
      current.abandon();
    }
  }

  /** Whether others wait for a connection, so that one whose client holds it up must be closed. */
  boolean isReclaimed() {
    return pool.reclaims();
  }

  /** Sets the deadline, as a reading of {@link System#nanoTime()}. */
  void arm(long nanoTime) {
    timer.arm(nanoTime);
  }

  /** Reads the socket once, when something has come. */
  void read() {
    if (!reading) {
      reading = true;
      channel.read();
    }
  }

  /** Closes the connection at once; from any thread. */
  void close() {
    var _ = channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext handler, Object message) {
    try {
      Occupant current = occupant;
      if (current != null) {
        current.read(message);
      } else {
        close();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext handler) {
    reading = false;
    Occupant current = occupant;
    if (current != null) {
      current.readComplete();
    } else if (decoder.surplus()) {
      close();
    }
    Occupant next = occupant;
    if (phase == Phase.IDLE || (next != null && next.wantsBytes())) {
      read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext handler) {
    Occupant current = occupant;
    if (current != null) {
      current.writabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext handler, Object event) {
    endAnnounced |= event == SslCloseCompletionEvent.SUCCESS;
  }

  @Override
  public void channelInactive(ChannelHandlerContext handler) {
    if (phase == Phase.OPENING || phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    timer.stop();
    pool.withdraw(this);
    Occupant current = occupant;
    occupant = null;
    if (current == null || !current.disconnected()) {
      pool.closed();
    }
    observer.disconnected();
  }

  /** A failed write leaves the reading side open; all else ends the connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
    Occupant current = occupant;
    if (current != null && cause instanceof IOException) {
      current.writeFailed();
    } else {
      close();
    }
  }

  private void rest() {
    timer.arm(System.nanoTime() + settings.connections().idle().toNanos());
    pool.release(this);
  }

  private void expired() {
    Occupant current = occupant;
    if (current != null) {
      current.expired();
    } else if (pool.withdraw(this)) {
      close();
    }
  }
}
