package dev.edgecache.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An origin that does on its sockets exactly what the test says, right or wrong. The script of the
 * n-th connection is the n-th script; the last one serves all later connections too.
 */
public final class ScriptedOrigin implements AutoCloseable {
  private final ServerSocket server;
  private final String scheme;
  private final Layer layer;
  private final List<Script> scripts;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

  private ScriptedOrigin(ServerSocket server, String scheme, Layer layer, List<Script> scripts) {
    this.server = server;
    this.scheme = scheme;
    this.layer = layer;
    this.scripts = scripts;
  }

  /** What the origin does on one connection. When it returns, the connection is closed. */
  @FunctionalInterface
  public interface Script {

    /** Plays the part; an exception of a socket that the other side closed is no fault. */
    void play(Peer peer) throws Exception;
  }

  /** What is put around each accepted socket, say TLS. */
  @FunctionalInterface
  public interface Layer {

    /** The socket that scripts use in place of the plain one. */
    Socket around(Socket plain) throws IOException;
  }

  /** An origin with these scripts, on a free port of the loopback address. */
  public static ScriptedOrigin start(Script... scripts) throws IOException {
    return start("http", plain -> plain, scripts);
  }

  /** An origin with these scripts that puts a layer around its sockets. */
  public static ScriptedOrigin start(String scheme, Layer layer, Script... scripts)
      throws IOException {
    ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    ScriptedOrigin origin = new ScriptedOrigin(server, scheme, layer, List.of(scripts));
    Thread.ofPlatform().daemon().name("scripted-origin").start(origin::accept);
    return origin;
  }

  /** A script that answers each request with the next of these messages, then closes. */
  public static Script answering(String... responses) {
    return peer -> {
      for (String response : responses) {
        peer.receive();
        peer.send(response);
      }
    };
  }

  /** A script that answers every request with this message. */
  public static Script always(String response) {
    return peer -> {
      while (true) {
        peer.receive();
        peer.send(response);
      }
    };
  }

  /** A whole response 200 with that text. */
  public static String ok(String text) {
    return "HTTP/1.1 200 OK\r\nContent-Length: "
        + text.getBytes(StandardCharsets.ISO_8859_1).length
        + "\r\n\r\n"
        + text;
  }

  /** The URL of this origin, without a path. */
  public URI url() {
    return URI.create(scheme + "://localhost:" + server.getLocalPort());
  }

  /** The port that it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** The number of connections accepted so far. */
  public int connections() {
    return accepted.get();
  }

  /** The next request that was received whole, over all connections; waits five seconds at most. */
  public Request request() throws InterruptedException {
    Request request = requests.poll(5, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request came within five seconds");
    }
    return request;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    if (!faults.isEmpty()) {
      throw new AssertionError("a script failed", faults.peek());
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        int number = accepted.getAndIncrement();
        sockets.add(socket);
        Script script = scripts.get(Math.min(number, scripts.size() - 1));
        Thread.ofPlatform().daemon().start(() -> play(script, socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void play(Script script, Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      Socket used = layer.around(socket);
      script.play(new Peer(socket, used));
      used.close();
    } catch (IOException e) {
      // The other side has closed, or the test is over.
    } catch (Exception | AssertionError e) {
      faults.add(e);
    }
  }

  /**
   * A request as it came.
   *
   * @param head request line and field lines, with their line ends
   * @param text the body, chunks put together, each octet as one character
   */
  public record Request(String head, String text) {

    /** The request line without its line end. */
    public String line() {
      return head.substring(0, head.indexOf("\r\n"));
    }

    /** The value of the first field of that name; empty if there is none. */
    public String field(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "";
    }
  }

  /** The other end of one connection, as a script sees it. */
  public final class Peer {
    private final Socket plain;
    private final Socket socket;
    private final InputStream in;

    private Peer(Socket plain, Socket socket) throws IOException {
      this.plain = plain;
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Reads a whole request and notes it. */
    public Request receive() throws IOException {
      String head = receiveHead();
      Request request =
          new Request(head, new String(receiveBody(head), StandardCharsets.ISO_8859_1));
      requests.add(request);
      return request;
    }

    /** Reads a request head and no more. */
    public String receiveHead() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
        head.append((char) octet());
      }
      return head.toString();
    }

    /** Reads the body that such a head announces. */
    public byte[] receiveBody(String head) throws IOException {
      Request request = new Request(head, "");
      if (request.field("Transfer-Encoding").equalsIgnoreCase("chunked")) {
        return chunks();
      }
      String length = request.field("Content-Length");
      return length.isEmpty() ? new byte[0] : bytes(Integer.parseInt(length));
    }

    /** Reads so many bytes. */
    public byte[] bytes(int count) throws IOException {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new EOFException();
      }
      return bytes;
    }

    /** Sends text, each character as one octet. */
    public void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. */
    public void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Waits until the other side has closed, whatever it sends meanwhile. */
    public void awaitClose() throws IOException {
      try {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (SocketException e) {
        // Closed by a reset.
      }
    }

    /** Closes so that the other side sees a reset. */
    public void reset() throws IOException {
      plain.setSoLinger(true, 0);
      plain.close();
    }

    /** Closes the plain socket under what is around it, so that TLS gives no notice of the end. */
    public void cut() throws IOException {
      plain.close();
    }

    private byte[] chunks() throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(line(), 16);
        if (size == 0) {
          while (!line().isEmpty()) {
            // A trailer field.
          }
          return body.toByteArray();
        }
        body.write(bytes(size));
        line();
      }
    }

    /** Reads a line without its end. */
    public String line() throws IOException {
      StringBuilder line = new StringBuilder();
      int octet = octet();
      while (octet != '\n') {
        line.append((char) octet);
        octet = octet();
      }
      return line.substring(0, line.length() - 1);
    }

    private int octet() throws IOException {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException();
      }
      return octet;
    }
  }
}
