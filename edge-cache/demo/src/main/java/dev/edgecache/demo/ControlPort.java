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

/** Where a spectator makes incidents happen, by a POST to the path of each; one at a time. */
final class ControlPort implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, Runnable> incidents;

  private ControlPort(HttpServer server, Map<String, Runnable> incidents) {
    this.server = server;
    this.incidents = incidents;
  }

  /**
   * Listens on any free port of the loopback interface.
   *
   * @param incidents what happens, by path
   */
  static ControlPort open(Map<String, Runnable> incidents) {
    try {
      ControlPort port = new ControlPort(HttpServer.create(Demo.loopback(0), 0), incidents);
      var _ = port.server.createContext("/", port::answer);
      port.server.start();
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command line for each incident. */
  List<String> commands() {
    return incidents.keySet().stream().map(this::command).toList();
  }

  /** The command line for one incident. */
  String command(String path) {
    return "curl -X POST http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void answer(HttpExchange exchange) throws IOException {
    Runnable incident = incidents.get(exchange.getRequestURI().getPath());
    if (incident == null) {
      send(exchange, StatusCodes.NOT_FOUND, "there is " + String.join(", ", incidents.keySet()));
    } else if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      send(exchange, StatusCodes.METHOD_NOT_ALLOWED, "POST makes it happen");
    } else {
      happen(exchange, incident);
    }
  }

  private static void happen(HttpExchange exchange, Runnable incident) throws IOException {
    try {
      incident.run();
      send(exchange, StatusCodes.OK, "done");
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
