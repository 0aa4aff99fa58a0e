package dev.edgecache.serve.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.serve.RawClient;
import dev.edgecache.serve.RawHttp2Client;
import dev.edgecache.serve.TestCertificate;
import dev.edgecache.serve.TestServer;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientRequestBodyTest {
  private static final Duration PATIENT = Duration.ofSeconds(10);

  @TempDir static Path directory;
  private static TestCertificate certificate;

  private final CompletableFuture<BodySource> source = new CompletableFuture<>();
  private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();

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

  /** Hands the body to the test, which pulls it from its own thread. */
  private HttpHandler pulledByTest(Duration timeout) {
    return exchange ->
        exchange.dispatch(
            SameThreadExecutor.INSTANCE,
            () -> source.complete(ClientRequestBody.of(exchange, timeout)));
  }

  /** Answers with the body that came in. */
  private static HttpHandler echo() {
    return exchange ->
        exchange.dispatch(
            SameThreadExecutor.INSTANCE,
            () ->
                ClientResponseWriter.send(
                    exchange, ClientRequestBody.of(exchange, PATIENT), PATIENT, any -> {}));
  }

  private String pull() throws Exception {
    return pull(source.get(10, TimeUnit.SECONDS));
  }

  private String pull(BodySource body) throws Exception {
    body.next(
        new BodyReceiver() {
          @Override
          public void chunk(ByteBuffer bytes) {
            pieces.add("chunk " + StandardCharsets.ISO_8859_1.decode(bytes.duplicate()));
          }

          @Override
          public void end(Fields trailers) {
            pieces.add("end " + trailers.first("checksum"));
          }

          @Override
          public void failed(BodyFailure cause) {
            pieces.add("failed " + cause.kind());
          }
        });
    return String.valueOf(pieces.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void givesBytesAsTheyArrive() throws Exception {
    server = TestServer.cleartext(pulledByTest(PATIENT));
    try (RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\none");
      assertThat(pull()).isEqualTo("chunk one");
      assertThat(source.get().length()).isEqualTo(OptionalLong.of(6));
      client.send("two");
      assertThat(pull()).isEqualTo("chunk two");
      assertThat(pull()).isEqualTo("end null");
    }
  }

  @Test
  void unwrapsChunksAndTrailers() throws Exception {
    server = TestServer.cleartext(pulledByTest(PATIENT));
    try (RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("3\r\none\r\n");
      assertThat(pull()).isEqualTo("chunk one");
      assertThat(source.get().length()).isEmpty();
      client.send("0\r\nChecksum: x\r\n\r\n");
      assertThat(pull()).isEqualTo("end x");
    }
  }

  @Test
  void isEmptyForARequestWithoutBody() throws Exception {
    server = TestServer.cleartext(pulledByTest(PATIENT));
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(pull()).isEqualTo("end null");
      assertThat(source.get().length()).isEqualTo(OptionalLong.of(0));
    }
  }

  @Test
  @DisplayName("COL-3: a client that leaves in the middle has not sent a complete body")
  void failsWhenTheClientLeaves() throws Exception {
    server = TestServer.cleartext(pulledByTest(PATIENT));
    try (RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\none");
      assertThat(pull()).isEqualTo("chunk one");
    }
    assertThat(pull()).isEqualTo("failed TRUNCATED");
    assertThat(pull()).isEqualTo("failed TRUNCATED");
  }

  @Test
  @DisplayName("SEC-10: a client that sends no more is given up after the read timeout")
  void failsWhenTheClientStalls() throws Exception {
    server = TestServer.cleartext(pulledByTest(Duration.ofMillis(200)));
    try (RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\none");
      assertThat(pull()).isEqualTo("chunk one");
      assertThat(pull()).isEqualTo("failed TIMEOUT");
    }
  }

  @Test
  @DisplayName("SEC-10: chunks beyond the limit of a body are refused")
  void failsBeyondTheLimit() throws Exception {
    server = TestServer.cleartext(pulledByTest(PATIENT));
    try (RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      int sent = 0;
      int taken = 0;
      String piece = "chunk ";
      while (piece.startsWith("chunk ")) {
        taken += piece.length() - "chunk ".length();
        if (taken == sent) {
          client.send("10000\r\n" + "x".repeat(0x10000) + "\r\n");
          sent += 0x10000;
        }
        piece = pull();
      }
      assertThat(piece).isEqualTo("failed TOO_LARGE");
      assertThat(taken).isLessThanOrEqualTo((int) TestServer.MESSAGES.bodyBytes().getAsLong());
    }
  }

  @Test
  @DisplayName("SEC-6: the bytes after a body are the next request, and nothing else is")
  void leavesTheNextRequestInPlace() throws Exception {
    server = TestServer.cleartext(echo());
    try (RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none");
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo");
      assertThat(client.readUntil("one")).endsWith("\r\n\r\none");
      assertThat(client.readUntil("two")).endsWith("\r\n\r\ntwo");
    }
  }

  @Test
  @DisplayName("SEC-6: an answer that ignores the body leaves no byte of it for the next request")
  void drainsABodyThatNobodyReads() throws Exception {
    server =
        TestServer.cleartext(
            exchange ->
                ClientResponseWriter.send(
                    exchange,
                    ByteBuffer.wrap(exchange.getRequestURI().getBytes(StandardCharsets.ISO_8859_1)),
                    PATIENT,
                    any -> {}));
    try (RawClient client = server.connect()) {
      client.send("GET /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 44\r\n\r\n");
      client.readHead();
      assertThat(client.read(2)).isEqualTo("/1");
      client.send("GET /smuggled HTTP/1.1\r\nHost: a\r\nX-Pad: 1\r\n\r\n".substring(0, 44));
      client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readHead();
      assertThat(client.read(2)).isEqualTo("/2");
    }
  }

  @Test
  @DisplayName("SEC-6: a body cut short by the end of its exchange is not complete")
  void failsWhenTheExchangeEndsFirst() throws Exception {
    for (String end : new String[] {"answer", "abort"}) {
      CompletableFuture<HttpServerExchange> exchange = new CompletableFuture<>();
      CompletableFuture<BodySource> body = new CompletableFuture<>();
      try (TestServer other =
              TestServer.cleartext(
                  started ->
                      started.dispatch(
                          SameThreadExecutor.INSTANCE,
                          () -> {
                            body.complete(ClientRequestBody.of(started, PATIENT));
                            exchange.complete(started);
                          }));
          RawClient client = other.connect()) {
        server = other;
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\none");
        HttpServerExchange started = exchange.get(10, TimeUnit.SECONDS);
        assertThat(pull(body.get())).isEqualTo("chunk one");
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        started
            .getIoThread()
            .execute(
                () -> {
                  if (end.equals("answer")) {
                    ClientResponseWriter.send(
                        started, ByteBuffer.allocate(0), PATIENT, any -> over.complete(true));
                  } else {
                    ConnectionEnd.abort(started);
                    over.complete(true);
                  }
                });
        over.get(10, TimeUnit.SECONDS);
        assertThat(pull(body.get())).as(end).isEqualTo("failed TRUNCATED");
      }
    }
  }

  @Test
  void passesABigBodyThroughWithoutDeepRecursion() throws Exception {
    server = TestServer.cleartext(echo());
    String big = "0123456789".repeat(90_000);
    try (RawClient client = server.connect()) {
      Thread reader =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.readHead();
                      pieces.add(client.read(big.length()));
                    } catch (Exception e) {
                      pieces.add(e.toString());
                    }
                  });
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + big);
      reader.join(Duration.ofSeconds(10));
      assertThat(pieces.poll(10, TimeUnit.SECONDS)).isEqualTo(big);
    }
  }

  @Test
  void givesDataAndTrailersOfHttp2() throws Exception {
    server = TestServer.tls(certificate, pulledByTest(PATIENT));
    try (RawHttp2Client client = connectHttp2()) {
      client.request(1, 0, "POST", "/").data(1, 0, "one");
      assertThat(pull()).isEqualTo("chunk one");
      client.headers(1, RawHttp2Client.END_STREAM, new DefaultHttp2Headers().add("checksum", "x"));
      assertThat(pull()).isEqualTo("end x");
    }
  }

  @Test
  @DisplayName("COL-3: a reset HTTP/2 stream is not a complete body")
  void failsWhenTheStreamIsReset() throws Exception {
    server = TestServer.tls(certificate, pulledByTest(PATIENT));
    try (RawHttp2Client client = connectHttp2()) {
      client.request(1, 0, "POST", "/").data(1, 0, "one");
      assertThat(pull()).isEqualTo("chunk one");
      client.reset(1);
      assertThat(pull()).isEqualTo("failed TRUNCATED");
    }
  }

  @Test
  @DisplayName("SEC-6: an HTTP/2 body shorter or longer than its content-length is not complete")
  void failsWhenLengthAndDataDiffer() throws Exception {
    for (String data : new String[] {"one", "seven77"}) {
      try (TestServer other = TestServer.tls(certificate, echo())) {
        server = other;
        try (RawHttp2Client client = connectHttp2()) {
          client.request(1, 0, "POST", "/", "content-length", "5");
          client.data(1, RawHttp2Client.END_STREAM, data);
          RawHttp2Client.Frame frame = client.next();
          while (frame.type() == RawHttp2Client.HEADERS || frame.type() == RawHttp2Client.DATA) {
            assertThat(frame.endsStream()).as(data).isFalse();
            frame = client.next();
          }
          assertThat(frame.type()).isIn(RawHttp2Client.RST_STREAM, RawHttp2Client.GOAWAY);
        }
      }
    }
  }

  private RawHttp2Client connectHttp2() throws Exception {
    return RawHttp2Client.to(server.address(), certificate.trusting());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  @DisplayName("SEC-6: a chunk that breaks the rules ends the body where it stands, under TLS too")
  void failsWhenAChunkIsMalformed(String scheme) throws Exception {
    server =
        scheme.equals("https")
            ? TestServer.tls(certificate, pulledByTest(PATIENT))
            : TestServer.cleartext(pulledByTest(PATIENT));
    try (RawClient client = scheme.equals("https") ? connectTls(server) : server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("3\r\none\r\n");
      assertThat(pull()).isEqualTo("chunk one");
      client.send("3\r\ntwoJUNK\r\n0\r\n\r\n");
      assertThat(pull()).isEqualTo("failed MALFORMED");
    }
  }

  private static RawClient connectTls(TestServer server) throws Exception {
    return new RawClient(
        certificate
            .trusting()
            .getSocketFactory()
            .createSocket(server.address().getAddress(), server.address().getPort()));
  }
}
