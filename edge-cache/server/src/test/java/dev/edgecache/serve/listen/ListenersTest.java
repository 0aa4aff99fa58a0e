package dev.edgecache.serve.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.http.Fields;
import dev.edgecache.serve.RawClient;
import dev.edgecache.serve.RawHttp2Client;
import dev.edgecache.serve.ScriptedBody;
import dev.edgecache.serve.TestCertificate;
import dev.edgecache.serve.TestServer;
import dev.edgecache.serve.wire.ClientResponseWriter;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListenersTest {
  private static final Duration PATIENT = Duration.ofSeconds(10);
  private static final HttpHandler HELLO =
      exchange -> exchange.getResponseSender().send("hello " + exchange.getRequestScheme());

  @TempDir static Path directory;
  private static TestCertificate ec;
  private static TestCertificate rsa;

  @BeforeAll
  static void certify() throws Exception {
    ec = TestCertificate.in(directory, "EC");
    rsa = TestCertificate.in(directory, "RSA");
  }

  private static ListenerSettings tls(
      TestCertificate certificate, TlsSettings.Version minimum, Optional<Http2Settings> http2) {
    return new ListenerSettings(
        TestServer.loopback(),
        Optional.of(new TlsSettings(certificate.chain(), certificate.key(), minimum, http2)),
        TestServer.MESSAGES,
        TestServer.PATIENT);
  }

  private static ListenerSettings cleartext(ConnectionLimits limits) {
    return new ListenerSettings(
        TestServer.loopback(), Optional.empty(), TestServer.MESSAGES, limits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void speaksHttp2ByAlpnToARealClient(String algorithm) throws Exception {
    TestCertificate certificate = algorithm.equals("EC") ? ec : rsa;
    try (TestServer server = TestServer.tls(certificate, HELLO);
        HttpClient client = HttpClient.newBuilder().sslContext(certificate.trusting()).build()) {
      HttpResponse<String> response = get(client, server.address());
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(response.body()).isEqualTo("hello https");
    }
  }

  @Test
  void speaksOnlyHttp11WhenHttp2IsOff() throws Exception {
    var settings = tls(ec, TlsSettings.Version.TLS_1_2, Optional.empty());
    try (Listeners listeners = Listeners.start(List.of(settings), 1, any -> HELLO);
        HttpClient client = HttpClient.newBuilder().sslContext(ec.trusting()).build()) {
      HttpResponse<String> response = get(client, listeners.addresses().getFirst());
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(response.body()).isEqualTo("hello https");
    }
  }

  private static HttpResponse<String> get(HttpClient client, InetSocketAddress address)
      throws Exception {
    URI uri = URI.create("https://localhost:" + address.getPort() + "/");
    return client.send(
        HttpRequest.newBuilder(uri).timeout(PATIENT).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void speaksNoTlsOlderThanTheMinimum() throws Exception {
    var settings = tls(ec, TlsSettings.Version.TLS_1_3, Optional.of(Http2Settings.DEFAULTS));
    try (Listeners listeners = Listeners.start(List.of(settings), 1, any -> HELLO)) {
      assertThat(handshake(listeners, "TLSv1.3")).isEqualTo("TLSv1.3");
      assertThatThrownBy(() -> handshake(listeners, "TLSv1.2"))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  private static String handshake(Listeners listeners, String version) throws Exception {
    InetSocketAddress address = listeners.addresses().getFirst();
    SSLContext context = ec.trusting();
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }

  @Test
  void speaksNoHttp2InCleartext() throws Exception {
    try (TestServer server = TestServer.cleartext(HELLO);
        RawClient client = server.connect()) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void opensSeveralListenersWithTheirOwnHandlers() throws Exception {
    List<ListenerSettings> settings =
        List.of(cleartext(TestServer.PATIENT), cleartext(TestServer.limits(PATIENT)));
    try (Listeners listeners =
        Listeners.start(
            settings,
            1,
            one ->
                exchange ->
                    exchange.getResponseSender().send("listener " + settings.indexOf(one)))) {
      assertThat(listeners.addresses()).hasSize(2).doesNotHaveDuplicates();
      try (RawClient client = RawClient.to(listeners.addresses().get(0))) {
        client.send("GET / HTTP/1.0\r\n\r\n");
        assertThat(client.readToEnd()).contains("listener ");
      }
    }
  }

  @Test
  void opensNoneWhenOneCannotBeOpened() throws Exception {
    try (TestServer taken = TestServer.cleartext(HELLO)) {
      assertThatThrownBy(
              () ->
                  Listeners.start(
                      List.of(
                          cleartext(TestServer.PATIENT),
                          ListenerSettings.cleartext(taken.address())),
                      1,
                      any -> HELLO))
          .isInstanceOf(ListenerException.class)
          .hasMessageStartingWith("cannot listen at ")
          .hasMessageContaining(String.valueOf(taken.address().getPort()));
    }
  }

  @Test
  @DisplayName("SEC-10: an idle connection and a silent TLS client are let go")
  void closesWhoSaysNothing() throws Exception {
    ConnectionLimits hasty = TestServer.limits(Duration.ofMillis(200));
    ListenerSettings tls =
        new ListenerSettings(
            TestServer.loopback(),
            Optional.of(
                new TlsSettings(
                    ec.chain(),
                    ec.key(),
                    TlsSettings.Version.TLS_1_2,
                    Optional.of(Http2Settings.DEFAULTS))),
            TestServer.MESSAGES,
            hasty);
    try (Listeners listeners = Listeners.start(List.of(cleartext(hasty), tls), 1, any -> HELLO)) {
      for (InetSocketAddress address : listeners.addresses()) {
        try (RawClient client = RawClient.to(address)) {
          assertThat(client.read()).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void keepsTlsConnectionsPastTheHandshakeDeadline() throws Exception {
    CompletableFuture<io.undertow.server.HttpServerExchange> waiting = new CompletableFuture<>();
    ConnectionLimits limits =
        new ConnectionLimits(100, PATIENT, Duration.ofMillis(500), PATIENT, PATIENT);
    ListenerSettings settings =
        new ListenerSettings(
            TestServer.loopback(),
            tls(ec, TlsSettings.Version.TLS_1_2, Optional.of(Http2Settings.DEFAULTS)).tls(),
            TestServer.MESSAGES,
            limits);
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    try (Listeners listeners =
            Listeners.start(
                List.of(settings),
                1,
                any ->
                    exchange -> {
                      ClientResponseWriter.send(exchange, body, PATIENT, ended -> {});
                      exchange
                          .getIoThread()
                          .executeAfter(
                              () -> waiting.complete(exchange), 800, TimeUnit.MILLISECONDS);
                    });
        RawHttp2Client client =
            RawHttp2Client.to(listeners.addresses().getFirst(), ec.trusting())) {
      client.request(1, RawHttp2Client.END_STREAM, "GET", "/");
      waiting.get(10, TimeUnit.SECONDS);
      body.chunk("late");
      client.next();
      assertThat(client.next().text()).isEqualTo("late");
    }
  }

  @Test
  @DisplayName("SEC-10: connections beyond the limit wait until one ends")
  void holdsConnectionsBeyondTheLimit() throws Exception {
    ConnectionLimits one = new ConnectionLimits(1, PATIENT, PATIENT, PATIENT, PATIENT);
    try (Listeners listeners = Listeners.start(List.of(cleartext(one)), 1, any -> HELLO)) {
      InetSocketAddress address = listeners.addresses().getFirst();
      RawClient first = RawClient.to(address);
      first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
      first.read(10);
      try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
        RawClient second = new RawClient(socket);
        second.send("GET / HTTP/1.0\r\n\r\n");
        socket.setSoTimeout(300);
        assertThatThrownBy(second::read).isInstanceOf(java.net.SocketTimeoutException.class);
        first.close();
        socket.setSoTimeout(10_000);
        assertThat(second.readToEnd()).endsWith("hello http");
      }
    }
  }

  @Test
  @DisplayName("a drain refuses new connections and lets the answers under way finish")
  void drainsHttp11() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    TestServer server =
        TestServer.cleartext(
            exchange -> ClientResponseWriter.send(exchange, body, PATIENT, any -> {}));
    InetSocketAddress address = server.address();
    try (RawClient busy = server.connect();
        RawClient idle = server.connect()) {
      busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      body.chunk("one");
      busy.readUntil("one\r\n");

      CompletableFuture<Integer> drained =
          CompletableFuture.supplyAsync(() -> server.listeners().drain(PATIENT));
      awaitRefused(address);
      assertThat(drained).isNotDone();
      body.chunk("two").end(Fields.EMPTY);

      assertThat(busy.readToEnd()).endsWith("two\r\n0\r\n\r\n");
      assertThat(idle.read()).isEqualTo(-1);
      assertThat(drained.get(10, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  @DisplayName("a drain tells HTTP/2 clients to go and lets their streams finish")
  void drainsHttp2() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    TestServer server =
        TestServer.tls(
            ec, exchange -> ClientResponseWriter.send(exchange, body, PATIENT, any -> {}));
    try (RawHttp2Client client = RawHttp2Client.to(server.address(), ec.trusting())) {
      client.request(1, RawHttp2Client.END_STREAM, "GET", "/");
      client.next();
      body.chunk("one");
      assertThat(client.next().text()).isEqualTo("one");

      CompletableFuture<Integer> drained =
          CompletableFuture.supplyAsync(() -> server.listeners().drain(PATIENT));
      RawHttp2Client.Frame goAway = client.next();
      assertThat(goAway.type()).isEqualTo(RawHttp2Client.GOAWAY);
      assertThat(goAway.code()).isZero();
      body.chunk("two").end(Fields.EMPTY);

      RawHttp2Client.Frame two = client.next();
      assertThat(two.text()).isEqualTo("two");
      assertThat(two.endsStream() || client.next().endsStream()).isTrue();
      assertThat(client.next().type()).isEqualTo(RawHttp2Client.GOAWAY);
      assertThat(drained.get(10, TimeUnit.SECONDS)).isZero();
      assertThatThrownBy(client::next).isInstanceOf(IOException.class);
    }
  }

  @Test
  void cutsOffAtTheDeadline() throws Exception {
    ScriptedBody body = ScriptedBody.ofUnknownLength();
    TestServer server =
        TestServer.cleartext(
            exchange -> ClientResponseWriter.send(exchange, body, PATIENT, any -> {}));
    try (RawClient busy = server.connect()) {
      busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      body.chunk("one");
      busy.readUntil("one\r\n");

      assertThat(server.listeners().drain(Duration.ofMillis(100))).isEqualTo(1);
      assertThat(busy.readToEnd()).isEmpty();
      assertThat(server.listeners().drain(PATIENT)).isZero();
    }
  }

  @Test
  void ownsNoExchangeAfterEachEnd() throws Exception {
    ScriptedBody broken = ScriptedBody.ofUnknownLength();
    TestServer server =
        TestServer.tls(
            ec, exchange -> ClientResponseWriter.send(exchange, broken, PATIENT, any -> {}));
    try (RawHttp2Client client = RawHttp2Client.to(server.address(), ec.trusting())) {
      client.request(1, RawHttp2Client.END_STREAM, "GET", "/");
      client.next();
      broken.chunk("one");
      client.next();
      broken.fail(dev.edgecache.body.BodyFailure.Kind.TRUNCATED);
      assertThat(client.next().type()).isEqualTo(RawHttp2Client.RST_STREAM);

      assertThat(server.listeners().drain(PATIENT)).isZero();
    }
  }

  /**
   * Connects until that is refused. A connection that the system had made when the listener closed,
   * but that nobody had taken from it, is reset: the next one is refused.
   */
  private static void awaitRefused(InetSocketAddress address) throws IOException {
    while (true) {
      try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
        assertThat(socket.isConnected()).isTrue();
      } catch (ConnectException refused) {
        return;
      } catch (SocketException reset) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void namesWhatIsWrongWithAKey() throws Exception {
    Path missing = directory.resolve("missing.pem");
    assertRefused(ec.chain(), missing, "private key " + missing + " cannot be read");

    Path encrypted =
        file("encrypted.pem", TestCertificate.pem("ENCRYPTED PRIVATE KEY", new byte[9]));
    assertRefused(ec.chain(), encrypted, "is encrypted; convert it with: openssl pkcs8 -topk8");

    Path pkcs1 = file("pkcs1.pem", TestCertificate.pem("RSA PRIVATE KEY", new byte[9]));
    assertRefused(ec.chain(), pkcs1, "is in the PKCS#1 format; convert it with: openssl pkcs8");

    Path sec1 = file("sec1.pem", TestCertificate.pem("EC PRIVATE KEY", new byte[9]));
    assertRefused(ec.chain(), sec1, "is in the SEC 1 format; convert it with: openssl pkcs8");

    Path garbage = file("garbage.pem", TestCertificate.pem("PRIVATE KEY", new byte[9]));
    assertRefused(ec.chain(), garbage, "is of no known kind");

    assertRefused(ec.key(), ec.key(), "certificate chain " + ec.key() + " holds no certificate");
    assertRefused(ec.chain(), rsa.key(), "does not belong to the first certificate of");
  }

  @Test
  void readsKeysAndChainsWithTextAroundThem() throws Exception {
    Path chain =
        file(
            "chain.pem",
            "subject=CN\n" + Files.readString(ec.chain()) + "\n" + Files.readString(rsa.chain()));
    Path key =
        file("key.pem", "Bag Attributes\r\n" + Files.readString(ec.key()).replace("\n", "\r\n"));

    assertThat(PemKeyPair.load(chain, key).chain()).hasSize(2);
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static void assertRefused(Path chain, Path key, String problem) {
    assertThatThrownBy(() -> PemKeyPair.load(chain, key))
        .isInstanceOf(ListenerException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> TestServer.limits(Duration.ZERO))
        .hasMessage("idle: PT0S (expected: 1 ms to 24 h)");
    assertThatThrownBy(() -> new ConnectionLimits(0, PATIENT, PATIENT, PATIENT, PATIENT))
        .hasMessage("connections: 0 (expected: 1 to 1000000)");
    assertThatThrownBy(() -> new MessageLimits(1, 100, 256, OptionalLong.empty()))
        .hasMessage("headBytes: 1 (expected: 1024 to 1048576)");
    assertThatThrownBy(() -> new MessageLimits(2048, 100, 256, OptionalLong.of(-1)))
        .hasMessage("bodyBytes: -1 (expected: 0 or more)");
    assertThatThrownBy(() -> new Http2Settings(0, 65_535))
        .hasMessage("concurrentStreams: 0 (expected: 1 to 100000)");
    assertThatThrownBy(
            () -> ListenerSettings.cleartext(InetSocketAddress.createUnresolved("no.such", 1)))
        .hasMessage("address: no.such (expected: a name or address of this machine)");
  }
}
