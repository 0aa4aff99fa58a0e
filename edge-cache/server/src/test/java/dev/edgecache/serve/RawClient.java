package dev.edgecache.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly the bytes it is told and shows exactly those that come back. */
public final class RawClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  public RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = socket.getInputStream();
  }

  /** A cleartext connection. */
  public static RawClient to(InetSocketAddress address) throws IOException {
    return new RawClient(new Socket(address.getAddress(), address.getPort()));
  }

  /** A cleartext connection whose receive buffer is as small as the system allows. */
  public static RawClient slowTo(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(address, TIMEOUT_MILLIS);
    return new RawClient(socket);
  }

  /** Sends text; {@code \n} stands for itself. */
  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Everything up to and with that text; fails when the connection ends before. */
  public String readUntil(String end) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] mark = end.getBytes(StandardCharsets.ISO_8859_1);
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended before \"" + end + "\" after: " + text(read));
      }
      read.write(next);
      if (next == mark[mark.length - 1] && text(read).endsWith(end)) {
        return text(read);
      }
    }
  }

  /** A message head, with the empty line that ends it. */
  public String readHead() throws IOException {
    return readUntil("\r\n\r\n");
  }

  /** That many bytes, as text. */
  public String read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("ended after " + bytes.length + " bytes (expected: " + count + ")");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Reads that many bytes and forgets them. */
  public void skip(int count) throws IOException {
    in.skipNBytes(count);
  }

  /** Everything until the server closes the connection. */
  public String readToEnd() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Reads the next byte; -1 when the server has closed. */
  public int read() throws IOException {
    return in.read();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
