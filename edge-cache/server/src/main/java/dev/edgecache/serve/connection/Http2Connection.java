package dev.edgecache.serve.connection;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.AbstractHttp2StreamSinkChannel;
import io.undertow.protocols.http2.AbstractHttp2StreamSourceChannel;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2HeadersStreamSinkChannel;
import io.undertow.protocols.http2.Http2RstStreamStreamSourceChannel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.framed.FrameHeaderData;
import io.undertow.server.protocol.framed.SendFrameHeader;
import io.undertow.util.AttachmentKey;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * An HTTP/2 connection that knows its exchanges: it admits no more of them than it announced, stops
 * those whose client gave them up, bears no floods, and can be asked to end once its streams have
 * ended (RFC 9113 §5.1.2, §6.4, §6.8, §10.5).
 *
 * <p>Used on the connection's I/O thread only.
 */
public final class Http2Connection extends Http2Channel {
  private static final AttachmentKey<Http2Connection> KEY =
      AttachmentKey.create(Http2Connection.class);

  /** The stream of what concerns the connection (RFC 9113 §5.1.1). */
  private static final int CONNECTION = 0;

  private static final Duration WINDOW = Duration.ofSeconds(30);

  /** Streams that a client may give up; Undertow lets those pass whose request had ended. */
  public static final int RESETS = 200;

  /** Frames that bring no part of a request, such as PING, SETTINGS and CONTINUATION of nothing. */
  public static final int IDLE_FRAMES = 1_000;

  /** So many more of them for each frame of an answer: clients tell by them what they took. */
  private static final int IDLE_FRAMES_PER_ANSWER = 10;

  /** How many streams' windows of request content a connection may have unread. */
  public static final int WINDOWS_OF_CONNECTION = 8;

  /** What a connection may send before its first WINDOW_UPDATE (RFC 9113 §6.9.2). */
  private static final int FIRST_WINDOW = 65_535;

  /** The exchanges under way, and the stream of each. */
  private final Map<HttpServerExchange, Integer> streams = new HashMap<>();

  private final EventRate resets = new EventRate(RESETS, WINDOW);
  private final EventRate idleFrames = new EventRate(IDLE_FRAMES, WINDOW);
  private final UnreadContent unread = new UnreadContent();

  private final IncomingFrames incoming =
      new IncomingFrames(
          new IncomingFrames.Taker() {
            @Override
            public @Nullable FrameHeaderData take(ByteBuffer data) throws IOException {
              return parsedByUndertow(data);
            }

            @Override
            public void content(int stream, int bytes) {
              unread.came(stream, bytes);
              count(bytes);
            }

            @Override
            public void dropped(int bytes) throws IOException {
              count(bytes);
              allowAnew(bytes);
            }

            @Override
            public void idle() {
              calm(idleFrames);
            }
          });

  private long receivable = FIRST_WINDOW;
  private int admitted;
  private boolean draining;
  private int frames;
  private boolean moreWasRead;
  private boolean flushesSoon;

  Http2Connection(
      StreamConnection connection, ByteBufferPool pool, PooledByteBuffer read, OptionMap options) {
    super(connection, "h2", pool, read, false, false, options);
    putAttachment(KEY, this);
    setRequireExplicitFlush(true);
    addCloseTask(closed -> List.copyOf(streams.keySet()).forEach(Departure::left));
  }

  /** The HTTP/2 connection of an exchange; empty for HTTP/1. */
  public static Optional<Http2Connection> of(HttpServerExchange exchange) {
    return Optional.ofNullable(exchange.getConnection().getAttachment(KEY));
  }

  /** Takes in the exchange of the stream that was just admitted. */
  public void begun(HttpServerExchange exchange) {
    int stream = admitted;
    streams.put(exchange, stream);
    exchange.addRequestWrapper((content, _) -> new StreamContent(content.create(), unread, stream));
  }

  /** Lets an exchange go that is complete; what it left unread may come anew on other streams. */
  public void ended(HttpServerExchange exchange) {
    Integer stream = streams.remove(exchange);
    try {
      if (stream != null) {
        allowAnew(unread.leftBy(stream));
      }
    } catch (IOException e) {
      IoUtils.safeClose(this);
    }
    endIfDrained();
  }

  private Optional<HttpServerExchange> exchangeOf(int stream) {
    return streams.entrySet().stream()
        .filter(one -> one.getValue() == stream)
        .map(Map.Entry::getKey)
        .findAny();
  }

  /** Undertow calls it on the I/O thread alone, whatever it locks. */
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  @Override
  public @Nullable AbstractHttp2StreamSourceChannel receive() throws IOException {
    AbstractHttp2StreamSourceChannel frame = received();
    return switch (frame) {
      case Http2StreamSourceChannel request -> admits(request) ? request : null;
      case Http2RstStreamStreamSourceChannel reset -> {
        left(reset.getStreamId());
        yield reset;
      }
      case null, default -> frame;
    };
  }

  /** Undertow throws what it likes for a head that is malformed, and ends the connection before. */
  private @Nullable AbstractHttp2StreamSourceChannel received() throws IOException {
    try {
      return super.receive();
    } catch (IllegalArgumentException | IllegalStateException malformed) {
      throw new IOException("head: malformed", malformed);
    }
  }

  @Override
  protected @Nullable FrameHeaderData parseFrame(ByteBuffer data) throws IOException {
    FrameHeaderData frame = incoming.next(data);
    moreWasRead = data.hasRemaining();
    if (frame != null) {
      frames++;
    }
    return frame;
  }

