package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/2 client over TLS that sends single frames and shows every frame of a stream. */
public final class RawHttp2Client implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  private static final int ACK = 1;
  public static final int END_HEADERS = 4;
  public static final int PADDED = 8;
  private static final int MAX_FRAME = 16_384;

  /** A frame; the header block is decoded, other payloads are text. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Frame(int type, int flags, int stream, byte[] payload, Http2Headers headers) {
    public boolean endsStream() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    public String status() {
      return String.valueOf(headers.status());
    }

    public String header(String name) {
      return String.valueOf(headers.get(name));
    }

    public String text() {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }

    public int code() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }
  }

  private final SSLSocket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  private long window = 65_535;

  private RawHttp2Client(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Connects, agrees on h2 by ALPN and exchanges settings. */
  public static RawHttp2Client to(InetSocketAddress address, SSLContext context)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    if (!socket.getApplicationProtocol().equals("h2")) {
      throw new IOException("ALPN: " + socket.getApplicationProtocol() + " (expected: h2)");
    }
    RawHttp2Client client = new RawHttp2Client(socket);
    client.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    client.frame(SETTINGS, 0, 0, new byte[0]);
    return client;
  }

  /** Sends a request head; it ends the stream if the flags say so. */
  public RawHttp2Client request(int stream, int flags, String method, String path, String... fields)
      throws IOException {
    Http2Headers headers =
        new DefaultHttp2Headers(false)
            .method(method)
            .scheme("https")
            .authority("localhost")
            .path(path);
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    return headers(stream, flags, headers);
  }

  /** Sends a header block: a head or trailers. */
  public RawHttp2Client headers(int stream, int flags, Http2Headers headers) throws IOException {
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(stream, headers, block);
    } catch (Exception e) {
      throw new IOException(e);
    }
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    return frame(HEADERS, END_HEADERS | flags, stream, bytes);
  }

  /**
   * Sends a head whose fields stand exactly so, pseudo-fields among them, as alternating names and
   * values.
   */
  public RawHttp2Client literal(int stream, int flags, String... fields) throws IOException {
    byte[] block = block(fields);
    for (int from = 0; from < block.length; from += MAX_FRAME) {
      int to = Math.min(from + MAX_FRAME, block.length);
      frame(
          from == 0 ? HEADERS : CONTINUATION,
          (from == 0 ? flags : 0) | (to == block.length ? END_HEADERS : 0),
          stream,
          Arrays.copyOfRange(block, from, to));
    }
    return this;
  }

  /** A header block of literal fields without indexing (RFC 7541 §6.2.2). */
  public static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i++) {
      if (i % 2 == 0) {
        block.write(0);
      }
      byte[] text = fields[i].getBytes(StandardCharsets.ISO_8859_1);
      int rest = text.length - 127;
      block.write(Math.min(text.length, 127));
      for (; rest >= 128; rest >>= 7) {
        block.write((rest & 127) | 128);
      }
      if (text.length >= 127) {
        block.write(rest);
      }
      block.writeBytes(text);
    }
    return block.toByteArray();
  }

  public RawHttp2Client data(int stream, int flags, String text) throws IOException {
    return frame(DATA, flags, stream, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Lets the server send that many more bytes on the stream and on the connection. */
  public RawHttp2Client allow(int stream, int bytes) throws IOException {
    byte[] payload = ByteBuffer.allocate(4).putInt(bytes).array();
    frame(WINDOW_UPDATE, 0, 0, payload);
    return frame(WINDOW_UPDATE, 0, stream, payload);
  }

  public RawHttp2Client reset(int stream) throws IOException {
    return frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(8).array());
  }

  public RawHttp2Client frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    out.write(frame.array());
    out.flush();
    return this;
  }

  /** The next frame of any stream that is not about the connection's upkeep. */
  public Frame next() throws IOException {
    while (true) {
      Frame frame = readFrame();
      if (frame.type() == SETTINGS && (frame.flags() & ACK) == 0) {
        frame(SETTINGS, ACK, 0, new byte[0]);
      } else if (frame.type() == WINDOW_UPDATE && frame.stream() == 0) {
        window += frame.code();
      } else if (frame.type() != SETTINGS
          && frame.type() != WINDOW_UPDATE
          && frame.type() != PING) {
        return frame;
      }
    }
  }

  /** The next frame of one stream. */
  public Frame nextOf(int stream) throws IOException {
    Frame frame = next();
    while (frame.stream() != stream) {
      frame = next();
    }
    return frame;
  }

  /**
   * Reads up to the end of the connection, which must be for that reason. A client that goes on
   * sending may lose the GOAWAY, since its system learns of the end first.
   */
  public void assertDisconnected(int code) throws IOException {
    try {
      Frame end = next();
      while (end.type() == RST_STREAM) {
        end = next();
      }
      assertThat(end.type()).as(end.text()).isEqualTo(GOAWAY);
      assertThat(end.code()).isEqualTo(code);
    } catch (SocketException | EOFException ended) {
      // Disconnected, too.
    }
  }

  /** The bytes of content that the server has allowed on all streams together, so far. */
  public long window() {
    return window;
  }

  /** Frames up to and with the one that ends the connection or this stream. */
  public Frame endOf(int stream) throws IOException {
    while (true) {
      Frame frame = next();
      boolean about = frame.stream() == stream;
      if (frame.type() == GOAWAY || (about && (frame.type() == RST_STREAM || frame.endsStream()))) {
        return frame;
      }
    }
  }

  private Frame readFrame() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(length);
    Http2Headers headers = new DefaultHttp2Headers();
    if (type == HEADERS) {
      try {
        headers = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
    return new Frame(type, flags, stream, payload, headers);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
