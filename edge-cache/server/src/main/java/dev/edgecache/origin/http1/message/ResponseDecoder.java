package dev.edgecache.origin.http1.message;

import dev.edgecache.origin.OriginSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * The reader of one response at a time: Netty's decoder, told what was asked, and closed to bytes
 * that nobody asked for. Whatever follows the end of a response is dropped and remembered, so that
 * it can never become the answer to a later request.
 */
public final class ResponseDecoder extends HttpResponseDecoder {
  private static final int MAX_STATUS_LINE = 4096;
  private static final int MAX_CHUNK = 64 * 1024;

  /** How much of what was asked has been answered. */
  private enum State {
    /** Nothing was asked, or all of it was answered: any byte is one too many. */
    ANSWERED,
    /** A response is awaited or under way. */
    ASKED
  }

  private State state = State.ANSWERED;
  private boolean toHead;
  private boolean interim;
  private boolean surplus;
  private boolean begun;

  public ResponseDecoder(OriginSettings.HeadLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_STATUS_LINE)
            .setMaxHeaderSize(limits.maxBytes())
            .setMaxChunkSize(MAX_CHUNK)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true)
            .setValidateHeaders(false));
  }

  /** Says that a request with that method is about to be sent. */
  public void asked(String method) {
    state = State.ASKED;
    toHead = method.equals("HEAD");
    begun = false;
  }

  /** Whether a byte has come since {@link #asked}. */
  public boolean begun() {
    return begun;
  }

  /** Whether bytes came that no request had asked for. */
  public boolean surplus() {
    return surplus || (state == State.ANSWERED && actualReadableBytes() > 0);
  }

  @Override
  protected void decode(ChannelHandlerContext channel, ByteBuf in, List<Object> out)
      throws Exception {
    if (state == State.ANSWERED) {
      surplus = true;
      in.skipBytes(in.readableBytes());
      return;
    }
    begun = true;
    super.decode(channel, in, out);
    note(out);
  }

  @Override
  protected void decodeLast(ChannelHandlerContext channel, ByteBuf in, List<Object> out)
      throws Exception {
    if (state == State.ASKED) {
      super.decodeLast(channel, in, out);
    }
  }

  /** A response to HEAD has no content, nor has 1xx, 204 or 304 (RFC 9112 §6.3). */
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    if (toHead || !(message instanceof HttpResponse response)) {
      return toHead;
    }
    int status = response.status().code();
    return status < 200 || status == 204 || status == 304;
  }

  /** A field name ends at its colon, with nothing between (RFC 9112 §5.1). */
  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    int end = start + length;
    if (end >= line.length || line[end] != ':') {
      throw new IllegalArgumentException("a field line without a name that a colon ends");
    }
    return super.splitHeaderName(line, start, length);
  }

  private void note(List<Object> out) {
    for (int i = 0; i < out.size(); i++) {
      Object part = out.get(i);
      if (part instanceof HttpResponse response) {
        interim = response.status().code() < 200;
      }
      if (part instanceof LastHttpContent && !interim) {
        state = State.ANSWERED;
      }
    }
  }
}