  private @Nullable FrameHeaderData parsedByUndertow(ByteBuffer data) throws IOException {
    return super.parseFrame(data);
  }

  /** Counts content, which no more than what was allowed may come (RFC 9113 §6.9.1). */
  private void count(long bytes) {
    receivable -= bytes;
    if (receivable < 0) {
      sendGoAway(ERROR_FLOW_CONTROL_ERROR);
    }
  }

  @Override
  public void sendUpdateWindowSize(int stream, int more) throws IOException {
    if (stream == CONNECTION) {
      receivable += more;
    }
    super.sendUpdateWindowSize(stream, more);
  }

  /** What was read may come anew. */
  @Override
  public void updateReceiveFlowControlWindow(int read) throws IOException {
    unread.read(read);
    super.updateReceiveFlowControlWindow(read);
  }

  private void allowAnew(int bytes) throws IOException {
    if (bytes > 0) {
      sendUpdateWindowSize(CONNECTION, bytes);
    }
  }

  /**
   * Lets answers leave in one write whose requests came in one read; the rest leaves at once. The
   * answer to the last of them takes the others with it, or else the task that runs after them.
   */
  @Override
  protected void queueFrame(AbstractHttp2StreamSinkChannel frame) throws IOException {
    boolean isFlushed = frame.isBufferFull();
    if (frame instanceof Http2HeadersStreamSinkChannel) {
      idleFrames.forgive(IDLE_FRAMES_PER_ANSWER);
    }
    super.queueFrame(frame);
    if (isFlushed) {
      return;
    }
    if (!moreWasRead || !(frame instanceof Http2HeadersStreamSinkChannel)) {
      flush();
    } else if (!flushesSoon) {
      flushesSoon = true;
      getIoThread().execute(this::flushOnceAllIsHandled);
    }
  }

  /** Waits while Undertow handles frames that it has read already, each by a task of its own. */
  private void flushOnceAllIsHandled() {
    int before = frames;
    getIoThread()
        .execute(
            () -> {
              if (frames == before) {
                flushesSoon = false;
                flush();
              } else {
                flushOnceAllIsHandled();
              }
            });
  }

  /** Refuses a stream above the number announced, and one whose head is malformed. */
  private boolean admits(Http2StreamSourceChannel request) throws IOException {
    if (streams.size() >= getReceiveMaxConcurrentStreams()) {
      sendRstStream(request.getStreamId(), ERROR_REFUSED_STREAM);
      return false;
    }
    Http2Head.Content content =
        request.isOpen() ? Http2Head.Content.FOLLOWS : Http2Head.Content.NONE;
    if (!Http2Head.isWellFormed(request.getHeaders(), content)) {
      sendRstStream(request.getStreamId(), ERROR_PROTOCOL_ERROR);
      return false;
    }
    Http2Head.normalize(request.getHeaders());
    if (admitted == 0) {
      widenWindow();
    }
    admitted = request.getStreamId();
    return true;
  }

  /** Keeps content that one stream leaves unread from stopping the others' (RFC 9113 §5.2.2). */
  private void widenWindow() throws IOException {
    long more = (WINDOWS_OF_CONNECTION - 1L) * getInitialReceiveWindowSize();
    int possible = Integer.MAX_VALUE - getInitialReceiveWindowSize();
    if (possible > 0) {
      sendUpdateWindowSize(CONNECTION, (int) Math.min(more, possible));
    }
  }

  private void left(int stream) {
    Optional<HttpServerExchange> exchange = exchangeOf(stream);
    if (exchange.isPresent()) {
      Departure.left(exchange.get());
      calm(resets);
    }
  }

  private void calm(EventRate rate) {
    if (rate.isExceeded()) {
      sendGoAway(ERROR_ENHANCE_YOUR_CALM);
    }
  }

  /**
   * Also stops the answering of a stream that Undertow resets for what its client sent; and answers
   * no reset with a reset (RFC 9113 §5.4.2).
   */
  @Override
  public void sendRstStream(int stream, int code) {
    Optional<HttpServerExchange> exchange = exchangeOf(stream);
    if (exchange.filter(Departure::hasLeft).isEmpty()) {
      incoming.isReset(stream);
      super.sendRstStream(stream, code);
      exchange.ifPresent(Departure::left);
    }
  }

  /** Asks the client to open no more streams; the connection ends with the last one. */
  void drain() {
    draining = true;
    if (!streams.isEmpty()) {
      try {
        new ShutdownNotice(this).flush();
      } catch (IOException e) {
        IoUtils.safeClose(this);
      }
    }
    endIfDrained();
  }

  private void endIfDrained() {
    if (draining && streams.isEmpty()) {
      sendGoAway(ERROR_NO_ERROR);
    }
  }

  /**
   * The GOAWAY frame that announces a shutdown: it names the highest stream, so that no request on
   * its way is lost. Undertow's own GOAWAY ends the connection as soon as it is written.
   */
  private static final class ShutdownNotice extends Http2HeadersStreamSinkChannel {
    private static final int TYPE_GOAWAY = 7;

    ShutdownNotice(Http2Channel channel) {
      super(channel, CONNECTION);
    }

    @Override
    protected SendFrameHeader createFrameHeaderImpl() {
      ByteBuffer frame = ByteBuffer.allocate(17);
      frame.put(new byte[] {0, 0, 8, TYPE_GOAWAY, 0}).putInt(CONNECTION);
      frame.putInt(Integer.MAX_VALUE).putInt(ERROR_NO_ERROR).flip();
      return new SendFrameHeader(new ImmediatePooledByteBuffer(frame));
    }
  }
}
