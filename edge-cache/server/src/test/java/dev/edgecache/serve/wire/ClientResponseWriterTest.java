package dev.edgecache.serve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.serve.RawClient;
import dev.edgecache.serve.RawHttp2Client;
import dev.edgecache.serve.ScriptedBody;
import dev.edgecache.serve.TestCertificate;
import dev.edgecache.serve.TestServer;
import dev.edgecache.serve.listen.Problem;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientResponseWriterTest {
  private static final Duration PATIENT = Duration.ofSeconds(10);
  private static final Duration HASTY = Duration.ofMillis(300);
  private static final String CLOSING = "Host: a\r\nConnection: close\r\n\r\n";

  @TempDir static Path directory;
  private static TestCertificate certificate;

  private final CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();

  /** Started by each test. */
  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  @BeforeAll
  static void certify() throws Exception {
    certificate = TestCertificate.in(directory, "EC");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpHandler sending(BodySource body) {
    return sending(body, PATIENT);
  }

  private HttpHandler sending(BodySource body, Duration timeout) {
    return exchange -> ClientResponseWriter.send(exchange, body, timeout, outcome::complete);
  }

  private SendOutcome outcome() throws Exception {
    return outcome.get(10, TimeUnit.SECONDS);
  }

  @Test
  void sendsChunksAsTheyCome() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    server = TestServer.cleartext(sending(body));
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readHead()).contains("Transfer-Encoding: chunked\r\n");
      body.chunk("one");
      assertThat(client.readUntil("one\r\n")).matches("0*3\r\none\r\n");
      body.chunk("three");
      assertThat(client.readUntil("three\r\n")).matches("0*5\r\nthree\r\n");
      body.end(Fields.of("Checksum", "x"));
      assertThat(client.readUntil("\r\n\r\n")).isEqualTo("0\r\n\r\n");
      assertThat(outcome()).isEqualTo(new SendOutcome.Complete(8));
    }
  }

  @Test
  void keepsTheConnectionForTheNextRequest() throws Exception {
    ScriptedBody first = ScriptedBody.ofUnknownLength();
    server =
        TestServer.cleartext(
            exchange -> {
              if (exchange.getRequestURI().equals("/1")) {
                ClientResponseWriter.send(exchange, first, PATIENT, outcome::complete);
              } else {
                exchange.getResponseSender().send("second");
              }
            });
    try (RawClient client = server.connect()) {
      client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
      first.chunk("one").end(Fields.EMPTY);
      client.readUntil("0\r\n\r\n");

      client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readHead();
      assertThat(client.read(6)).isEqualTo("second");
    }
  }

  @Test
  void framesByLengthWhenItIsKnown() throws Exception {
    ScriptedBody body = ScriptedBody.ofLength(8);
    server = TestServer.cleartext(sending(body));
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\n" + CLOSING);
      body.chunk("one").chunk("three").end(Fields.EMPTY);

      assertThat(client.readToEnd())
          .contains("Content-Length: 8\r\n")
          .doesNotContain("Transfer-Encoding")
          .endsWith("\r\n\r\nonethree");
    }
  }

  @Test
  void sendsTrailersToWhoAsksForThem() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    server = TestServer.cleartext(sending(body));
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nTE: gzip, Trailers\r\n" + CLOSING);
      body.chunk("one").end(Fields.of("Checksum", "x", "Checksum", "y"));

      assertThat(client.readToEnd())
          .endsWith("3\r\none\r\n0\r\nChecksum: x\r\nChecksum: y\r\n\r\n");
    }
  }

  @Test
  void marksTheEndForHttp10ByClosing() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    server = TestServer.cleartext(sending(body));
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
      body.chunk("one").chunk("two").end(Fields.EMPTY);

      assertThat(client.readToEnd()).doesNotContain("chunked").endsWith("\r\n\r\nonetwo");
    }
  }

  @ParameterizedTest
  @CsvSource({"HEAD,200", "GET,204", "GET,304"})
  void sendsNoBodyWhereThereIsNone(String method, int status) throws Exception {
    ScriptedBody body = ScriptedBody.ofLength(5);
    server =
        TestServer.cleartext(
            exchange -> {
              exchange.setStatusCode(status);
              ClientResponseWriter.send(exchange, body, PATIENT, outcome::complete);
            });
    try (RawClient client = server.connect()) {
      client.send(method + " / HTTP/1.1\r\n" + CLOSING);

      assertThat(client.readToEnd()).startsWith("HTTP/1.1 " + status).endsWith("\r\n\r\n");
      assertThat(body.cancelled.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(body.pulled).hasValue(0);
      assertThat(outcome()).isEqualTo(new SendOutcome.Complete(0));
    }
  }

  @Test
  void answersHeadWithTheLengthOfGet() throws Exception {
    server =
        TestServer.cleartext(
            exchange ->
                ClientResponseWriter.send(exchange, bytes("12345"), PATIENT, outcome::complete));
    try (RawClient client = server.connect()) {
      client.send("HEAD / HTTP/1.1\r\n" + CLOSING);

      assertThat(client.readToEnd()).contains("Content-Length: 5\r\n").endsWith("\r\n\r\n");
    }
  }

  @Test
  @DisplayName("SWR-4 COL-3: a failed source never looks complete, by chunks")
  void tearsOffAChunkedBody() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    server = TestServer.cleartext(sending(body));
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      body.chunk("one");
      client.readUntil("one\r\n");
      body.fail(BodyFailure.Kind.TRUNCATED);

      assertThat(client.readToEnd()).isEmpty();
      assertThat(outcome())
          .isEqualTo(
              new SendOutcome.SourceFailed(
                  3, new BodyFailure(BodyFailure.Kind.TRUNCATED, "by the test")));
    }
  }

  @Test
  @DisplayName("SWR-4 COL-3: a failed source never looks complete, by closing")
  void resetsAnHttp10Body() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    server = TestServer.cleartext(sending(body));
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
      body.chunk("one");
      client.readUntil("one");
      body.fail(BodyFailure.Kind.TRUNCATED);

      assertThatThrownBy(client::readToEnd).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 9})
  @DisplayName("SWR-4: a body that is not as long as it said is torn off")
  void tearsOffABodyOfWrongLength(int declared) throws Exception {
    ScriptedBody body = ScriptedBody.ofLength(declared);
    server = TestServer.cleartext(sending(body));
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      body.chunk("one").chunk("three");
      if (declared > 8) {
        body.end(Fields.EMPTY);
      }

      String received = client.readToEnd();
      String sent = received.substring(received.indexOf("\r\n\r\n") + 4);
      assertThat(sent.length()).isLessThan(declared);
      assertThat(outcome()).isInstanceOf(SendOutcome.SourceFailed.class);
    }
  }

  @Test
  void letsTheCallerAnswerOtherwiseWhenNothingWasSent() throws Exception {
    ScriptedBody body = ScriptedBody.ofLength(8);
    server =
        TestServer.cleartext(
            exchange ->
                ClientResponseWriter.send(
                    exchange,
                    body,
                    PATIENT,
                    ended -> {
                      outcome.complete(ended);
                      if (ended instanceof SendOutcome.NotBegun) {
                        new Problem(502, "No answer.").send(exchange);
                      }
                    }));
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\n" + CLOSING);
      body.fail(BodyFailure.Kind.TRUNCATED);

      String answer = client.readToEnd();
      if (outcome() instanceof SendOutcome.NotBegun) {
        assertThat(answer).startsWith("HTTP/1.1 502 ").endsWith("\"No answer.\"}");
      } else {
        assertThat(answer).endsWith("\r\n\r\n");
      }
    }
  }

  @Test
  @DisplayName("a slow client stops the pulling of its body")
  void pullsOnlyWhatTheClientTakes() throws Exception {
    byte[] big = new byte[1 << 20];
    Arrays.fill(big, (byte) 'x');
    String chunk = new String(big, StandardCharsets.ISO_8859_1);
    ScriptedBody body = ScriptedBody.ofLength(64L << 20);
    server = TestServer.cleartext(sending(body));
    try (RawClient client = RawClient.slowTo(server.address())) {
      client.send("GET / HTTP/1.1\r\n" + CLOSING);
      client.readHead();
      Thread pusher =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 64; i++) {
                        body.chunk(chunk);
                      }
                      body.end(Fields.EMPTY);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      // Reading a little lets the server fill every buffer between it and this client.
      client.read(100_000);
      assertThat(body.pulled.get()).isLessThan(32);

      assertThat(client.readToEnd()).hasSize((64 << 20) - 100_000);
      pusher.join(Duration.ofSeconds(10));
      assertThat(outcome()).isEqualTo(new SendOutcome.Complete(64L << 20));
    }
  }

  @Test
  @DisplayName("SEC-10: a client that takes nothing is let go after the write timeout")
  void letsGoOfAClientThatTakesNothing() throws Exception {
    ByteBuffer big = ByteBuffer.allocate(32 << 20);
    server =
        TestServer.cleartext(
            exchange -> ClientResponseWriter.send(exchange, big, HASTY, outcome::complete));
    try (RawClient client = RawClient.slowTo(server.address())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(outcome()).isInstanceOf(SendOutcome.ClientGone.class);
      assertThat(outcome().bytes()).isLessThan(32 << 20);
    }
  }

  @Test
  void noticesThatTheClientLeft() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    server = TestServer.cleartext(sending(body));
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      body.chunk("one");
      client.readUntil("one\r\n");
    }
    body.floodUntilCancelled("x".repeat(100_000));
    assertThat(outcome()).isInstanceOf(SendOutcome.ClientGone.class);
  }

  @Test
  void sendsAWholeBodyOverHttp2() throws Exception {
    server =
        TestServer.tls(
            certificate,
            exchange -> {
              exchange.getResponseHeaders().put(Headers.ETAG, "\"1\"");
              ClientResponseWriter.send(exchange, bytes("12345"), PATIENT, outcome::complete);
            });
    try (RawHttp2Client client = connectHttp2()) {
      client.request(1, RawHttp2Client.END_STREAM, "GET", "/");

      RawHttp2Client.Frame head = client.next();
      assertThat(head.status()).isEqualTo("200");
      assertThat(head.header("content-length")).isEqualTo("5");
      assertThat(head.header("etag")).isEqualTo("\"1\"");
      assertThat(head.header("transfer-encoding")).isEqualTo("null");
      RawHttp2Client.Frame data = client.next();
      assertThat(data.text()).isEqualTo("12345");
      assertThat(data.endsStream() || client.next().endsStream()).isTrue();
      assertThat(outcome()).isEqualTo(new SendOutcome.Complete(5));
    }
  }

  @Test
  void sendsChunksAndTrailersOverHttp2() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    server = TestServer.tls(certificate, sending(body));
    try (RawHttp2Client client = connectHttp2()) {
      client.request(1, RawHttp2Client.END_STREAM, "GET", "/");

      assertThat(client.next().status()).isEqualTo("200");
      body.chunk("one");
      assertThat(client.next().text()).isEqualTo("one");
      body.chunk("two");
      assertThat(client.next().text()).isEqualTo("two");
      body.end(Fields.of("checksum", "x"));
      RawHttp2Client.Frame last = client.next();
      if (last.type() == RawHttp2Client.DATA) {
        assertThat(last.endsStream()).isFalse();
        last = client.next();
      }
      assertThat(last.header("checksum")).isEqualTo("x");
      assertThat(last.endsStream()).isTrue();
    }
  }

  @Test
  @DisplayName("SWR-4 COL-3: a failed source resets its HTTP/2 stream, and only that")
  void resetsTheStream() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    server =
        TestServer.tls(
            certificate,
            exchange -> {
              if (exchange.getRequestURI().equals("/broken")) {
                ClientResponseWriter.send(exchange, body, PATIENT, outcome::complete);
              } else {
                exchange.getResponseSender().send("whole");
              }
            });
    try (RawHttp2Client client = connectHttp2()) {
      client.request(1, RawHttp2Client.END_STREAM, "GET", "/broken");
      client.next();
      body.chunk("one");
      client.next();
      body.fail(BodyFailure.Kind.TRUNCATED);
      RawHttp2Client.Frame reset = client.next();
      assertThat(reset.type()).isEqualTo(RawHttp2Client.RST_STREAM);
      assertThat(reset.stream()).isEqualTo(1);

      client.request(3, RawHttp2Client.END_STREAM, "GET", "/whole");
      assertThat(client.next().status()).isEqualTo("200");
      assertThat(client.next().text()).isEqualTo("whole");
    }
  }

  @Test
  @DisplayName("SEC-10: a closed HTTP/2 window is given up after the write timeout")
  void letsGoOfAClosedWindow() throws Exception {
    ByteBuffer big = ByteBuffer.allocate(1 << 20);
    server =
        TestServer.tls(
            certificate,
            exchange -> ClientResponseWriter.send(exchange, big, HASTY, outcome::complete));
    try (RawHttp2Client client = connectHttp2()) {
      client.request(1, RawHttp2Client.END_STREAM, "GET", "/");
      RawHttp2Client.Frame frame = client.next();
      int received = 0;
      while (frame.type() != RawHttp2Client.RST_STREAM) {
        assertThat(frame.endsStream()).isFalse();
        received += frame.type() == RawHttp2Client.DATA ? frame.payload().length : 0;
        frame = client.next();
      }
      assertThat(received).isEqualTo(65_535);
      assertThat(outcome()).isInstanceOf(SendOutcome.ClientGone.class);
    }
  }

  @Test
  void waitsForTheHttp2Window() throws Exception {
    ByteBuffer big = ByteBuffer.allocate(300_000);
    server =
        TestServer.tls(
            certificate,
            exchange -> ClientResponseWriter.send(exchange, big, PATIENT, outcome::complete));
    try (RawHttp2Client client = connectHttp2()) {
      client.request(1, RawHttp2Client.END_STREAM, "GET", "/");
      RawHttp2Client.Frame frame = client.next();
      int received = 0;
      while (!frame.endsStream()) {
        frame = client.next();
        received += frame.payload().length;
        if (frame.payload().length > 0) {
          client.allow(1, frame.payload().length);
        }
      }
      assertThat(received).isEqualTo(300_000);
      assertThat(outcome()).isEqualTo(new SendOutcome.Complete(300_000));
    }
  }

  private RawHttp2Client connectHttp2() throws Exception {
    return RawHttp2Client.to(server.address(), certificate.trusting());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  @DisplayName("SEC-10: a client that takes byte after byte is let go after the write timeout")
  void letsGoOfAClientThatTakesNextToNothing() throws Exception {
    ByteBuffer big = ByteBuffer.allocate(1 << 20);
    server =
        TestServer.tls(
            certificate,
            exchange -> ClientResponseWriter.send(exchange, big, HASTY, outcome::complete));
    try (RawHttp2Client client = connectHttp2()) {
      client.request(1, RawHttp2Client.END_STREAM, "GET", "/");
      for (int i = 0; i < 200 && !isOver(); i++) {
        client.allow(1, 1);
      }
      assertThat(outcome.isDone()).as("before the client leaves").isTrue();
    }
    assertThat(outcome()).isInstanceOf(SendOutcome.ClientGone.class);
    assertThat(outcome().bytes()).isBetween(65_535L, 100_000L);
  }

  /** Waits a moment for the end. */
  private boolean isOver() throws Exception {
    try {
      outcome.get(20, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
