package dev.edgecache.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.testing.ScriptedOrigin;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether the content of a request is asked for, and taken (RFC 9110 §10.1.1, §15.5.14). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestContentTest {

  @Test
  void theOriginsGoAheadReachesAClientThatWaitsForIt() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    CompletableFuture<Boolean> goAhead = new CompletableFuture<>();
    try (ScriptedOrigin careful =
            ScriptedOrigin.start(
                peer -> {
                  String head = peer.receiveHead();
                  seen.add(head);
                  goAhead.get(10, TimeUnit.SECONDS);
                  peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                  seen.add(new String(peer.receiveBody(head), ISO_8859_1));
                  peer.send(ScriptedOrigin.ok("thanks"));
                  peer.awaitClose();
                });
        ProxyUnderTest before =
            new ProxyUnderTest(PassThroughTest.POLICY, Setup.PLAIN.withOrigin(careful.url()));
        RawClient client = before.connect()) {
      client.send(
          "POST /p HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).containsIgnoringCase("expect: 100-continue");
      goAhead.complete(true);
      assertThat(client.readHead()).startsWith("HTTP/1.1 100");
      client.send("data");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("data");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
      assertThat(client.read(6)).isEqualTo("thanks");
    }
  }

  @Test
  @DisplayName(
      "more content than is taken, of a length not said before, is refused without a trace")
  void tooMuchContentIsRefused() throws Exception {
    PrintStream usual = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (ProxyUnderTest limited =
            new ProxyUnderTest(
                PassThroughTest.POLICY, Setup.PLAIN.withMessages(TestServer.MESSAGES));
        RawClient client = limited.connect()) {
      client.send("POST /p HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int sent = 0; sent <= 1_000_000; sent += 0x10000) {
        client.send("10000\r\n" + "x".repeat(0x10000) + "\r\n");
      }
      assertThat(client.readHead()).startsWith("HTTP/1.1 400").contains("Connection: close");
    } finally {
      System.setErr(usual);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("RequestTooBig");
  }

  @Test
  void anOriginThatRefusesTheContentIsHeardBeforeItIsSent() throws Exception {
    try (ScriptedOrigin refusing =
            ScriptedOrigin.start(
                peer -> {
                  peer.receiveHead();
                  peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                  peer.awaitClose();
                });
        ProxyUnderTest before =
            new ProxyUnderTest(PassThroughTest.POLICY, Setup.PLAIN.withOrigin(refusing.url()));
        RawClient client = before.connect()) {
      client.send(
          "POST /p HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 413");
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  @DisplayName("an origin that ignores Expect gets the content after a second, not never")
  void anOriginThatIgnoresExpectGetsTheContent() throws Exception {
    try (ProxyUnderTest proxy = new ProxyUnderTest(PassThroughTest.POLICY);
        RawClient client = proxy.connect()) {
      client.send(
          "POST /p HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 100");
      client.send("data");
      Arrived arrived = proxy.origin.take();
      assertThat(arrived.body()).isEqualTo("data");
      arrived.ok("", "thanks");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
    }
  }
}
