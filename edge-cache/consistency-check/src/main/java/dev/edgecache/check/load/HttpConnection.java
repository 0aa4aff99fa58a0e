package dev.edgecache.check.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A connection to a server, for one request after the other. It knows as much of HTTP/1.1 as the
 * answers of a proxy need, so that thousands of requests a second leave the processors to others.
 */
final class HttpConnection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final String host;

  /**
   * Connects.
   *
   * @param host what requests say as {@code Host}
   */
  HttpConnection(InetSocketAddress server, String host) throws IOException {
    this.host = host;
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends a request and waits for its answer; after an exception the connection is of no use. */
  HttpAnswer exchange(HttpQuestion question) throws IOException {
    socket.getOutputStream().write(question.text(host).getBytes(ISO_8859_1));
    String statusLine = line();
    while (statusLine.startsWith("HTTP/1.1 1")) {
      fields();
      statusLine = line();
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    Map<String, String> fields = fields();
    String length = fields.get("content-length");
    if (length == null && status != 204 && status != 304) {
      throw new IOException("no Content-Length: " + statusLine + " " + fields);
    }
    int expected = length == null ? 0 : Integer.parseInt(length);
    byte[] body = in.readNBytes(expected);
    if (body.length < expected) {
      throw new EOFException("the connection ended within the content");
    }
    return new HttpAnswer(status, fields, new String(body, ISO_8859_1));
  }

  private Map<String, String> fields() throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      fields.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (one, other) -> one + ", " + other);
    }
    return fields;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended");
      }
      line.append((char) next);
    }
    line.setLength(Math.max(0, line.length() - 1));
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
