package dev.edgecache.serve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.http.Fields;
import dev.edgecache.serve.RawClient;
import dev.edgecache.serve.RawHttp2Client;
import dev.edgecache.serve.TestCertificate;
import dev.edgecache.serve.TestServer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterimTest {
  private static final Duration PATIENT = Duration.ofSeconds(10);
  private static final Fields LINK = Fields.of("Link", "</a.css>; rel=preload");
  private static final String EARLY =
      "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";

  @TempDir static Path directory;
  private static TestCertificate certificate;

  @BeforeAll
  static void certify() throws Exception {
    certificate = TestCertificate.in(directory, "EC");
  }

  /** 103, 102, then the final response. */
  private static HttpHandler hinting() {
    return exchange ->
        exchange.dispatch(
            SameThreadExecutor.INSTANCE,
            () -> {
              Interim.send(exchange, 103, LINK);
              Interim.send(exchange, 102, Fields.EMPTY);
              answer(exchange, "final");
            });
  }

  /** Asks for the body, then answers with it. */
  private static HttpHandler continuing() {
    return exchange ->
        exchange.dispatch(
            SameThreadExecutor.INSTANCE,
            () -> {
              Interim.sendContinue(exchange);
              ClientResponseWriter.send(
                  exchange, ClientRequestBody.of(exchange, PATIENT), PATIENT, any -> {});
            });
  }

  private static void answer(HttpServerExchange exchange, String text) {
    ClientResponseWriter.send(
        exchange, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), PATIENT, any -> {});
  }

  @Test
  void forwardsHintsOverHttp11AndKeepsTheConnection() throws Exception {
    try (TestServer server = TestServer.cleartext(hinting());
        RawClient client = server.connect()) {
      showsHintsTwice(client);
    }
  }

  @Test
  void forwardsHintsOverTls() throws Exception {
    try (TestServer server = TestServer.tls(certificate, hinting())) {
      Socket socket =
          certificate
              .trusting()
              .getSocketFactory()
              .createSocket(server.address().getAddress(), server.address().getPort());
      try (RawClient client = new RawClient(socket)) {
        showsHintsTwice(client);
      }
    }
  }

  private static void showsHintsTwice(RawClient client) throws Exception {
    for (int i = 0; i < 2; i++) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).isEqualTo(EARLY);
      assertThat(client.readHead()).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("Link");
      assertThat(client.read(5)).isEqualTo("final");
    }
  }

  @Test
  void forwardsHintsToRequestsSentAtOnce() throws Exception {
    try (TestServer server = TestServer.cleartext(hinting());
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
      for (int i = 0; i < 2; i++) {
        assertThat(client.readHead()).isEqualTo(EARLY);
        client.readHead();
        assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(client.read(5)).isEqualTo("final");
      }
    }
  }

  @Test
  void sendsNothingToHttp10() throws Exception {
    try (TestServer server = TestServer.cleartext(hinting());
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
      assertThat(client.readToEnd()).startsWith("HTTP/1.0 200 OK\r\n").endsWith("\r\n\r\nfinal");
    }
  }

  @Test
  void forwardsHintsOverHttp2() throws Exception {
    try (TestServer server = TestServer.tls(certificate, hinting());
        RawHttp2Client client = RawHttp2Client.to(server.address(), certificate.trusting())) {
      for (int stream = 1; stream < 6; stream += 2) {
        client.request(stream, RawHttp2Client.END_STREAM, "GET", "/");
        RawHttp2Client.Frame hint = client.next();
        assertThat(hint.status()).isEqualTo("103");
        assertThat(hint.header("link")).isEqualTo("</a.css>; rel=preload");
        assertThat(hint.endsStream()).isFalse();
        assertThat(client.next().status()).isEqualTo("102");
        RawHttp2Client.Frame head = client.next();
        assertThat(head.status()).isEqualTo("200");
        assertThat(head.header("link")).isEqualTo("null");
        RawHttp2Client.Frame data = client.next();
        assertThat(data.text()).isEqualTo("final");
        assertThat(data.endsStream() || client.next().endsStream()).isTrue();
      }
    }
  }

  @Test
  void asksForTheBodyOverHttp11() throws Exception {
    try (TestServer server = TestServer.cleartext(continuing());
        RawClient client = server.connect()) {
      for (int i = 0; i < 2; i++) {
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        client.send("one");
        assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(client.read(3)).isEqualTo("one");
      }
    }
  }

  @Test
  void asksForNoBodyThatIsNotHeldBack() throws Exception {
    try (TestServer server = TestServer.cleartext(continuing());
        RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void asksForTheBodyOverHttp2() throws Exception {
    try (TestServer server = TestServer.tls(certificate, continuing());
        RawHttp2Client client = RawHttp2Client.to(server.address(), certificate.trusting())) {
      client.request(1, 0, "POST", "/", "expect", "100-continue", "content-length", "3");
      RawHttp2Client.Frame go = client.next();
      assertThat(go.status()).isEqualTo("100");
      assertThat(go.endsStream()).isFalse();
      client.data(1, RawHttp2Client.END_STREAM, "one");
      assertThat(client.next().status()).isEqualTo("200");
      assertThat(client.next().text()).isEqualTo("one");
    }
  }

  @Test
  @DisplayName("SEC-6: a refused expectation ends the connection, whose next bytes are ambiguous")
  void closesWhenTheBodyWasNotAskedFor() throws Exception {
    try (TestServer server = TestServer.cleartext(exchange -> answer(exchange, "no"));
        RawClient client = server.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(client.readToEnd()).contains("Connection: close\r\n").endsWith("no");
    }
  }

  @Test
  @DisplayName("hints that a slow client does not take never mix with the final response")
  void holdsTheFinalResponseBehindUnsentHints() throws Exception {
    Fields big = Fields.of("Link", "x".repeat(10_000));
    HttpHandler flooding =
        exchange ->
            exchange.dispatch(
                SameThreadExecutor.INSTANCE,
                () -> {
                  for (int i = 0; i < 2_000; i++) {
                    Interim.send(exchange, 103, big);
                  }
                  answer(exchange, "final");
                });
    try (TestServer server = TestServer.cleartext(flooding);
        RawClient client = RawClient.slowTo(server.address())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      String head = client.readHead();
      int hints = 0;
      while (head.startsWith("HTTP/1.1 103 ")) {
        assertThat(head)
            .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: " + "x".repeat(10_000) + "\r\n\r\n");
        hints++;
        head = client.readHead();
      }
      assertThat(hints).isBetween(1, 1_999);
      assertThat(head).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(client.read(5)).isEqualTo("final");
    }
  }

  @Test
  void refusesWhatIsNotInterim() throws Exception {
    try (TestServer server =
            TestServer.cleartext(
                exchange -> {
                  assertThatThrownBy(() -> Interim.send(exchange, 101, Fields.EMPTY))
                      .isInstanceOf(IllegalArgumentException.class)
                      .hasMessage("status: 101 (expected: 102 to 199)");
                  exchange.setStatusCode(204);
                });
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
    }
  }
}
