package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.RawHttp2Client.Frame;
import dev.edgecache.serve.listen.Http2Settings;
import dev.edgecache.testing.TestOrigin.Arrived;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams, windows and trailers of one HTTP/2 connection, frame by frame. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2LimitsTest {
  private static final int END = RawHttp2Client.END_STREAM;
  private static final int REFUSED_STREAM = 7;
  private static final int FLOW_CONTROL_ERROR = 3;
  private static final int MIB = 1024 * 1024;

  /** So many uploads of two pieces are more than a connection may have unread. */
  private static final int UPLOADS = 20;

  private static final String PIECE = "x".repeat(15_000);
  private static final long WHOLE_WINDOW = 8 * 65_535;
  private static final String POLICY =
      """
      policy: test
      routes:
        - name: stored
          path: /**
          cache: { fresh: 60s }
        - name: cookies
          path: /cookies
          cache: { fresh: 60s }
          key: { cookies: [a, b] }
        - name: passed
          path: /pass/**
          cache: never
      """;

  private TestCertificate certificate;
  private ProxyUnderTest proxy;
  private RawHttp2Client client;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    certificate = TestCertificate.in(directory, "EC");
    proxy = new ProxyUnderTest(POLICY, Setup.PLAIN.withTls(certificate.settings()));
    client = RawHttp2Client.to(proxy.address(), certificate.trusting());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    proxy.close();
  }

  @Test
  @DisplayName("RFC 9113 §5.1.2: no more streams than were announced, whatever the client opens")
  void boundsStreams() throws Exception {
    int most = Http2Settings.DEFAULTS.concurrentStreams();
    for (int i = 0; i < most; i++) {
      client.request(2 * i + 1, END, "GET", "/pass/" + i);
    }
    client.request(2 * most + 1, END, "GET", "/pass/more");
    Frame refused = client.next();

    assertThat(refused.type()).isEqualTo(RawHttp2Client.RST_STREAM);
    assertThat(refused.stream()).isEqualTo(2 * most + 1);
    assertThat(refused.code()).isEqualTo(REFUSED_STREAM);
    proxy.origin.take().ok("", "first");
    assertThat(client.next().status()).isEqualTo("200");
  }

  @Test
  @DisplayName("RFC 9113 §5.2: a slow stream slows its origin, and no other stream")
  void slowStreamsSlowTheirOrigin() throws Exception {
    client.request(1, END, "GET", "/pass/slow");
    Arrived slow = proxy.origin.take();
    CountDownLatch sent = new CountDownLatch(1);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              slow.send("HTTP/1.1 200 OK\r\nContent-Length: " + 64 * MIB + "\r\n\r\n");
              String piece = "x".repeat(MIB);
              for (int i = 0; i < 64; i++) {
                slow.send(piece);
                if (i == 32) {
                  sent.countDown();
                }
              }
            });
    assertThat(client.next().status()).isEqualTo("200");
    int received = 0;
    while (received < 65_535) {
      received += client.next().payload().length;
    }

    assertThat(received).isEqualTo(65_535);
    // The connection's window is spent, too; this is for other streams.
    client.frame(RawHttp2Client.WINDOW_UPDATE, 0, 0, new byte[] {0, 1, 0, 0});
    client.request(3, END, "GET", "/pass/quick");
    proxy.origin.take().ok("", "quick");
    assertThat(client.nextOf(3).status()).isEqualTo("200");
    assertThat(client.nextOf(3).text()).isEqualTo("quick");
    assertThat(sent.getCount()).isEqualTo(1);
    assertThat(sending).isNotDone();

    client.reset(1);
    slow.awaitEnd();
    assertThat(sending.handle((done, broken) -> broken != null).get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("RFC 9113 §5.2.2: content that one stream leaves unread holds no other stream up")
  void theConnectionTakesMoreThanOneStream() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("", "fine"));
    client.request(1, END, "GET", "/pass/p");
    assertThat(client.next().status()).isEqualTo("200");
    assertThat(client.window()).isGreaterThanOrEqualTo(4 * 65_535);
  }

  @Test
  @DisplayName("RFC 9113 §6.9.1: a client that sends more than it may is disconnected")
  void boundsUnreadContent() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ProxyUnderTest stuck =
            new ProxyUnderTest(
                POLICY,
                Setup.PLAIN
                    .withTls(certificate.settings())
                    .withOrigin(URI.create("http://127.0.0.1:" + deaf.getLocalPort())));
        RawHttp2Client sender = RawHttp2Client.to(stuck.address(), certificate.trusting())) {
      sender.request(1, 0, "POST", "/pass/p");
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(() -> sendWithoutEnd(sender, "x".repeat(16_000)));
      sender.assertDisconnected(FLOW_CONTROL_ERROR);
      flood.get(10, TimeUnit.SECONDS);
    }
  }

  private static void sendWithoutEnd(RawHttp2Client sender, String piece) {
    try {
      while (true) {
        sender.data(1, 0, piece);
      }
    } catch (IOException disconnected) {
      // As it should be.
    }
  }

  @Test
  @DisplayName("RFC 9113 §5.1: content that comes after its stream was reset ends no other stream")
  void lateContentIsDropped() throws Exception {
    client.request(1, 0, "POST", "/pass/p", "connection", "close");
    assertThat(client.next().type()).isEqualTo(RawHttp2Client.RST_STREAM);
    client.data(1, 0, "x".repeat(16_000));
    client.data(1, END, "");
    proxy.origin.always(arrived -> arrived.ok("", "fine"));
    client.request(3, END, "GET", "/pass/fine");
    assertThat(client.nextOf(3).status()).isEqualTo("200");
  }

  /** A proxy whose only connection to its origin is taken, so that content waits to be read. */
  private ProxyUnderTest stuck(Duration patience) throws Exception {
    var one = new OriginSettings.Connections(1, 1000, patience, Duration.ofSeconds(20));
    return new ProxyUnderTest(
        POLICY,
        Setup.PLAIN.withTls(certificate.settings()).withOrigins(s -> s.withConnections(one)));
  }

  private static Arrived takeTheConnection(ProxyUnderTest stuck, RawHttp2Client sender)
      throws Exception {
    sender.request(1, END, "GET", "/pass/first");
    return stuck.origin.take();
  }

  /** All that was sent may be sent again, but for what is read and told of with the next bytes. */
  private static void assertWindowIsWhole(
      ProxyUnderTest stuck, RawHttp2Client sender, Arrived first) throws Exception {
    stuck.origin.always(arrived -> arrived.ok("", "last"));
    first.ok("", "first");
    int last = 2 * UPLOADS + 3;
    sender.request(last, END, "GET", "/pass/last");
    assertThat(sender.nextOf(last).status()).isEqualTo("200");
    assertThat(sender.window() - 2L * UPLOADS * PIECE.length())
        .isCloseTo(WHOLE_WINDOW, within(65_535L / 2));
  }

  @Test
  @DisplayName("RFC 9113 §6.9: content unread when its client resets its stream may come anew")
  void contentOfStreamsThatTheClientResetsMayComeAnew() throws Exception {
    try (ProxyUnderTest stuck = stuck(Duration.ofSeconds(20));
        RawHttp2Client sender = RawHttp2Client.to(stuck.address(), certificate.trusting())) {
      Arrived first = takeTheConnection(stuck, sender);
      for (int stream = 3; stream <= 2 * UPLOADS + 1; stream += 2) {
        sender.request(stream, 0, "POST", "/pass/p").data(stream, 0, PIECE).data(stream, 0, PIECE);
        sender.reset(stream);
      }
      assertWindowIsWhole(stuck, sender, first);
    }
  }

  @Test
  @DisplayName("RFC 9113 §6.9: content that comes for a request answered early may come anew")
  void contentOfRequestsAnsweredEarlyMayComeAnew() throws Exception {
    try (ProxyUnderTest stuck = stuck(Duration.ofMillis(50));
        RawHttp2Client sender = RawHttp2Client.to(stuck.address(), certificate.trusting())) {
      Arrived first = takeTheConnection(stuck, sender);
      for (int stream = 3; stream <= 2 * UPLOADS + 1; stream += 2) {
        sender.request(stream, 0, "POST", "/pass/p").data(stream, 0, PIECE);
        assertThat(sender.nextOf(stream).status()).isEqualTo("503");
        sender.data(stream, END, PIECE);
      }
      assertWindowIsWhole(stuck, sender, first);
    }
  }

  @Test
  @DisplayName("RFC 9113 §6.9: content of a stream that this side resets may come anew")
  void contentOfStreamsThatAreResetMayComeAnew() throws Exception {
    try (ProxyUnderTest stuck = stuck(Duration.ofSeconds(20));
        RawHttp2Client sender = RawHttp2Client.to(stuck.address(), certificate.trusting())) {
      Arrived first = takeTheConnection(stuck, sender);
      int tooMuch = PIECE.length() + 1;
      for (int stream = 3; stream <= 2 * UPLOADS + 1; stream += 2) {
        sender.request(stream, 0, "POST", "/pass/p", "content-length", "" + tooMuch);
        sender.data(stream, 0, PIECE).data(stream, 0, PIECE);
        assertThat(sender.nextOf(stream).type()).isEqualTo(RawHttp2Client.RST_STREAM);
      }
      assertWindowIsWhole(stuck, sender, first);
    }
  }

  @Test
  @DisplayName(
      "RFC 9113 §5.1: trailers that come after their stream was reset only shape the codec")
  void lateTrailersAreDropped() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("", arrived.field("x-sum").orElse("none")));
    client.request(1, 0, "POST", "/pass/p", "connection", "close");
    assertThat(client.next().type()).isEqualTo(RawHttp2Client.RST_STREAM);
    client.headers(1, END, new DefaultHttp2Headers(false).add("x-sum", "7"));
    client.frame(RawHttp2Client.HEADERS, END, 1, RawHttp2Client.block("x-part", "1"));
    byte[] rest = RawHttp2Client.block("x-rest", "2");
    client.frame(RawHttp2Client.CONTINUATION, RawHttp2Client.END_HEADERS, 1, rest);

    client.request(3, END, "GET", "/pass/fine", "x-sum", "7");
    assertThat(client.nextOf(3).status()).isEqualTo("200");
    assertThat(client.nextOf(3).text()).isEqualTo("7");
  }

  @Test
  @DisplayName("RFC 9113 §8.1: trailers pass both ways")
  void trailersPass() throws Exception {
    client.request(1, 0, "POST", "/pass/p", "te", "trailers");
    client.data(1, 0, "content");
    client.headers(1, END, new DefaultHttp2Headers(false).add("x-sum", "7"));
    Arrived arrived = proxy.origin.take();
    assertThat(arrived.body()).isEqualTo("content");
    assertThat(arrived.trailers()).containsExactly("x-sum: 7");

    arrived.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    arrived.send("5\r\napple\r\n0\r\nX-Answer-Sum: 5\r\n\r\n");
    assertThat(client.next().status()).isEqualTo("200");
    assertThat(client.next().text()).isEqualTo("apple");
    Frame trailers = client.next();
    while (trailers.type() == RawHttp2Client.DATA) {
      assertThat(trailers.payload()).isEmpty();
      trailers = client.next();
    }
    assertThat(trailers.header("x-answer-sum")).isEqualTo("5");
    assertThat(trailers.endsStream()).isTrue();
  }

  @Test
  @DisplayName("SEC-6: trailers that would be pseudo-fields or more than one line reach no origin")
  void malformedTrailersEndTheRequest() throws Exception {
    int stream = 1;
    for (String[] trailer :
        new String[][] {{":path", "/b"}, {"x", "1\r\nGET /b HTTP/1.1"}, {"a:b", "1"}}) {
      client.request(stream, 0, "POST", "/pass/p");
      client.data(stream, 0, "content");
      client.literal(stream, END, trailer);
      assertThat(client.nextOf(stream).status()).as(trailer[0]).isEqualTo("400");
      stream += 2;
    }
    assertThat(proxy.origin.arrivals()).isZero();
  }

  @Test
  @DisplayName("SEC-6: content that is not as long as declared reaches no origin as a whole")
  void lengthsThatLieEndTheRequest() throws Exception {
    client.request(1, 0, "POST", "/pass/short", "content-length", "9");
    client.data(1, END, "short");
    client.request(3, 0, "POST", "/pass/long", "content-length", "2");
    client.data(3, END, "long");
    client.request(5, 0, "POST", "/pass/trailers", "content-length", "9");
    client.data(5, 0, "short");
    client.literal(5, END, "x", "y");
    for (int i = 0; i < 3; i++) {
      Frame end = client.next();
      assertThat(end.type() == RawHttp2Client.RST_STREAM || end.status().equals("400")).isTrue();
      if (end.type() == RawHttp2Client.HEADERS) {
        client.next();
      }
    }
    assertThat(proxy.origin.arrivals()).isZero();
  }

  @Test
  @DisplayName("RFC 9113 §8.2.3: crumbs of a cookie are one cookie for key and origin")
  void joinsCookies() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("", arrived.field("Cookie").orElse("none")));
    client.request(1, END, "GET", "/cookies", "cookie", "a=1", "cookie", "b=2");
    assertThat(client.nextOf(1).header("cache-status")).contains("uri-miss");
    assertThat(client.nextOf(1).text()).isEqualTo("a=1; b=2");
    client.request(3, END, "GET", "/cookies", "cookie", "a=1; b=2");
    assertThat(client.nextOf(3).header("cache-status")).contains("hit");
    client.request(5, END, "GET", "/cookies", "cookie", "a=1", "cookie", "b=3");
    assertThat(client.nextOf(5).header("cache-status")).contains("uri-miss");
  }
}
