package dev.edgecache.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("requests to the admin port do not stand in each other's way")
class AdminRequestsTest {

  private static final String TOKEN = "0123456789abcdef";
  private static final Duration DRAIN = Duration.ofSeconds(20);

  private final List<AdminServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(AdminServer::close);
  }

  private InetSocketAddress start(Optional<AdminToken> token) throws Exception {
    AdminServer server =
        AdminServer.start(
            new AdminSettings(loopback(), token),
            List.of(
                AdminEndpoint.get("/health/live", _ -> AdminAnswer.json(200, Map.of()))
                    .forAnybody(),
                AdminEndpoint.post("/reload", _ -> AdminAnswer.json(200, Map.of()))),
            DRAIN);
    servers.add(server);
    return server.address();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Test
  @DisplayName("an answer under way when the port closes is finished; who asks then gets 503")
  void finishesWhatIsUnderWayWhenItCloses() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<AdminAnswer> answer = new CompletableFuture<>();
    AdminServer server =
        AdminServer.start(
            new AdminSettings(loopback(), Optional.empty()),
            List.of(
                AdminEndpoint.post(
                    "/slow",
                    _ -> {
                      asked.countDown();
                      return answer.join();
                    })),
            DRAIN);
    InetSocketAddress address = server.address();
    CompletableFuture<String> slow =
        CompletableFuture.supplyAsync(
            () -> sent(address, "POST /slow HTTP/1.1", "Host: localhost", "Content-Length: 0"),
            Thread::startVirtualThread);
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(server::close, Thread::startVirtualThread);
    String late;
    do {
      late = sent(address, "GET /nothing HTTP/1.1", "Host: localhost");
    } while (!late.startsWith("HTTP/1.1 503 "));
    assertThat(closed).isNotDone();
    answer.complete(AdminAnswer.json(200, Map.of("slow", "but there")));

    assertThat(slow.get(10, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 OK").contains("but there");
    closed.get(10, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("an answer that takes long, such as one of a slow disk, holds up no other")
  void noAnswerWaitsForAnother() throws Exception {
    CountDownLatch asked = new CountDownLatch(16);
    CompletableFuture<AdminAnswer> answer = new CompletableFuture<>();
    AdminServer server =
        AdminServer.start(
            new AdminSettings(loopback(), Optional.empty()),
            List.of(
                AdminEndpoint.get("/well", _ -> AdminAnswer.json(200, Map.of())),
                AdminEndpoint.get(
                    "/slow",
                    _ -> {
                      asked.countDown();
                      return answer.join();
                    })),
            DRAIN);
    servers.add(server);
    List<CompletableFuture<String>> slow = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      slow.add(
          CompletableFuture.supplyAsync(
              () -> sent(server.address(), "GET /slow HTTP/1.1", "Host: localhost"),
              Thread::startVirtualThread));
    }
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(sent(server.address(), "GET /well HTTP/1.1", "Host: localhost")).contains(" 200 ");

    answer.complete(AdminAnswer.json(200, Map.of()));
    for (CompletableFuture<String> one : slow) {
      assertThat(one.get(10, TimeUnit.SECONDS)).contains(" 200 ");
    }
  }

  @Test
  @DisplayName("PUR-15 clients that send their content slowly, or never, hold up nobody")
  void slowContentHoldsUpNobody() throws Exception {
    InetSocketAddress server = start(Optional.empty());
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Socket socket = new Socket(server.getAddress(), server.getPort());
      slow.add(socket);
      socket
          .getOutputStream()
          .write(
              "POST /reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
    }

    assertThat(sent(server, "GET /health/live HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200 OK");

    for (Socket socket : slow) {
      socket.close();
    }
    assertThat(sent(server, "GET /health/live HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200 OK");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"Authorization: Bearer 0123456789abcdef | 413", "X-Nothing: 0 | 401"})
  @DisplayName("PUR-15 more content than is taken is refused, and leaves no trace in the log")
  void tooMuchContentIsRefused(String field, int status) throws Exception {
    InetSocketAddress server = start(Optional.of(new AdminToken(TOKEN)));
    PrintStream usual = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /reload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                  + field
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk =
          ("100000\r\n" + "x".repeat(0x100000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 3; i++) {
        out.write(chunk);
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      String head = "HTTP/1.1 " + status;
      assertThat(
              new String(socket.getInputStream().readNBytes(head.length()), StandardCharsets.UTF_8))
          .isEqualTo(head);
    } finally {
      System.setErr(usual);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("RequestTooBig");
  }

  @Test
  @DisplayName("PUR-15 content that does not end is not read for ever")
  void endlessContentEndsTheConnection() throws Exception {
    InetSocketAddress server = start(Optional.empty());
    byte[] chunk =
        ("100000\r\n" + "x".repeat(0x100000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /reload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 64; i++) {
                  out.write(chunk);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  @DisplayName("a client that waits for 100 is told to go on")
  void tellsToGoOn() throws Exception {
    InetSocketAddress server = start(Optional.empty());
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              String.join(
                      "\r\n",
                      "POST /reload HTTP/1.1",
                      "Host: localhost",
                      "Expect: 100-continue",
                      "Content-Length: 2",
                      "Connection: close",
                      "",
                      "")
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] first = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
      assertThat(new String(first, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100");
      socket.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("HTTP/1.1 200 OK");
    }
  }

  private static String sent(InetSocketAddress address, String... lines) {
    try {
      return AdminClient.send(address, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
