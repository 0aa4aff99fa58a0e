package dev.edgecache.serve.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.serve.RawClient;
import dev.edgecache.serve.ScriptedBody;
import dev.edgecache.serve.TestCertificate;
import dev.edgecache.serve.TestServer;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientTunnelTest {
  private static final Duration PATIENT = Duration.ofSeconds(10);
  private static final String REQUEST =
      "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

  @TempDir static Path directory;

  private final ScriptedBody incoming = ScriptedBody.ofUnknownLength();
  private final CompletableFuture<BodySource> outgoing = new CompletableFuture<>();
  private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
  private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();

  private HttpHandler tunnelling(Duration writeTimeout) {
    return exchange -> {
      exchange.getResponseHeaders().put(Headers.UPGRADE, "echo");
      ClientTunnel.open(
          exchange, incoming, outgoing::complete, writeTimeout, () -> closed.complete(true));
    };
  }

  private String pull() throws Exception {
    ask();
    return String.valueOf(pieces.poll(10, TimeUnit.SECONDS));
  }

  private void ask() throws Exception {
    outgoing
        .get(10, TimeUnit.SECONDS)
        .next(
            new BodyReceiver() {
              @Override
              public void chunk(ByteBuffer bytes) {
                pieces.add("chunk " + StandardCharsets.ISO_8859_1.decode(bytes.duplicate()));
              }

              @Override
              public void end(Fields trailers) {
                pieces.add("end");
              }

              @Override
              public void failed(BodyFailure cause) {
                pieces.add("failed " + cause.kind());
              }
            });
  }

  @Test
  void carriesBytesBothWaysUntilBothEnd() throws Exception {
    try (TestServer server = TestServer.cleartext(tunnelling(PATIENT));
        Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      carriesBothWays(new RawClient(socket), socket);
    }
  }

  @Test
  void carriesBytesOverTls() throws Exception {
    TestCertificate certificate = TestCertificate.in(directory, "EC");
    try (TestServer server = TestServer.tls(certificate, tunnelling(PATIENT));
        Socket socket =
            certificate
                .trusting()
                .getSocketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort())) {
      carriesBothWays(new RawClient(socket), socket);
    }
  }

  private void carriesBothWays(RawClient client, Socket socket) throws Exception {
    client.send(REQUEST);
    assertThat(client.readHead())
        .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
        .containsIgnoringCase("Connection: Upgrade\r\n")
        .contains("Upgrade: echo\r\n")
        .doesNotContain("Content-Length");
    client.send("hello");
    assertThat(pull()).isEqualTo("chunk hello");
    incoming.chunk("world");
    assertThat(client.read(5)).isEqualTo("world");
    client.send("again");
    assertThat(pull()).isEqualTo("chunk again");

    socket.shutdownOutput();
    assertThat(pull()).isEqualTo("end");
    incoming.chunk("last words").end(Fields.EMPTY);
    assertThat(client.readToEnd()).isEqualTo("last words");
    assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("SEC-6: bytes sent ahead of the 101 reach the new protocol, and only that")
  void givesEarlyBytesToTheTunnel() throws Exception {
    try (TestServer server = TestServer.cleartext(tunnelling(PATIENT));
        RawClient client = server.connect()) {
      client.send(REQUEST + "GET /smuggled HTTP/1.1\r\n");
      client.readHead();
      assertThat(pull()).isEqualTo("chunk GET /smuggled HTTP/1.1\r\n");
    }
  }

  @Test
  void closesTheClientWhenTheOriginBreaksOff() throws Exception {
    try (TestServer server = TestServer.cleartext(tunnelling(PATIENT));
        RawClient client = server.connect()) {
      client.send(REQUEST).readHead();
      incoming.fail(BodyFailure.Kind.TRUNCATED);
      assertThat(client.read()).isEqualTo(-1);
      assertThat(pull()).isEqualTo("failed CANCELLED");
      assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void tellsAWaitingOriginThatTheTunnelClosed() throws Exception {
    try (TestServer server = TestServer.cleartext(tunnelling(PATIENT));
        RawClient client = server.connect()) {
      client.send(REQUEST).readHead();
      ask();
      server.listeners().close();
      assertThat(pieces.poll(10, TimeUnit.SECONDS)).startsWith("failed ");
      assertThat(incoming.cancelled.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  @DisplayName("a client that takes nothing stops the pulling and is let go")
  void letsGoOfAClientThatTakesNothing() throws Exception {
    try (TestServer server = TestServer.cleartext(tunnelling(Duration.ofMillis(300)));
        RawClient client = RawClient.slowTo(server.address())) {
      client.send(REQUEST).readHead();
      incoming.floodUntilCancelled("x".repeat(1 << 20));
      assertThat(incoming.pulled.get()).isLessThan(32);
      assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
