package dev.edgecache.origin;

import static dev.edgecache.origin.Asker.ask;
import static dev.edgecache.origin.Asker.get;
import static dev.edgecache.origin.Asker.request;
import static dev.edgecache.testing.ScriptedOrigin.always;
import static dev.edgecache.testing.ScriptedOrigin.answering;
import static dev.edgecache.testing.ScriptedOrigin.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.testing.ScriptedOrigin;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What origins send, right and wrong, and what becomes of it and of the exchange after it. */
class OriginConformanceTest {
  private static final String CHUNKED_FIELD = "Transfer-Encoding: chunked\r\n\r\n";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\n" + CHUNKED_FIELD;

  @RegisterExtension static final TestClients CLIENTS = new TestClients(1);

  @Test
  void aResponseIsDeliveredAndItsConnectionUsedAgain() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(always(ok("hello")));
        OriginClient client = CLIENTS.client(origin)) {
      for (int i = 0; i < 3; i++) {
        Asker.Response response = ask(client, get("/a")).response();
        assertThat(response.head().status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("hello");
        assertThat(response.body().length()).hasValue(5);
      }
      assertThat(origin.connections()).isEqualTo(1);
      assertThat(origin.request().line()).isEqualTo("GET /a HTTP/1.1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\nETag: \"x\"\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 1000\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  @DisplayName("a status without content has none, whatever length it states (RFC 9112 §6.3)")
  void statusWithoutContent(String response) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(answering(response, ok("next")));
        OriginClient client = CLIENTS.client(origin)) {
      Asker.Response empty = ask(client, get("/")).response();
      assertThat(empty.text()).isEmpty();
      assertThat(empty.body().length()).hasValue(0);
      assertThat(ask(client, get("/")).response().text()).isEqualTo("next");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void aResponseToHeadHasNoContent() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", ok("next")));
        OriginClient client = CLIENTS.client(origin)) {
      Asker.Response response = ask(client, request("HEAD", "/")).response();
      assertThat(response.text()).isEmpty();
      assertThat(response.head().fields().first("Content-Length")).isEqualTo("1000");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("next");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("a coding that nobody knows changes nothing: the content ends with the connection")
  void unknownTransferCoding() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: x-odd\r\n\r\nhello");
                },
                always(ok("next")));
        OriginClient client = CLIENTS.client(origin)) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("hello");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("next");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void interimResponsesComeBeforeTheFinalOneAndNeverInItsPlace() throws Exception {
    String early = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";
    String processing = "HTTP/1.1 102 Processing\r\n\r\n";
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(answering(early + processing + ok("one"), ok("two")));
        OriginClient client = CLIENTS.client(origin)) {
      Asker.Response response = ask(client, get("/")).response();
      assertThat(response.interims()).extracting(ResponseHead::status).containsExactly(103, 102);
      assertThat(response.interims().getFirst().fields().first("Link")).contains("a.css");
      assertThat(response.text()).isEqualTo("one");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("two");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void endlessInterimResponsesAreRefused() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(answering("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000)));
        OriginClient client = CLIENTS.client(origin)) {
      assertThat(ask(client, get("/")).failure().kind()).isEqualTo(OriginFailure.Kind.MALFORMED);
    }
  }

  @Test
  void aStatusLineWithoutReasonIsFine() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(always("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"));
        OriginClient client = CLIENTS.client(origin)) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\npart",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n0\r\n"
      })
  @DisplayName("a body that is cut short fails and never ends")
  void truncated(String response) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(answering(response));
        OriginClient client = CLIENTS.client(origin)) {
      Asker.Content content = ask(client, get("/")).response().content();
      assertThat(content.text()).isEqualTo("part");
      assertThat(content.failureKind()).isEqualTo(BodyFailure.Kind.TRUNCATED);
    }
  }

  @Test
  void aBodyCutShortByAResetFails() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
                  read.await(5, TimeUnit.SECONDS);
                  peer.reset();
                });
        OriginClient client = CLIENTS.client(origin)) {
      Asker.Response response = ask(client, get("/")).response();
      assertThat(Asker.next(response.body())).isInstanceOf(Asker.Piece.Chunk.class);
      read.countDown();
      assertThat(response.content().failureKind()).isEqualTo(BodyFailure.Kind.TRUNCATED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5;\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: \r\n chunked,\r\n x\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n X: y\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + CHUNKED_FIELD + "0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\nX: y\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nBad Name: x\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nBad@Name: x\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\n: y\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 099 Low\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 999 High\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 abc OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 2000 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 -200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 20 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "ICY/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "ICY 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhello",
        "220 smtp.example ESMTP\r\n"
      })
  @DisplayName("SEC-6 a response whose framing or syntax is in doubt is refused")
  void malformed(String response) throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send(response);
                  peer.awaitClose();
                },
                always(ok("next")));
        OriginClient client = CLIENTS.client(origin)) {
      OriginFailure failure = ask(client, get("/")).failure();
      assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.MALFORMED);
      assertThat(failure.status()).isEqualTo(502);
      assertThat(ask(client, get("/")).response().text()).isEqualTo("next");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhelloJUNK\r\n0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\nBad Name: x\r\n\r\n",
        "5\r\nhello\r\n0\r\n: x\r\n\r\n",
        "5\r\nhello\r\n0\r\nX : x\r\n\r\n",
        "g\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "\r\n5\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\n\n"
      })
  @DisplayName("SEC-6 chunks that break the rules fail the body")
  void malformedChunks(String chunks) throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send(CHUNKED + chunks);
                  peer.awaitClose();
                },
                always(ok("next")));
        OriginClient client = CLIENTS.client(origin)) {
      Asker.Content content = ask(client, get("/")).response().content();
      assertThat(content.failureKind()).isEqualTo(BodyFailure.Kind.MALFORMED);
      assertThat(ask(client, get("/")).response().text()).isEqualTo("next");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("SEC-6 a trailer section beyond the limits of a head fails the body")
  void trailersBeyondTheLimits() throws Exception {
    for (String trailers :
        new String[] {"X: a\r\n".repeat(101), "X: " + "a".repeat(40_000) + "\r\n"}) {
      try (ScriptedOrigin origin =
              ScriptedOrigin.start(
                  peer -> {
                    peer.receive();
                    peer.send(CHUNKED + "5\r\nhello\r\n0\r\n" + trailers + "\r\n");
                    peer.awaitClose();
                  });
          OriginClient client = CLIENTS.client(origin)) {
        Asker.Content content = ask(client, get("/")).response().content();
        assertThat(content.failureKind()).isEqualTo(BodyFailure.Kind.MALFORMED);
      }
    }
  }

  @Test
  @DisplayName("a folded field is one line, and HTTP/1.2 is read as HTTP/1.1")
  void whatIsOddButClear() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                always("HTTP/1.2 200 OK\r\nX: a\r\n  b\r\nContent-Length: 5\r\n\r\nhello"));
        OriginClient client = CLIENTS.client(origin)) {
      for (int i = 0; i < 2; i++) {
        Asker.Response response = ask(client, get("/")).response();
        assertThat(response.head().fields().first("X")).isEqualTo("a b");
        assertThat(response.text()).isEqualTo("hello");
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void aHeadBeyondTheLimitsIsRefused() throws Exception {
    String large = "X-Filler: " + "x".repeat(1000) + "\r\n";
    String many = "X-Filler: x\r\n";
    for (String filler : new String[] {large.repeat(2000), large.repeat(40), many.repeat(101)}) {
      try (ScriptedOrigin origin =
              ScriptedOrigin.start(
                  peer -> {
                    peer.receive();
                    peer.send("HTTP/1.1 200 OK\r\n" + filler + "Content-Length: 0\r\n\r\n");
                    peer.awaitClose();
                  });
          OriginClient client = CLIENTS.client(origin)) {
        OriginFailure failure = ask(client, get("/")).failure();
        assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.HEAD_TOO_LARGE);
      }
    }
  }

  @Test
  void aHeadJustWithinTheLimitsIsTaken() throws Exception {
    String filler = ("X-Filler: " + "x".repeat(300) + "\r\n").repeat(99);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                always("HTTP/1.1 200 OK\r\n" + filler + "Content-Length: 2\r\n\r\nok"));
        OriginClient client = CLIENTS.client(origin)) {
      Asker.Response response = ask(client, get("/")).response();
      assertThat(response.head().fields().size()).isEqualTo(100);
      assertThat(response.text()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", "\r\n", "x"})
  @DisplayName("SEC-6 bytes after a response, in its packet, never answer the next request")
  void surplusInTheSamePacket(String surplus) throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(answering(ok("one") + surplus, ok("evil")), always(ok("two")));
        OriginClient client = CLIENTS.client(origin)) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("two");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("SEC-6 a response that comes while nothing is asked closes the connection")
  void surplusLater() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send(ok("one"));
                  answered.await(5, TimeUnit.SECONDS);
                  peer.send(ok("evil"));
                  peer.awaitClose();
                  closed.countDown();
                },
                always(ok("two")));
        OriginClient client = CLIENTS.client(origin)) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      answered.countDown();
      assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(ask(client, get("/")).response().text()).isEqualTo("two");
    }
  }

  @Test
  void aBodyUntilTheEndOfTheConnectionIsCompleteThere() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                answering("HTTP/1.1 200 OK\r\n\r\nall of it"),
                answering("HTTP/1.0 200 OK\r\n\r\nold"));
        OriginClient client = CLIENTS.client(origin)) {
      Asker.Response response = ask(client, get("/")).response();
      assertThat(response.text()).isEqualTo("all of it");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("old");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void anOldOriginKeepsItsConnectionOnlyWhereItSaysSo() throws Exception {
    String closing = "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\none";
    String keeping = "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 3\r\n\r\ntwo";
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(answering(closing, ok("x")), always(keeping));
        OriginClient client = CLIENTS.client(origin)) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("two");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("two");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void connectionCloseAmongOtherOptionsIsObeyed() throws Exception {
    String last = "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 3\r\n\r\none";
    try (ScriptedOrigin origin = ScriptedOrigin.start(answering(last, ok("x")), always(ok("two")));
        OriginClient client = CLIENTS.client(origin)) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("two");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void trailersComeWithTheEnd() throws Exception {
    String chunked = CHUNKED + "5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 42\r\n\r\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(always(chunked));
        OriginClient client = CLIENTS.client(origin)) {
      Asker.Content content = ask(client, get("/")).response().content();
      assertThat(content.whole()).isEqualTo("hello!");
      assertThat(content.trailers()).hasValue(Fields.of("X-Sum", "42"));
      assertThat(ask(client, get("/")).response().text()).isEqualTo("hello!");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void aResponseInSingleBytesIsTheSameResponse() throws Exception {
    String chunked =
        "HTTP/1.1 103 Early Hints\r\n\r\n" + CHUNKED + "5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n";
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  while (true) {
                    peer.receive();
                    for (int i = 0; i < chunked.length(); i++) {
                      peer.send(chunked.substring(i, i + 1));
                    }
                  }
                });
        OriginClient client = CLIENTS.client(origin)) {
      for (int i = 0; i < 3; i++) {
        Asker.Response response = ask(client, get("/")).response();
        assertThat(response.interims()).hasSize(1);
        Asker.Content content = response.content();
        assertThat(content.whole()).isEqualTo("hello");
        assertThat(content.trailers()).hasValue(Fields.of("X-Sum", "42"));
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }
}
