package dev.edgecache.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 origin on a real socket whose answers the test writes byte by byte: each request that
 * arrives waits until the test takes it, unless a standing answer is set.
 */
public final class TestOrigin implements AutoCloseable {

  private static final int WAIT_SECONDS = 10;

  private final ServerSocket server;
  private final BlockingQueue<Arrived> waiting = new LinkedBlockingQueue<>();
  private final List<Socket> connections = new ArrayList<>();
  private final AtomicInteger arrivals = new AtomicInteger();
  private volatile @Nullable Consumer<Arrived> standing;

  private TestOrigin(ServerSocket server) {
    this.server = server;
  }

  /** Starts to listen on a free port. */
  public static TestOrigin start() throws IOException {
    TestOrigin origin = new TestOrigin(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(origin::accept);
    return origin;
  }

  /** The address at which it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** Its base URL. */
  public String url() {
    return "http://127.0.0.1:" + address().getPort();
  }

  /** The number of requests that have arrived. */
  public int arrivals() {
    return arrivals.get();
  }

  /** Answers every request from now on, or lets it wait again if null. */
  public void always(@Nullable Consumer<Arrived> answer) {
    standing = answer;
  }

  /** The next request that waits; fails if none arrives. */
  public Arrived take() throws InterruptedException {
    Arrived arrived = waiting.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    if (arrived == null) {
      throw new AssertionError("no request arrived within " + WAIT_SECONDS + " s");
    }
    return arrived;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        synchronized (connections) {
          connections.add(socket);
        }
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    CountDownLatch ended = new CountDownLatch(1);
    try {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      for (Optional<String> head = readHead(in); head.isPresent(); head = readHead(in)) {
        Arrived arrived = new Arrived(socket, ended, head.get(), Content.read(in, head.get()));
        arrivals.incrementAndGet();
        Consumer<Arrived> answer = standing;
        if (answer == null) {
          waiting.add(arrived);
        } else {
          answer.accept(arrived);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The other side closed the connection, or the test is over.
    } finally {
      ended.countDown();
    }
  }

  private static Optional<String> readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!endsWithEmptyLine(head)) {
      int next = in.read();
      if (next < 0) {
        return Optional.empty();
      }
      head.write(next);
    }
    return Optional.of(head.toString(ISO_8859_1));
  }

  private static boolean endsWithEmptyLine(ByteArrayOutputStream head) {
    return head.size() >= 4 && head.toString(ISO_8859_1).endsWith("\r\n\r\n");
  }

  /** The content of a request, chunks put together, and the lines of its trailer section. */
  private record Content(String text, List<String> trailers) {

    static Content read(InputStream in, String head) throws IOException {
      if (field(head, "Transfer-Encoding").isPresent()) {
        return chunks(in);
      }
      int length = field(head, "Content-Length").map(Integer::parseInt).orElse(0);
      byte[] content = in.readNBytes(length);
      if (content.length < length) {
        throw new EOFException();
      }
      return new Content(new String(content, ISO_8859_1), List.of());
    }

    private static Content chunks(InputStream in) throws IOException {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (int size = Integer.parseInt(line(in), 16);
          size > 0;
          size = Integer.parseInt(line(in), 16)) {
        text.write(in.readNBytes(size));
        line(in);
      }
      List<String> trailers = new ArrayList<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        trailers.add(line);
      }
      return new Content(text.toString(ISO_8859_1), trailers);
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new EOFException();
        }
        line.append((char) next);
      }
      return line.substring(0, line.length() - 1);
    }
  }

  private static Optional<String> field(String head, String name) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (connections) {
      for (Socket connection : connections) {
        connection.close();
      }
    }
  }

  /** A request that arrived, and the connection on which it is answered. */
  public static final class Arrived {
    private final Socket socket;
    private final CountDownLatch ended;
    private final String head;
    private final Content content;

    private Arrived(Socket socket, CountDownLatch ended, String head, Content content) {
      this.socket = socket;
      this.ended = ended;
      this.head = head;
      this.content = content;
    }

    /** Method, target and version. */
    public String requestLine() {
      return head.substring(0, head.indexOf("\r\n"));
    }

    /** The value of a field, if it was sent. */
    public Optional<String> field(String name) {
      return TestOrigin.field(head, name);
    }

    /** The request target. */
    public String target() {
      return requestLine()
          .substring(requestLine().indexOf(' ') + 1, requestLine().lastIndexOf(' '));
    }

    /** The whole head with its line ends. */
    public String head() {
      return head;
    }

    /** The content. */
    public String body() {
      return content.text();
    }

    /** The lines of the trailer section. */
    public List<String> trailers() {
      return content.trailers();
    }

    /** The port from which the connection comes, which tells connections apart. */
    public int connection() {
      return socket.getPort();
    }

    /** Answers 200 with these field lines and this content. */
    public void ok(String fields, String content) {
      send("HTTP/1.1 200 OK\r\n" + lines(fields) + length(content) + "\r\n" + content);
    }

    /** Answers with a status line such as {@code 503 Busy}, field lines and content. */
    public void answer(String status, String fields, String content) {
      send("HTTP/1.1 " + status + "\r\n" + lines(fields) + length(content) + "\r\n" + content);
    }

    /** Sends exactly this. */
    public void send(String raw) {
      try {
        socket.getOutputStream().write(raw.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Closes after the first bytes of an answer, which no client takes for an idle connection. */
    public void breakOff() {
      send("HTTP/1.1 ");
      close();
    }

    /** Returns when the other side has closed the connection; fails if it does not. */
    public void awaitEnd() throws InterruptedException {
      if (!ended.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the connection was not closed within " + WAIT_SECONDS + " s");
      }
    }

    /** Closes the connection. */
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String lines(String fields) {
      return fields.isEmpty() ? "" : fields.replace("\n", "\r\n") + "\r\n";
    }

    private static String length(String content) {
      return "Content-Length: " + content.getBytes(ISO_8859_1).length + "\r\n";
    }
  }
}
