package dev.edgecache.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.edgecache.admin.AdminSettings;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.Configuration.OriginsSettings;
import dev.edgecache.config.PolicyLoadException;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.listen.ListenerException;
import dev.edgecache.serve.listen.ListenerSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
  private static final int BACKLOG = 50;
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

  private static final String ANSWER =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Content-Type: text/plain",
          "ETag: \"v1\"",
          "Content-Length: 7",
          "",
          "content");

  private final ServerStart start;

  RehearseCommand(ServerStart start) {
    this.start = start;
  }

  @Override
  public Integer call() throws IOException, PolicyLoadException, ListenerException {
    Path policy = Files.createTempFile("edge-cache-rehearsal", ".yaml");
    try (ServerSocket origin = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> accept(origin));
      Files.writeString(policy, POLICY);
      URI url = URI.create("http://127.0.0.1:" + origin.getLocalPort());
      Configuration configuration =
          Configuration.of(
              ListenerSettings.cleartext(anyPort()),
              new AdminSettings(anyPort(), Optional.empty()),
              policy,
              OriginsSettings.of(OriginSettings.of(url)));
      try (RunningServer server = start.start(configuration)) {
        ask(server.addresses().getFirst());
      }
    } finally {
      Files.deleteIfExists(policy);
    }
    return ExitCode.OK;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Answers connections until the socket is closed, each on a thread of its own. */
  private static void accept(ServerSocket origin) {
    try {
      while (true) {
        Socket connection = origin.accept();
        Thread.ofVirtual().start(() -> answer(connection));
      }
    } catch (IOException e) {
      // The socket is closed: the rehearsal is over.
    }
  }

  /** Gives every request, none of which has content, the same answer. */
  private static void answer(Socket connection) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
      OutputStream out = connection.getOutputStream();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          out.write(ANSWER.getBytes(ISO_8859_1));
          out.flush();
        }
      }
    } catch (IOException e) {
      // The other side is gone; nobody waits for an answer.
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
