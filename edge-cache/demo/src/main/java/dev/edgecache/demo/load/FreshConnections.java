package dev.edgecache.demo.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.edgecache.demo.shop.ShopServer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client that sends each request over a connection of its own, as a user who just arrived. */
final class FreshConnections {

  private final InetSocketAddress server;
  private final String host;
  private final Bootstrap connections;

  /**
   * A client of one server.
   *
   * @param server where to connect to
   * @param host what the Host field says
   * @param timeout how long an answer may take
   * @param eventLoops what carries the connections
   */
  FreshConnections(
      InetSocketAddress server, String host, Duration timeout, EventLoopGroup eventLoops) {
    this.server = server;
    this.host = host;
    this.connections =
        new Bootstrap()
            .group(eventLoops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new ReadTimeoutHandler(timeout.toMillis(), TimeUnit.MILLISECONDS))
                        .addLast(new HttpClientCodec());
                  }
                });
  }

  /** The answer, once it is there as a whole. */
  CompletableFuture<Answer> send(ShopRequest request) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    ChannelFuture connecting = connections.connect(server);
    connecting.addListener(
        connected -> {
          if (connected.isSuccess()) {
            connecting.channel().pipeline().addLast(new AnswerReader(answer));
            connecting
                .channel()
                .writeAndFlush(message(request))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
          } else {
            answer.completeExceptionally(connected.cause());
          }
        });
    return answer;
  }

  private FullHttpRequest message(ShopRequest request) {
    ByteBuf body = Unpooled.copiedBuffer(request.body(), UTF_8);
    FullHttpRequest message =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.method()), request.target(), body);
    request.fields().forEach((name, value) -> message.headers().set(name, value));
    message.headers().set(HttpHeaderNames.HOST, host);
    message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (!request.method().equals("GET")) {
      HttpUtil.setContentLength(message, body.readableBytes());
      message.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    }
    return message;
  }

  private static final class AnswerReader extends SimpleChannelInboundHandler<HttpObject> {

    private final CompletableFuture<Answer> answer;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int status;
    private String cacheStatus = "";
    private String region = "";

    AnswerReader(CompletableFuture<Answer> answer) {
      this.answer = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) throws IOException {
      if (part.decoderResult().isFailure()) {
        throw new IOException("malformed answer", part.decoderResult().cause());
      }
      if (part instanceof HttpResponse response) {
        status = response.status().code();
        cacheStatus = String.join(", ", response.headers().getAll("Cache-Status"));
        region = response.headers().get(ShopServer.REGION, "");
      }
      if (part instanceof HttpContent piece) {
        piece.content().readBytes(content, piece.content().readableBytes());
      }
      if (part instanceof LastHttpContent) {
        answer.complete(new Answer(status, cacheStatus, region, content.toString(UTF_8)));
        ctx.channel().close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      answer.completeExceptionally(new IOException("the connection ended before the answer"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      answer.completeExceptionally(cause);
      ctx.channel().close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
  }
}
