package dev.edgecache.demo.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A listening socket on the loopback interface behind which another one seems to be further away
 * than it is. It relays bytes as they are, and half-closed connections as half-closed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing a channel cannot fail in a way to act upon
public final class Relay implements AutoCloseable {

  private static final int BACKLOG = 1024;

  private final InetSocketAddress target;
  private final Distance distance;
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final Channel listener;

  private Relay(int port, InetSocketAddress target, Distance distance, EventLoopGroup eventLoops) {
    this.target = target;
    this.distance = distance;
    this.listener =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel near) {
                    accept(near);
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), port)
            .syncUninterruptibly()
            .channel();
    channels.add(listener);
  }

  /**
   * Opens a relay.
   *
   * @param port where it listens; 0 for any free port
   * @param target where it relays to
   * @param distance how far the target seems to be
   * @param eventLoops what carries its connections
   */
  public static Relay open(
      int port, InetSocketAddress target, Distance distance, EventLoopGroup eventLoops) {
    return new Relay(port, target, distance, eventLoops);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Completes when all connections that are open now have ended. */
  ChannelGroupFuture ended() {
    return channels.newCloseFuture(ChannelMatchers.isNonServerChannel());
  }

  private void accept(SocketChannel near) {
    long departsFrom = System.nanoTime() + distance.handshake().toNanos();
    channels.add(near);
    ChannelHandler untilConnected = new ChannelInboundHandlerAdapter();
    new Bootstrap()
        .group(near.eventLoop())
        .channel(NioSocketChannel.class)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(untilConnected)
        .connect(target)
        .addListener((ChannelFuture connecting) -> connected(near, connecting, departsFrom));
  }

  private void connected(SocketChannel near, ChannelFuture connecting, long departsFrom) {
    if (!connecting.isSuccess()) {
      long roundTrip = distance.roundTrip().toNanos();
      near.eventLoop().schedule(() -> near.close(), roundTrip, TimeUnit.NANOSECONDS);
      return;
    }
    Channel far = connecting.channel();
    channels.add(far);
    long oneWay = distance.oneWay().toNanos();
    near.pipeline().addLast(new Leg(near, far, departsFrom, oneWay));
    far.pipeline().addLast(new Leg(far, near, departsFrom, oneWay));
    near.config().setAutoRead(true);
    far.config().setAutoRead(true);
  }

  /** Stops listening and cuts every connection; what is under way is lost. */
  @Override
  public void close() {
    channels.close().awaitUninterruptibly();
  }
}
