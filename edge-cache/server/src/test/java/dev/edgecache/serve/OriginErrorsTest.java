package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.ScriptedOrigin;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client gets when an origin gives no usable answer (RFC 9110 §15.6, RFC 9209). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OriginErrorsTest {

  private static void assertError(Reply reply, int status, String error) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.field("Proxy-Status")).startsWith("edge-cache;error=" + error);
    assertThat(reply.field("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.cacheStatus()).isEmpty();
  }

  @Test
  void aClosedPortIsABadGateway() throws Exception {
    URI closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    try (ProxyUnderTest proxy =
        new ProxyUnderTest(PassThroughTest.POLICY, Setup.PLAIN.withOrigin(closed))) {
      assertError(proxy.get("/p").get(), 502, "connection_refused");
    }
  }

  @Test
  @DisplayName("a write that reached no origin may be sent again; of one that did nobody knows")
  void aWriteThatReachedNoOriginIsToldWhenToComeAgain() throws Exception {
    URI closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    try (ProxyUnderTest proxy =
        new ProxyUnderTest(PassThroughTest.POLICY, Setup.PLAIN.withOrigin(closed))) {
      Reply refused = proxy.send("POST", "/p").get();
      assertError(refused, 503, "connection_refused");
      assertThat(refused.field("Retry-After")).isEqualTo("1");
    }
    try (ProxyUnderTest proxy = new ProxyUnderTest(PassThroughTest.POLICY)) {
      CompletableFuture<Reply> lost = proxy.send("POST", "/p");
      proxy.origin.take().breakOff();
      assertError(lost.get(), 502, "connection_terminated");
      assertThat(lost.get().field("Retry-After")).isEmpty();
    }
  }

  @Test
  void anOriginThatHangsUpOrSpeaksNoHttpIsABadGateway() throws Exception {
    try (ProxyUnderTest proxy = new ProxyUnderTest(PassThroughTest.POLICY)) {
      var hungUp = proxy.get("/p");
      proxy.origin.take().breakOff();
      assertError(hungUp.get(), 502, "connection_terminated");

      var nonsense = proxy.get("/p");
      proxy.origin.take().send("SSH-2.0-OpenSSH\r\n\r\n");
      assertError(nonsense.get(), 502, "http_protocol_error");
    }
  }

  @Test
  void aSilentOriginIsAGatewayTimeout() throws Exception {
    Duration patient = Duration.ofSeconds(20);
    var hasty =
        new OriginSettings.Timeouts(patient, Duration.ofMillis(200), patient, patient, patient);
    try (ProxyUnderTest proxy =
        new ProxyUnderTest(
            PassThroughTest.POLICY, Setup.PLAIN.withOrigins(s -> s.withTimeouts(hasty)))) {
      assertError(proxy.get("/p").get(), 504, "http_response_timeout");
    }
  }

  @Test
  @DisplayName("who is turned away for want of connections is told when to come again")
  void anOriginWithoutRoomIsUnavailable() throws Exception {
    var one = new OriginSettings.Connections(1, 1, Duration.ofSeconds(20), Duration.ofSeconds(20));
    try (ProxyUnderTest proxy =
        new ProxyUnderTest(
            PassThroughTest.POLICY, Setup.PLAIN.withOrigins(s -> s.withConnections(one)))) {
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      replies.add(proxy.get("/p"));
      var first = proxy.origin.take();
      for (int i = 0; i < 3; i++) {
        replies.add(proxy.get("/p"));
      }
      Reply turnedAway =
          (Reply)
              CompletableFuture.anyOf(replies.toArray(CompletableFuture[]::new))
                  .get(10, TimeUnit.SECONDS);
      assertError(turnedAway, 503, "connection_limit_reached");
      assertThat(turnedAway.field("Retry-After")).isEqualTo("1");
      proxy.origin.always(arrived -> arrived.ok("", "room"));
      first.ok("", "room");
      int served = 0;
      for (var reply : replies) {
        served += reply.get().status() == 200 ? 1 : 0;
      }
      assertThat(served).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("an idle connection that has died costs a GET nothing, and a POST is not repeated")
  void aDeadPooledConnectionIsReplaced() throws Exception {
    String ok = ScriptedOrigin.ok("fine");
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send(ok);
                  peer.receiveHead();
                },
                peer -> {
                  peer.receive();
                  peer.send(ok);
                  peer.receiveHead();
                },
                ScriptedOrigin.always(ok));
        ProxyUnderTest proxy =
            new ProxyUnderTest(PassThroughTest.POLICY, Setup.PLAIN.withOrigin(origin.url()))) {
      assertThat(proxy.get("/p").get().body()).isEqualTo("fine");
      assertThat(proxy.get("/p").get().body()).isEqualTo("fine");
      assertThat(origin.connections()).isEqualTo(2);
      assertError(proxy.send("POST", "/p").get(), 502, "connection_terminated");
      assertThat(proxy.get("/p").get().body()).isEqualTo("fine");
    }
  }
}
