package dev.edgecache.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.listen.ConnectionLimits;
import dev.edgecache.testing.ScriptedOrigin;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies on their way: shared while they grow, paced by their readers, never held whole. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamingTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: stored
          path: /**
          cache: { max-size: 64KiB }
        - name: passed
          path: /pass/**
          cache: never
      """;
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final int MIB = 1024 * 1024;

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private RawClient ask(String target) throws IOException {
    return proxy.connect().send(request("GET", target, ""));
  }

  private static String request(String method, String target, String fields) {
    return method + " " + target + " HTTP/1.1\r\nHost: shop\r\n" + fields + "\r\n";
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  @Test
  @DisplayName("a follower reads from the first byte while the answer still grows")
  void aFollowerReadsFromTheFirstByte() throws Exception {
    try (RawClient leader = ask("/p")) {
      Arrived arrived = proxy.origin.take();
      arrived.send(CHUNKED + chunk("first "));
      leader.readUntil("first ");
      try (RawClient follower = ask("/p")) {
        assertThat(follower.readUntil("first ")).contains("collapsed");
        arrived.send(chunk("second"));
        leader.readUntil("second");
        follower.readUntil("second");
        arrived.send("0\r\n\r\n");
        leader.readUntil("0\r\n\r\n");
        follower.readUntil("0\r\n\r\n");
      }
    }
    proxy.awaitQuiet();
    try (RawClient later = ask("/p")) {
      assertThat(later.readUntil("second")).contains("edge-cache;hit").contains("\r\n\r\nfirst");
    }
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("a body that outgrows the limit still reaches its readers, but not the store")
  void aBodyBeyondTheLimitIsStreamedAndNotStored() throws Exception {
    String big = "x".repeat(2 * MIB);
    for (int i = 0; i < 5; i++) {
      var reply = proxy.get("/big");
      Arrived arrived = proxy.origin.take();
      arrived.send(CHUNKED + chunk(big) + "0\r\n\r\n");

      assertThat(reply.get().status()).isEqualTo(200);
      assertThat(reply.get().body().length()).isEqualTo(2 * MIB);
    }
    assertThat(proxy.store.entries()).isZero();
    assertThat(proxy.origin.arrivals()).isEqualTo(5);
  }

  @Test
  @DisplayName("a body whose stated length is beyond the limit is passed on and not stored")
  void aLengthBeyondTheLimitIsPassedOn() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "x".repeat(MIB)));
    assertThat(proxy.get("/big").get().cacheStatus()).endsWith("detail=too-large");
    assertThat(proxy.get("/big").get().body().length()).isEqualTo(MIB);
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("what was promised a body but needs none of it holds nobody up")
  void conditionalRequestsHoldNobodyUp() throws Exception {
    var same = proxy.get("/big", "If-None-Match", "\"v1\"");
    proxy.awaitWaiting(1);
    var whole = proxy.get("/big");
    proxy.awaitWaiting(2);
    proxy
        .origin
        .take()
        .send(
            CHUNKED.replace("Transfer", "ETag: \"v1\"\r\nTransfer")
                + chunk("x".repeat(2 * MIB))
                + "0\r\n\r\n");

    assertThat(same.get().status()).isEqualTo(304);
    assertThat(whole.get().body().length()).isEqualTo(2 * MIB);
  }

  @Test
  @DisplayName("COL-3: what breaks off never looks complete, whether framed by length or by chunks")
  void whatBreaksOffNeverLooksComplete() throws Exception {
    for (String target : new String[] {"/p", "/pass/p"}) {
      for (String head :
          new String[] {
            CHUNKED + chunk("half"),
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 9\r\n\r\nhalf"
          }) {
        try (RawClient client = ask(target)) {
          Arrived arrived = proxy.origin.take();
          arrived.send(head);
          client.readUntil("half");
          arrived.close();
          assertThat(client.readToEnd()).isIn("", "\r\n");
        }
        proxy.awaitQuiet();
        assertThat(proxy.store.entries()).isZero();
      }
    }
  }

  @Test
  @DisplayName("a growing body outlives the client that it was fetched for")
  void aGrowingBodyOutlivesItsClient() throws Exception {
    Arrived arrived;
    try (RawClient client = ask("/p")) {
      arrived = proxy.origin.take();
      arrived.send(CHUNKED + chunk("first "));
      client.readUntil("first ");
    }
    arrived.send(chunk("second") + "0\r\n\r\n");
    proxy.awaitQuiet();

    try (RawClient later = ask("/p")) {
      assertThat(later.readHead()).contains("edge-cache;hit");
      assertThat(later.read(12)).isEqualTo("first second");
    }
  }

  @Test
  @DisplayName("a client that takes nothing stops the reading of its origin, stored route or not")
  void aSlowClientSlowsItsOrigin() throws Exception {
    for (String target : new String[] {"/big", "/pass/big"}) {
      AtomicLong sent = new AtomicLong();
      CompletableFuture<Boolean> over = new CompletableFuture<>();
      try (ScriptedOrigin generous =
              ScriptedOrigin.start(
                  peer -> {
                    peer.receiveHead();
                    peer.send(CHUNKED);
                    byte[] piece = chunk("x".repeat(MIB)).getBytes(ISO_8859_1);
                    try {
                      for (int i = 0; i < 500; i++) {
                        peer.send(piece);
                        sent.addAndGet(MIB);
                      }
                    } finally {
                      over.complete(true);
                    }
                  });
          ProxyUnderTest before = new ProxyUnderTest(POLICY, hastyWriting(generous))) {
        try (RawClient slow = RawClient.slowTo(before.address())) {
          slow.send(request("GET", target, ""));
          slow.readHead();
          // The proxy gives the client up after its write timeout, and the origin with it.
          over.get(20, TimeUnit.SECONDS);
        }
        assertThat(sent.get()).as(target).isLessThan(40L * MIB);
      }
    }
  }

  private static Setup hastyWriting(ScriptedOrigin origin) {
    ConnectionLimits usual = ConnectionLimits.DEFAULTS;
    return Setup.PLAIN
        .withOrigin(origin.url())
        .withConnections(
            new ConnectionLimits(
                usual.connections(),
                usual.idle(),
                usual.requestHead(),
                usual.read(),
                Duration.ofMillis(500)));
  }

  @Test
  @DisplayName("400 MB pass down and up in constant memory")
  void hugeBodiesPassInConstantMemory() throws Exception {
    int pieces = 400;
    byte[] piece = new byte[MIB];
    Arrays.fill(piece, (byte) 'x');
    AtomicLong received = new AtomicLong();
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  while (true) {
                    String head = peer.receiveHead();
                    if (head.startsWith("PUT")) {
                      for (int i = 0; i < pieces; i++) {
                        received.addAndGet(peer.bytes(MIB).length);
                      }
                      peer.send(ScriptedOrigin.ok("got it"));
                    } else {
                      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 419430400\r\n\r\n");
                      for (int i = 0; i < pieces; i++) {
                        peer.send(piece);
                      }
                    }
                  }
                });
        ProxyUnderTest before = new ProxyUnderTest(POLICY, Setup.PLAIN.withOrigin(origin.url()));
        RawClient client = RawClient.to(before.address())) {
      long least = Long.MAX_VALUE;
      long most = 0;
      client.send(request("GET", "/pass/huge", "")).readHead();
      for (int i = 0; i < pieces; i++) {
        client.skip(MIB);
        if (i % 40 == 0) {
          long held = heldAfterCollection();
          least = Math.min(least, held);
          most = Math.max(most, held);
        }
      }
      client.send(request("PUT", "/pass/huge", "Content-Length: 419430400\r\n"));
      for (int i = 0; i < pieces; i++) {
        client.send(piece);
        if (i % 40 == 0) {
          most = Math.max(most, heldAfterCollection());
        }
      }
      assertThat(client.readUntil("got it")).startsWith("HTTP/1.1 200");
      assertThat(received.get()).isEqualTo(400L * MIB);
      assertThat(most - least).isLessThan(32L * MIB);
    }
  }

  private static long heldAfterCollection() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  @DisplayName("a slow origin stops the reading of the client that uploads to it")
  void aSlowOriginSlowsItsClient() throws Exception {
    CompletableFuture<Boolean> goOn = new CompletableFuture<>();
    AtomicLong sent = new AtomicLong();
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receiveHead();
                  goOn.get(30, TimeUnit.SECONDS);
                  for (int i = 0; i < 100; i++) {
                    peer.bytes(MIB);
                  }
                  peer.send(ScriptedOrigin.ok("got it"));
                });
        ProxyUnderTest before = new ProxyUnderTest(POLICY, Setup.PLAIN.withOrigin(origin.url()));
        RawClient client = RawClient.to(before.address())) {
      client.send(request("PUT", "/pass/huge", "Content-Length: 104857600\r\n"));
      Thread sending =
          Thread.ofVirtual()
              .start(
                  () -> {
                    byte[] piece = new byte[MIB];
                    try {
                      for (int i = 0; i < 100; i++) {
                        client.send(piece);
                        sent.addAndGet(MIB);
                      }
                    } catch (IOException e) {
                      sent.set(-1);
                    }
                  });
      awaitStandstill(sent);
      assertThat(sent.get()).isBetween(0L, 40L * MIB);
      goOn.complete(true);
      assertThat(client.readUntil("got it")).startsWith("HTTP/1.1 200");
      sending.join();
      assertThat(sent.get()).isEqualTo(100L * MIB);
    }
  }

  /** Returns when the count has not changed over a second's worth of looks at it. */
  private static void awaitStandstill(AtomicLong count) {
    long last = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < TimeUnit.SECONDS.toNanos(1)) {
      if (count.get() != last) {
        last = count.get();
        since = System.nanoTime();
      }
      Thread.onSpinWait();
    }
  }

  @Test
  @DisplayName(
      "SEC-10: clients that hold stored bodies cannot hold more than their share of memory")
  void slowClientsOfStoredBodiesAreCut() throws Exception {
    proxy.reload(POLICY.replace("64KiB", "8MiB"));
    String large = "x".repeat(4 * MIB);
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", large));
    List<RawClient> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 24; i++) {
        proxy.time.advance(Duration.ofSeconds(61));
        try (RawClient quick = ask("/p")) {
          assertThat(quick.readHead()).contains("stored");
          quick.skip(4 * MIB);
        }
        RawClient client = RawClient.slowTo(proxy.address());
        slow.add(client.send(request("GET", "/p", "")));
        assertThat(client.readHead()).contains("edge-cache;hit");
        assertThat(proxy.store.lentBytes()).isLessThanOrEqualTo(12_500_000);
      }
      assertThat(proxy.store.lentBytes()).isGreaterThan(4 * MIB);
      assertThat(slow.getFirst().readToEnd().length()).isLessThan(4 * MIB);
      assertThat(slow.getLast().read(4 * MIB)).isEqualTo(large);
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
  }
}
