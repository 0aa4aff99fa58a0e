package dev.edgecache.demo.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One direction of a relayed connection: takes what its channel reads, and writes it to the other
 * channel when it is due there, in order. Times are of {@link System#nanoTime}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written ends in channelInactive
final class Leg extends ChannelInboundHandlerAdapter {

  /** What may be under way at once: a fast link's bandwidth times the longest delay. */
  private static final int WINDOW_BYTES = 8 << 20;

  private sealed interface InTransit {
    long due();

    record Bytes(ByteBuf bytes, long due) implements InTransit {}

    /** The sender will send no more (FIN). */
    record End(long due) implements InTransit {}

    /** The sender is gone (RST, or both directions closed). */
    record Gone(long due) implements InTransit {}
  }

  private final Channel from;
  private final Channel to;
  private final long departsFrom;
  private final long oneWay;
  private final Deque<InTransit> inTransit = new ArrayDeque<>();
  private int bytesInTransit;
  private boolean timerSet;
  private boolean delivering;

  /**
   * A direction between two channels of one event loop.
   *
   * @param departsFrom when the first byte can set out
   * @param oneWay how long it is under way, in nanoseconds
   */
  Leg(Channel from, Channel to, long departsFrom, long oneWay) {
    this.from = from;
    this.to = to;
    this.departsFrom = departsFrom;
    this.oneWay = oneWay;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    bytesInTransit += bytes.readableBytes();
    depart(new InTransit.Bytes(bytes, due()));
    readWithinWindow();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      depart(new InTransit.End(due()));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    depart(new InTransit.Gone(due()));
    opposite().ifPresent(Leg::deliver);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  /** What this leg reads from is what the opposite leg writes to. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    opposite().ifPresent(Leg::deliver);
  }

  private Optional<Leg> opposite() {
    return Optional.ofNullable(to.pipeline().get(Leg.class));
  }

  private long due() {
    return Math.max(System.nanoTime(), departsFrom) + oneWay;
  }

  private void depart(InTransit sent) {
    inTransit.addLast(sent);
    if (!timerSet) {
      deliver();
    }
  }

  /** Hands over what is due, as far as the channel takes it; called again when either changes. */
  private void deliver() {
    if (delivering) {
      return;
    }
    if (!to.isActive()) {
      discard();
      return;
    }
    delivering = true;
    while (isDeliverable()) {
      while (isDeliverable()) {
        arrive(inTransit.removeFirst());
      }
      to.flush();
    }
    delivering = false;
    readWithinWindow();
    if (!inTransit.isEmpty() && isTaken(inTransit.getFirst()) && !timerSet) {
      timerSet = true;
      long wait = Math.max(0, inTransit.getFirst().due() - System.nanoTime());
      to.eventLoop().schedule(this::timeUp, wait, TimeUnit.NANOSECONDS);
    }
  }

  private boolean isDeliverable() {
    return !inTransit.isEmpty()
        && inTransit.getFirst().due() - System.nanoTime() <= 0
        && isTaken(inTransit.getFirst());
  }

  /** Whether the channel takes it now; an end, even when its buffers are full or shut. */
  private boolean isTaken(InTransit sent) {
    return to.isWritable() || !(sent instanceof InTransit.Bytes);
  }

  private void timeUp() {
    timerSet = false;
    deliver();
  }

  private void arrive(InTransit sent) {
    switch (sent) {
      case InTransit.Bytes(ByteBuf bytes, long due) -> {
        bytesInTransit -= bytes.readableBytes();
        to.write(bytes);
      }
      case InTransit.End(long due) ->
          to.writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(
                  written ->
                      ((DuplexChannel) to).shutdownOutput().addListener(shut -> closeIfShut(to)));
      case InTransit.Gone(long due) ->
          to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static void closeIfShut(Channel channel) {
    if (((DuplexChannel) channel).isShutdown()) {
      channel.close();
    }
  }

  private void discard() {
    inTransit.forEach(
        sent -> {
          if (sent instanceof InTransit.Bytes(ByteBuf bytes, long due)) {
            bytes.release();
          }
        });
    inTransit.clear();
    bytesInTransit = 0;
  }

  private void readWithinWindow() {
    from.config().setAutoRead(bytesInTransit < WINDOW_BYTES);
  }
}
