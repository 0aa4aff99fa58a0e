package dev.edgecache.serve.wire;

import dev.edgecache.http.Fields;
import dev.edgecache.http.proxying.Trailers;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * The body of a client's request, read only as it is pulled, so that a slow origin slows the
 * client.
 *
 * <p>The exchange must have been dispatched before the first pull.
 */
public final class ClientRequestBody extends ChannelBody {

  private static final AttachmentKey<Long> MOST_BYTES = AttachmentKey.create(Long.class);

  private final HttpServerExchange exchange;
  private final OptionalLong length;
  private final long mostBytes;
  private long bytesRead;
  private @Nullable StreamSourceChannel channel;
  private boolean complete;
  private long received;

  private ClientRequestBody(HttpServerExchange exchange, Duration readTimeout) {
    super(
        exchange.getIoThread(),
        exchange.getConnection().getByteBufferPool(),
        Optional.of(readTimeout));
    this.exchange = exchange;
    this.length = length(exchange);
    this.complete = exchange.isRequestComplete();
    @Nullable Long limit = exchange.getAttachment(MOST_BYTES);
    this.mostBytes = limit == null ? Long.MAX_VALUE : limit;
  }

  /**
   * Limits the body of the request, which is counted as it is read: the limit of Undertow writes to
   * standard error when chunks go beyond it.
   */
  public static void limit(HttpServerExchange exchange, long mostBytes) {
    exchange.putAttachment(MOST_BYTES, mostBytes);
  }

  /**
   * The body of the request; empty if it has none.
   *
   * @param readTimeout how long the next bytes may take
   */
  public static ClientRequestBody of(HttpServerExchange exchange, Duration readTimeout) {
    ClientRequestBody body = new ClientRequestBody(exchange, readTimeout);
    if (!body.complete) {
      exchange.addExchangeCompleteListener(
          (ended, next) -> {
            body.closed();
            next.proceed();
          });
    }
    return body;
  }

  private static OptionalLong length(HttpServerExchange exchange) {
    if (exchange.isRequestComplete()) {
      return OptionalLong.of(0);
    }
    long declared = exchange.getRequestContentLength();
    return declared < 0 ? OptionalLong.empty() : OptionalLong.of(declared);
  }

  /** The bytes that have arrived so far. */
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  boolean isComplete() {
    return complete;
  }

  /**
   * Reads, and sees only here whether the request is complete: an exchange that was ended or torn
   * down also counts as complete, although bytes that nobody read are missing.
   */
  @Override
  int read(ByteBuffer buffer) throws IOException {
    if (exchange.isResponseComplete()) {
      complete = length.isPresent() && length.getAsLong() == received;
      if (!complete) {
        throw new IOException("exchange: over (expected: response under way)");
      }
      return -1;
    }
    int count = channel().read(buffer);
    if (CheckedSource.isMalformed(exchange)) {
      throw new MalformedException();
    }
    received += Math.max(0, count);
    bytesRead = received;
    if (received > mostBytes) {
      throw new TooLongException();
    }
    complete = exchange.isRequestComplete();
    return count;
  }

  @Override
  StreamSourceChannel channel() throws IOException {
    StreamSourceChannel current = channel;
    if (current == null) {
      current = exchange.getRequestChannel();
      if (current == null) {
        throw new IOException("request channel: taken by another reader");
      }
      channel = current;
      Interim.sendContinue(exchange);
    }
    return current;
  }

  @Override
  Fields ended() {
    HeaderMap received = exchange.getAttachment(HttpAttachments.REQUEST_TRAILERS);
    return received == null
        ? Fields.EMPTY
        : Trailers.forwarded(
            UndertowFields.read(received), UndertowFields.read(exchange.getRequestHeaders()));
  }

  @Override
  void brokeOff() {
    exchange.setPersistent(false);
  }
}
