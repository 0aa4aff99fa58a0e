package dev.edgecache.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.edgecache.postgres.PostgresException;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Where a spectator makes things happen, by a POST to the path of each; one at a time. */
final class ControlPort implements AutoCloseable {

  /** Something that a spectator can make happen. */
  @FunctionalInterface
  interface Act {

    /**
     * Makes it happen.
     *
     * @return what there is to say of it
     * @throws IllegalStateException if it can't happen now
     */
    List<String> happen();

    /** One of which there is nothing to say. */
    static Act of(Runnable incident) {
      return () -> {
        incident.run();
        return List.of("done");
      };
    }
  }

  private final HttpServer server;
  private final Map<String, Act> acts;

  private ControlPort(HttpServer server, Map<String, Act> acts) {
    this.server = server;
    this.acts = acts;
  }

  /**
   * Listens on any free port of the loopback interface.
   *
   * @param acts what happens, by path
   */
  static ControlPort open(Map<String, Act> acts) {
    try {
      ControlPort port = new ControlPort(HttpServer.create(Demo.loopback(0), 0), acts);
      var _ = port.server.createContext("/", port::answer);
      port.server.start();
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command line that makes the one of that path happen. */
  String command(String path) {
    return "curl -X POST http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void answer(HttpExchange exchange) throws IOException {
    Act act = acts.get(exchange.getRequestURI().getPath());
    if (act == null) {
      send(exchange, StatusCodes.NOT_FOUND, "there is " + String.join(", ", acts.keySet()));
    } else if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      send(exchange, StatusCodes.METHOD_NOT_ALLOWED, "POST makes it happen");
    } else {
      happen(exchange, act);
    }
  }

  private static void happen(HttpExchange exchange, Act act) throws IOException {
    try {
      send(exchange, StatusCodes.OK, String.join("\n", act.happen()));
    } catch (IllegalStateException e) {
      send(exchange, StatusCodes.CONFLICT, String.valueOf(e.getMessage()));
    } catch (PostgresException e) {
      send(exchange, StatusCodes.INTERNAL_SERVER_ERROR, String.valueOf(e.getMessage()));
    }
  }

  private static void send(HttpExchange exchange, int status, String line) throws IOException {
    byte[] body = (line + "\n").getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
