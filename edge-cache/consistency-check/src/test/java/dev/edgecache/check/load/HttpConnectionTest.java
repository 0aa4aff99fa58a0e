package dev.edgecache.check.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the client of the check")
class HttpConnectionTest {

  /** What comes for that question, and what the server had got then. */
  private record Talk(HttpAnswer answer, String asked) {}

  private static Talk talk(HttpQuestion question, String answer) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpConnection connection =
            new HttpConnection(
                (InetSocketAddress) server.getLocalSocketAddress(), "shop.example")) {
      CompletableFuture<String> asked =
          CompletableFuture.supplyAsync(() -> serve(server, answer), threads);
      HttpAnswer got = connection.exchange(question);
      return new Talk(got, asked.get(10, TimeUnit.SECONDS));
    }
  }

  private static String serve(ServerSocket server, String answer) {
    try (Socket socket = server.accept()) {
      byte[] asked = new byte[4096];
      int length = socket.getInputStream().read(asked);
      socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
      return new String(asked, 0, length, ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpAnswer answer(String text) throws Exception {
    return talk(HttpQuestion.get("/items/7", Optional.empty()), text).answer();
  }

  @Test
  void readsStatusFieldsAndContent() throws Exception {
    HttpAnswer answer =
        answer(
            "HTTP/1.1 200 OK\r\nCache-Status: edge-cache;hit\r\nVary: a\r\nvary: b\r\n"
                + "Content-Length: 2\r\n\r\n17");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.field("cache-status")).contains("edge-cache;hit");
    assertThat(answer.field("vary")).contains("a, b");
    assertThat(answer.body()).isEqualTo("17");
  }

  @Test
  void passesOverInterimAnswers() throws Exception {
    assertThat(
            answer(
                    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n5")
                .body())
        .isEqualTo("5");
  }

  @Test
  void failsWhereTheEndOfTheContentIsNotTold() {
    assertThatThrownBy(() -> answer("HTTP/1.1 200 OK\r\n\r\n17"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no Content-Length");
  }

  @Test
  void failsWhereTheAnswerBreaksOff() {
    assertThatThrownBy(() -> answer("HTTP/1.1 200 OK\r\nContent-Le"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void sendsCookieAndContent() throws Exception {
    HttpQuestion.Content content = new HttpQuestion.Content("application/json", "{}");
    String asked =
        talk(
                HttpQuestion.post("/invalidations", Optional.of("s=1"), content),
                "HTTP/1.1 204 No Content\r\n\r\n")
            .asked();
    assertThat(asked)
        .startsWith("POST /invalidations HTTP/1.1\r\nHost: shop.example\r\n")
        .contains("\r\nCookie: s=1\r\n")
        .contains("\r\nContent-Length: 2\r\n")
        .endsWith("\r\n\r\n{}");
  }
}
