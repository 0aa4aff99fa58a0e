package dev.edgecache.origin;

import static dev.edgecache.origin.Asker.ask;
import static dev.edgecache.origin.Asker.get;
import static dev.edgecache.origin.Asker.request;
import static dev.edgecache.origin.Asker.source;
import static dev.edgecache.testing.ScriptedOrigin.always;
import static dev.edgecache.testing.ScriptedOrigin.ok;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.testing.ScriptedOrigin;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bodies of requests on their way to an origin. */
class OriginUploadTest {
  private static final int LARGE = 64 * 1024 * 1024;

  @RegisterExtension static final TestClients CLIENTS = new TestClients(1);

  private static OriginRequest upload(BodySource source, String... fields) {
    return request("POST", "/", fields).withContent(new OriginRequest.Content.Once(source));
  }

  @Test
  void aBodyOfKnownLengthIsFramedByIt() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(always(ok("")));
        OriginClient client = CLIENTS.client(origin)) {
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
        OriginClient client = CLIENTS.client(origin)) {
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
        OriginClient client = CLIENTS.client(origin)) {
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
        OriginClient client = CLIENTS.client(origin)) {
      SizedBody failing =
          new SizedBody(3, OptionalLong.empty()) {
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
    SizedBody source = new SizedBody(LARGE, OptionalLong.of(LARGE));
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  String head = peer.receiveHead();
                  proceed.await(10, TimeUnit.SECONDS);
                  peer.send(ok(Integer.toString(peer.receiveBody(head).length)));
                });
        OriginClient client = CLIENTS.client(origin)) {
      Asker asker = ask(client, upload(source));
      source.awaitPause();
      assertThat(source.given()).isLessThan(LARGE / 2);
      proceed.countDown();
      assertThat(asker.response().text()).isEqualTo(Integer.toString(LARGE));
      assertThat(source.given()).isEqualTo(LARGE);
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
        OriginClient client = CLIENTS.client(origin)) {
      assertThat(ask(client, get("/")).response().text()).hasSize(count);
      SizedBody tiny = new SizedBody(count, OptionalLong.empty(), 1);
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
        OriginClient client = CLIENTS.client(origin)) {
      SizedBody source = new SizedBody(5, OptionalLong.of(5));
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
        OriginClient client = CLIENTS.client(origin)) {
      SizedBody source = new SizedBody(5, OptionalLong.of(5));
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
        OriginClient client = CLIENTS.client(origin)) {
      SizedBody source = new SizedBody(5, OptionalLong.of(5));
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
        OriginClient client = CLIENTS.client(origin)) {
      Endless source = new Endless();
      Asker.Response response = ask(client, upload(source)).response();
      assertThat(response.head().status()).isEqualTo(413);
      assertThat(response.text()).isEqualTo("big");
      assertThat(source.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(ask(client, get("/")).response().text()).isEqualTo("next");
    }
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
