package dev.edgecache.origin;

import static dev.edgecache.origin.Asker.ask;
import static dev.edgecache.origin.Asker.get;
import static dev.edgecache.origin.Asker.request;
import static dev.edgecache.origin.Asker.source;
import static dev.edgecache.testing.ScriptedOrigin.always;
import static dev.edgecache.testing.ScriptedOrigin.answering;
import static dev.edgecache.testing.ScriptedOrigin.ok;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.http1.OriginNetwork;
import dev.edgecache.testing.ScriptedOrigin;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to an origin, and the flow of bytes both ways. */
class OriginExchangeTest {
  private static final int LARGE = 64 * 1024 * 1024;

  private static OriginNetwork network;

  @BeforeAll
  static void start() {
    network = OriginNetwork.start(1);
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  private static OriginClient client(OriginSettings settings) {
    return network.client(settings, OriginObserver.NONE, InstantSource.system());
  }

  private static OriginClient client(ScriptedOrigin origin) {
    return client(OriginSettings.of(origin.url()));
  }

  private static OriginRequest upload(BodySource source, String... fields) {
    return request("POST", "/", fields).withContent(new OriginRequest.Content.Once(source));
  }

  @Test
  void theHeadIsSentAsItIsExceptForHostFramingAndAddedFields() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(always(ok("")))) {
      OriginSettings plain = OriginSettings.of(origin.url());
      OriginSettings settings =
          new OriginSettings(
              plain.url(),
              Optional.of("api.internal"),
              "/base",
              plain.tls(),
              List.of(new OriginSettings.AddedField("X-Key", () -> "s3cret")),
              plain.timeouts(),
              plain.connections(),
              plain.headLimits(),
              plain.breaker(),
              plain.retries(),
              plain.health());
      Fields fields =
          Fields.of("Host", "x", "x-key", "forged", "Content-Length", "9", "Accept", "a", "X", "é");
      RequestHead head = new RequestHead("GET", "http", "shop", "/a;b=%2F", "q=1&r", fields);
      try (OriginClient client = client(settings)) {
        ask(client, OriginRequest.of(head)).response();
        assertThat(origin.request().head().split("\r\n", -1))
            .containsExactly(
                "GET /base/a;b=%2F?q=1&r HTTP/1.1",
                "Host: api.internal", "Accept: a", "X: é", "X-Key: s3cret", "", "");
        assertThat(settings.toString()).doesNotContain("s3cret");
      }
    }
  }

  @Test
  void hostIsTheAuthorityOfTheRequestUnlessTheOriginHasOne() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(always(ok("")));
        OriginClient client = client(origin)) {
      ask(client, get("/")).response();
      assertThat(origin.request().field("Host")).isEqualTo("shop.example");
      RequestHead nameless = new RequestHead("GET", "http", "", "/", null, Fields.EMPTY);
      ask(client, OriginRequest.of(nameless)).response();
      assertThat(origin.request().field("Host")).isEqualTo("localhost:" + origin.port());
    }
  }

  @Test
  @DisplayName("SEC-6 what could break out of its line is never written")
  void unsendable() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(always(ok("fine")));
        OriginClient client = client(origin)) {
      List<RequestHead> heads =
          List.of(
              new RequestHead("GET", "http", "h", "/ HTTP/1.1", null, Fields.EMPTY),
              new RequestHead("GET", "http", "h", "/", "a\r\nX: y", Fields.EMPTY),
              new RequestHead("GET /x", "http", "h", "/", null, Fields.EMPTY),
              new RequestHead("GET", "http", "h\r\nX: y", "/", null, Fields.EMPTY),
              new RequestHead("GET", "http", "h", "/", null, Fields.of("A", "b\r\nX: y")),
              new RequestHead("GET", "http", "h", "/", null, Fields.of("A", "b\u010a")),
              new RequestHead("GET", "http", "h", "/", null, Fields.of("A: b\r\nX", "y")));
      for (RequestHead head : heads) {
        OriginFailure failure = ask(client, OriginRequest.of(head)).failure();
        assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.UNSENDABLE);
        assertThat(failure.status()).isEqualTo(400);
      }
      assertThat(ask(client, get("/ok")).response().text()).isEqualTo("fine");
      assertThat(origin.request().line()).isEqualTo("GET /ok HTTP/1.1");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void aBodyOfKnownLengthIsFramedByIt() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(always(ok("")));
        OriginClient client = client(origin)) {
      BodySource source = source(OptionalLong.of(10), Fields.EMPTY, "hello", "world");
      ask(client, upload(source)).response();
      ScriptedOrigin.Request received = origin.request();
      assertThat(received.field("Content-Length")).isEqualTo("10");
      assertThat(received.text()).isEqualTo("helloworld");
      ask(client, request("POST", "/")).response();
      assertThat(origin.request().field("Content-Length")).isEqualTo("0");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void aBodyOfUnknownLengthIsChunkedWithItsTrailers() throws Exception {
    StringBuilder raw = new StringBuilder();
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receiveHead();
                  for (int i = 0; i < 7; i++) {
                    raw.append(peer.line()).append('|');
                  }
                  peer.send(ok(""));
                });
        OriginClient client = client(origin)) {
      BodySource source =
          source(OptionalLong.empty(), Fields.of("X-Sum", "1"), "hello", "0123456789abcdef");
      ask(client, upload(source)).response();
      assertThat(raw).hasToString("5|hello|10|0123456789abcdef|0|X-Sum: 1||");
    }
  }

  @Test
  void aBodyThatBelongsToNoLengthResetsTheConnection() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receiveHead();
                  peer.awaitClose();
                });
        OriginClient client = client(origin)) {
      for (String sent : new String[] {"short", "much too long"}) {
        BodySource source = source(OptionalLong.of(10), Fields.EMPTY, sent);
        assertThat(ask(client, upload(source)).failure().kind())
            .isEqualTo(OriginFailure.Kind.REQUEST_BODY_FAILED);
      }
      assertThat(client.health().connections().idle()).isZero();
    }
  }

  @Test
  void aBodyThatFailsResetsTheConnection() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receiveHead();
                  peer.bytes(3);
                  begun.countDown();
                  peer.awaitClose();
                  closed.countDown();
                });
        OriginClient client = client(origin)) {
      Bytes failing =
          new Bytes(3, OptionalLong.empty()) {
            @Override
            void finish(BodyReceiver receiver) {
              receiver.failed(new BodyFailure(BodyFailure.Kind.TRUNCATED, "the client left"));
            }
          };
      failing.keepOpen();
      Asker asker = ask(client, upload(failing));
      assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
      failing.finishNow();
      assertThat(asker.failure())
          .isEqualTo(new OriginFailure(OriginFailure.Kind.REQUEST_BODY_FAILED, "the client left"));
      assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aLargeBodyIsPulledNoFasterThanTheOriginTakesIt() throws Exception {
    CountDownLatch proceed = new CountDownLatch(1);
    Bytes source = new Bytes(LARGE, OptionalLong.of(LARGE));
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  String head = peer.receiveHead();
                  proceed.await(10, TimeUnit.SECONDS);
                  peer.send(ok(Integer.toString(peer.receiveBody(head).length)));
                });
        OriginClient client = client(origin)) {
      Asker asker = ask(client, upload(source));
      source.awaitPause();
      assertThat(source.given()).isLessThan(LARGE / 2);
      proceed.countDown();
      assertThat(asker.response().text()).isEqualTo(Integer.toString(LARGE));
      assertThat(source.given()).isEqualTo(LARGE);
    }
  }

  @Test
  void aResponseIsReadNoFasterThanItIsPulled() throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch stalled = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                  byte[] block = new byte[64 * 1024];
                  for (int i = 0; i < LARGE; i += block.length) {
                    if (i == LARGE / 2) {
                      stalled.countDown();
                    }
                    peer.send(block);
                    sent.addAndGet(block.length);
                  }
                  peer.receive();
                });
        OriginClient client = client(origin)) {
      Asker.Response response = ask(client, get("/")).response();
      assertThat(stalled.await(300, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(sent.get()).isLessThan(LARGE / 2);
      assertThat(response.content().whole()).hasSize(LARGE);
      assertThat(response.body().length()).hasValue(LARGE);
    }
  }

  @Test
  void aBodyInManySmallChunksNeedsNoDeepStack() throws Exception {
    int count = 50_000;
    String chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            .concat("1\r\nx\r\n".repeat(count))
            .concat("0\r\n\r\n");
    try (ScriptedOrigin origin = ScriptedOrigin.start(always(chunked));
        OriginClient client = client(origin)) {
      assertThat(ask(client, get("/")).response().text()).hasSize(count);
      Bytes tiny = new Bytes(count, OptionalLong.empty(), 1);
      assertThat(ask(client, upload(tiny)).response().text()).hasSize(count);
      assertThat(origin.request().text()).isEmpty();
      assertThat(origin.request().text()).hasSize(count);
    }
  }

  @Test
  void theBodyWaitsForTheInterimResponse100() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  String head = peer.receiveHead();
                  peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                  peer.send(ok(new String(peer.receiveBody(head), ISO_8859_1)));
                  peer.receive();
                });
        OriginClient client = client(origin)) {
      Bytes source = new Bytes(5, OptionalLong.of(5));
      Asker.Response response = ask(client, upload(source, "Expect", "100-continue")).response();
      assertThat(response.interims()).extracting(ResponseHead::status).containsExactly(100);
      assertThat(response.text()).hasSize(5);
    }
  }

  @Test
  void aFinalResponseInPlaceOf100KeepsTheBodyBackAndClosesTheConnection() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receiveHead();
                  peer.send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
                  peer.awaitClose();
                },
                always(ok("next")));
        OriginClient client = client(origin)) {
      Bytes source = new Bytes(5, OptionalLong.of(5));
      Asker asker = ask(client, upload(source, "Expect", "100-continue"));
      assertThat(asker.response().head().status()).isEqualTo(417);
      assertThat(source.given()).isZero();
      assertThat(ask(client, get("/")).response().text()).isEqualTo("next");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void aBodyThatExpected100IsSentAfterASecondOfSilence() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  String head = peer.receiveHead();
                  peer.send(ok(Integer.toString(peer.receiveBody(head).length)));
                });
        OriginClient client = client(origin)) {
      Bytes source = new Bytes(5, OptionalLong.of(5));
      Asker asker = ask(client, upload(source, "Expect", "100-continue"));
      assertThat(asker.response().text()).isEqualTo("5");
    }
  }

  @Test
  void aResponseBeforeTheRequestIsCompleteEndsTheUploadAndTheConnection() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receiveHead();
                  peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
                  peer.awaitClose();
                },
                always(ok("next")));
        OriginClient client = client(origin)) {
      Endless source = new Endless();
      Asker.Response response = ask(client, upload(source)).response();
      assertThat(response.head().status()).isEqualTo(413);
      assertThat(response.text()).isEqualTo("big");
      assertThat(source.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(ask(client, get("/")).response().text()).isEqualTo("next");
    }
  }

  @Test
  void anUpgradeCarriesBytesBothWays() throws Exception {
    String switching =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send(switching + "first");
                  while (true) {
                    peer.send(peer.bytes(1));
                  }
                });
        OriginClient client = client(origin)) {
      OriginRequest upgrade =
          request("GET", "/chat", "Connection", "Upgrade", "Upgrade", "websocket");
      Asker.Upgrade tunnel = ask(client, upgrade).upgrade();
      ScriptedOrigin.Request received = origin.request();
      assertThat(received.field("Upgrade")).isEqualTo("websocket");
      assertThat(received.field("Connection")).isEqualTo("Upgrade");
      assertThat(tunnel.head().status()).isEqualTo(101);
      Bytes source = new Bytes(200_000, OptionalLong.empty());
      source.keepOpen();
      tunnel.outgoing().accept(source);
      long expected = 5 + 200_000;
      long got = 0;
      while (got < expected) {
        Asker.Piece piece = Asker.next(tunnel.incoming());
        assertThat(piece).isInstanceOf(Asker.Piece.Chunk.class);
        got += ((Asker.Piece.Chunk) piece).bytes().remaining();
      }
      source.finishNow();
      assertThat(Asker.next(tunnel.incoming())).isInstanceOf(Asker.Piece.End.class);
    }
  }

  @Test
  void anUpgradeThatIsDeclinedIsAResponse() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(always(ok("no")));
        OriginClient client = client(origin)) {
      OriginRequest upgrade =
          request("GET", "/chat", "Connection", "Upgrade", "Upgrade", "websocket");
      assertThat(ask(client, upgrade).response().text()).isEqualTo("no");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("no");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCancelledExchangeFreesItsConnectionByClosingIt(boolean afterTheHead) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  if (afterTheHead) {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                  }
                  asked.countDown();
                  peer.awaitClose();
                  closed.countDown();
                },
                answering(ok("next")));
        OriginClient client = client(origin)) {
      Asker asker = new Asker();
      OriginExchange exchange = client.exchange(get("/"), asker);
      assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
      if (afterTheHead) {
        Asker.Response response = asker.response();
        exchange.cancel();
        exchange.cancel();
        assertThat(response.content().failureKind()).isEqualTo(BodyFailure.Kind.CANCELLED);
      } else {
        exchange.cancel();
        assertThat(asker.failure().kind()).isEqualTo(OriginFailure.Kind.CANCELLED);
      }
      assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(ask(client, get("/")).response().text()).isEqualTo("next");
    }
  }

  @Test
  void aBodyThatIsCancelledClosesTheConnection() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                  peer.awaitClose();
                  closed.countDown();
                });
        OriginClient client = client(origin)) {
      ask(client, get("/")).response().body().cancel();
      assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A body of so many bytes, given from the calling thread, whose pauses can be awaited. */
  private static class Bytes implements BodySource {
    private final long size;
    private final OptionalLong length;
    private final int chunk;
    private long given;
    private boolean open;
    private Optional<BodyReceiver> held = Optional.empty();
    private long lastCall = System.nanoTime();

    Bytes(long size, OptionalLong length) {
      this(size, length, 16 * 1024);
    }

    Bytes(long size, OptionalLong length, int chunk) {
      this.size = size;
      this.length = length;
      this.chunk = chunk;
    }

    synchronized void keepOpen() {
      open = true;
    }

    synchronized void finishNow() {
      open = false;
      held.ifPresent(this::finish);
    }

    synchronized long given() {
      return given;
    }

    /** Waits until nothing was asked for a fifth of a second. */
    synchronized void awaitPause() throws InterruptedException {
      while (given == 0 || System.nanoTime() - lastCall < TimeUnit.MILLISECONDS.toNanos(200)) {
        wait(50);
      }
    }

    void finish(BodyReceiver receiver) {
      receiver.end(Fields.EMPTY);
    }

    @Override
    public OptionalLong length() {
      return length;
    }

    @Override
    public void next(BodyReceiver receiver) {
      int count;
      synchronized (this) {
        lastCall = System.nanoTime();
        count = (int) Math.min(chunk, size - given);
        given += count;
        if (count == 0 && open) {
          held = Optional.of(receiver);
          return;
        }
      }
      if (count == 0) {
        finish(receiver);
      } else {
        receiver.chunk(ByteBuffer.wrap(new byte[count]).asReadOnlyBuffer());
      }
    }

    @Override
    public void cancel() {}
  }

  /** A body that never ends, and gives nothing after its first byte. */
  private static final class Endless implements BodySource {
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private boolean begun;

    @Override
    public OptionalLong length() {
      return OptionalLong.empty();
    }

    @Override
    public void next(BodyReceiver receiver) {
      if (!begun) {
        begun = true;
        receiver.chunk(ByteBuffer.wrap(new byte[1]).asReadOnlyBuffer());
      }
    }

    @Override
    public void cancel() {
      cancelled.countDown();
    }
  }
}
