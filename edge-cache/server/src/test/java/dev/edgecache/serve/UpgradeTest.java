package dev.edgecache.serve;

import static dev.edgecache.testing.Wire.http;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.testing.ScriptedOrigin;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that change their protocol, where a route allows it (RFC 9110 §7.8). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpgradeTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: chat
          path: /chat
          cache: never
          upgrades: [websocket]
        - name: all
          path: /**
          cache: { fresh: 60s }
      """;

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private static String asking(String target, String protocols) {
    return http(
        """
        GET %s HTTP/1.1
        Host: shop
        Connection: keep-alive, Upgrade
        Upgrade: %s
        Sec-WebSocket-Key: x
        TE: trailers

        """
            .formatted(target, protocols));
  }

  @Test
  void aWebSocketIsTunnelledBothWaysUntilItsEnd() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  seen.add(peer.receiveHead());
                  peer.send(
                      http(
                          """
                          HTTP/1.1 101 Switching Protocols
                          Connection: Upgrade
                          Upgrade: websocket
                          Sec-WebSocket-Accept: y

                          early\
                          """));
                  seen.add(new String(peer.bytes(4), ISO_8859_1));
                  peer.send("pong");
                  peer.awaitClose();
                  seen.add("closed");
                });
        ProxyUnderTest before = new ProxyUnderTest(POLICY, Setup.PLAIN.withOrigin(origin.url()))) {
      try (RawClient client = RawClient.to(before.address())) {
        client.send(asking("/chat", "h2c, WebSocket"));
        assertThat(client.readHead())
            .startsWith("HTTP/1.1 101")
            .containsIgnoringCase("Connection: upgrade\r\n")
            .contains("Upgrade: websocket\r\n")
            .contains("Sec-WebSocket-Accept: y\r\n");
        assertThat(seen.poll(10, TimeUnit.SECONDS))
            .containsIgnoringCase("\r\nConnection: Upgrade\r\n")
            .contains("\r\nUpgrade: WebSocket\r\n")
            .contains("\r\nSec-WebSocket-Key: x\r\n")
            .contains("\r\nX-Forwarded-For: 127.0.0.1\r\n")
            .doesNotContain("TE: trailers");
        assertThat(client.read(5)).isEqualTo("early");
        client.send("ping");
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("ping");
        assertThat(client.read(4)).isEqualTo("pong");
      }
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
      ProxyUnderTest.await(() -> before.records.size() == 1, "the tunnel's record");
      assertThat(before.records.getFirst().answered().status()).isEqualTo(101);
    }
  }

  @Test
  void anOriginThatRefusesIsHeard() throws Exception {
    try (RawClient client = proxy.connect()) {
      client.send(asking("/chat", "websocket"));
      proxy.origin.take().answer("426 Upgrade Required", "X-A: 1", "no");
      assertThat(client.readHead()).startsWith("HTTP/1.1 426").contains("X-A: 1");
      assertThat(client.read(2)).isEqualTo("no");
      client.send("GET /chat HTTP/1.1\r\nHost: shop\r\n\r\n");
      proxy.origin.take().ok("", "yes");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  @DisplayName("SEC-6: a WebSocket on a route that does not allow it is refused, not relayed")
  void aWebSocketElsewhereIsRefused() throws Exception {
    try (RawClient client = proxy.connect()) {
      client.send(asking("/other", "websocket"));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 403")
          .contains("application/problem+json")
          .doesNotContain("Cache-Status");
    }
    assertThat(proxy.origin.arrivals()).isZero();
  }

  @Test
  @DisplayName("SEC-6: other protocols are ignored: the request is served as any other")
  void otherProtocolsAreIgnored() throws Exception {
    try (RawClient client = proxy.connect()) {
      for (String target : new String[] {"/other", "/chat"}) {
        client.send(asking(target, "h2c"));
        Arrived arrived = proxy.origin.take();
        assertThat(arrived.field("Upgrade")).isEmpty();
        arrived.ok("", "apple");
        assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        assertThat(client.read(5)).isEqualTo("apple");
      }
    }
  }

  @Test
  @DisplayName("SEC-6: an origin that switches unasked gets no tunnel")
  void anOriginThatSwitchesUnaskedGetsNoTunnel() throws Exception {
    for (String target : new String[] {"/other", "/chat"}) {
      try (RawClient client = proxy.connect()) {
        client.send("GET " + target + " HTTP/1.1\r\nHost: shop\r\n\r\n");
        proxy.origin.take().send("HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\n\r\n");
        assertThat(client.readHead()).startsWith("HTTP/1.1 502").contains("http_protocol_error");
      }
    }
  }
}
