package dev.edgecache.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.edgecache.admin.AdminSettings;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.Configuration.OriginsSettings;
import dev.edgecache.config.PolicyLoadException;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.ListenerException;
import dev.edgecache.serve.ListenerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Serves a few requests of its own to a small origin of its own, and ends: the run from which the
 * launcher's start-up cache learns which classes a server needs.
 */
@Command(name = "rehearse", hidden = true, description = "Prepares the launcher's start-up cache.")
final class RehearseCommand implements Callable<Integer> {

  private static final int ROUNDS = 200;
  private static final String POLICY =
      """
      policy: rehearsal
      routes:
        - name: stored
          path: /stored/{id}
          cache: { fresh: 1m, stale-while-revalidate: 1m }
          key: { query: [a], headers: { Accept-Language: [en, de] } }
          tags: ["stored:{id}"]
        - name: followed
          path: /followed/**
          cache: {}
      """;

  private final ServerStart start;

  RehearseCommand(ServerStart start) {
    this.start = start;
  }

  @Override
  public Integer call() throws IOException, PolicyLoadException, ListenerException {
    HttpServer origin = HttpServer.create(anyPort(), 0);
    origin.createContext("/", RehearseCommand::answer);
    origin.start();
    Path policy = Files.createTempFile("edge-cache-rehearsal", ".yaml");
    try {
      Files.writeString(policy, POLICY);
      URI url = URI.create("http://127.0.0.1:" + origin.getAddress().getPort());
      Configuration configuration =
          Configuration.of(
              ListenerSettings.cleartext(anyPort()),
              new AdminSettings(anyPort(), Optional.empty()),
              policy,
              new OriginsSettings(OriginSettings.of(url), Optional.empty()));
      try (RunningServer server = start.start(configuration)) {
        ask(server.addresses().getFirst());
      }
    } finally {
      origin.stop(0);
      Files.deleteIfExists(policy);
    }
    return ExitCode.OK;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] content = "content".getBytes(ISO_8859_1);
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.getResponseHeaders().set("ETag", "\"v1\"");
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    }
  }

  /** A miss, then hits; a relayed request; a range; a validation. */
  private static void ask(InetSocketAddress server) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
        String stored = "/stored/" + round % 10 + "?a=1";
        ask(socket, "GET " + stored, "");
        ask(socket, "GET " + stored, "Range: bytes=0-2\r\n");
        ask(socket, "GET " + stored, "If-None-Match: \"v1\"\r\n");
        ask(socket, "GET /followed/" + round, "Accept-Encoding: gzip\r\n");
        ask(socket, "GET /relayed", "Connection: close\r\n");
        readAll(socket.getInputStream());
      }
    }
  }

  private static void ask(Socket socket, String line, String fields) throws IOException {
    OutputStream out = socket.getOutputStream();
    String head = line + " HTTP/1.1\r\nHost: rehearsal.example\r\n" + fields + "\r\n";
    out.write(head.getBytes(ISO_8859_1));
    out.flush();
  }

  private static void readAll(InputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }
}
