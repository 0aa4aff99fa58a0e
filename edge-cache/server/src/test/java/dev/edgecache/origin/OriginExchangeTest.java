package dev.edgecache.origin;

import static dev.edgecache.origin.Asker.ask;
import static dev.edgecache.origin.Asker.get;
import static dev.edgecache.origin.Asker.request;
import static dev.edgecache.origin.Asker.source;
import static dev.edgecache.testing.ScriptedOrigin.always;
import static dev.edgecache.testing.ScriptedOrigin.answering;
import static dev.edgecache.testing.ScriptedOrigin.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.testing.ScriptedOrigin;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to an origin, and the flow of bytes both ways. */
class OriginExchangeTest {
  private static final int LARGE = 64 * 1024 * 1024;

  @RegisterExtension static final TestClients CLIENTS = new TestClients(1);

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
      try (OriginClient client = CLIENTS.client(settings)) {
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
        OriginClient client = CLIENTS.client(origin)) {
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
        OriginClient client = CLIENTS.client(origin)) {
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
        OriginClient client = CLIENTS.client(origin)) {
      Asker.Response response = ask(client, get("/")).response();
      assertThat(stalled.await(300, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(sent.get()).isLessThan(LARGE / 2);
      assertThat(response.content().whole()).hasSize(LARGE);
      assertThat(response.body().length()).hasValue(LARGE);
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
        OriginClient client = CLIENTS.client(origin)) {
      OriginRequest upgrade =
          request("GET", "/chat", "Connection", "Upgrade", "Upgrade", "websocket");
      Asker.Upgrade tunnel = ask(client, upgrade).upgrade();
      ScriptedOrigin.Request received = origin.request();
      assertThat(received.field("Upgrade")).isEqualTo("websocket");
      assertThat(received.field("Connection")).isEqualTo("Upgrade");
      assertThat(tunnel.head().status()).isEqualTo(101);
      SizedBody source = new SizedBody(200_000, OptionalLong.empty());
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
        OriginClient client = CLIENTS.client(origin)) {
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
        OriginClient client = CLIENTS.client(origin)) {
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
        OriginClient client = CLIENTS.client(origin)) {
      ask(client, get("/")).response().body().cancel();
      assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }
}
