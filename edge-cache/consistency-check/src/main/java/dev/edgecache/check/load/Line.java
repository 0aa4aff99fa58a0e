package dev.edgecache.check.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;

/** The way of one process to one server, over a connection that is opened when it is needed. */
final class Line implements AutoCloseable {

  private final Supplier<InetSocketAddress> server;
  private final String host;
  private Optional<HttpConnection> open = Optional.empty();

  /**
   * The way to a server.
   *
   * @param server where it is now; it may move
   * @param host its name
   */
  Line(Supplier<InetSocketAddress> server, String host) {
    this.server = server;
    this.host = host;
  }

  /** Sends a request once. */
  HttpAnswer exchange(HttpQuestion question) throws IOException {
    HttpConnection connection =
        open.isPresent() ? open.get() : new HttpConnection(server.get(), host);
    open = Optional.of(connection);
    try {
      HttpAnswer answer = connection.exchange(question);
      if (answer.field("connection").filter("close"::equalsIgnoreCase).isPresent()) {
        close();
      }
      return answer;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (open.isPresent()) {
      open.get().close();
    }
    open = Optional.empty();
  }
}
