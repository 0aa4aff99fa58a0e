package dev.edgecache.origin;

import static dev.edgecache.origin.Asker.ask;
import static dev.edgecache.origin.Asker.get;
import static dev.edgecache.testing.ScriptedOrigin.always;
import static dev.edgecache.testing.ScriptedOrigin.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.testing.ScriptedOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exchanges that wait for a connection, and clients that keep connections from them. */
class PendingExchangesTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(150);

  @RegisterExtension static final TestClients CLIENTS = new TestClients(2);

  private static OriginSettings settings(ScriptedOrigin origin) {
    return OriginSettings.of(origin.url());
  }

  private static OriginSettings.Connections connections(int max, int pending, Duration patience) {
    return new OriginSettings.Connections(max, pending, patience, LONG);
  }

  @Test
  void exchangesBeyondTheLimitWaitTheirTurn() throws Exception {
    CountDownLatch proceed = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  while (true) {
                    ScriptedOrigin.Request received = peer.receive();
                    proceed.await(10, TimeUnit.SECONDS);
                    peer.send(ok(received.line()));
                  }
                });
        OriginClient client =
            CLIENTS.client(settings(origin).withConnections(connections(2, 3, LONG)))) {
      List<Asker> askers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        askers.add(ask(client, get("/" + i)));
      }
      assertThat(client.health().connections()).isEqualTo(new OriginHealth.Connections(2, 0, 3));
      OriginFailure failure = ask(client, get("/6")).failure();
      assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.OVERLOADED);
      assertThat(failure.status()).isEqualTo(503);
      proceed.countDown();
      for (int i = 0; i < 5; i++) {
        assertThat(askers.get(i).response().text()).isEqualTo("GET /" + i + " HTTP/1.1");
      }
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void anExchangeThatWaitsGivesUpInTimeOrWhenItIsCancelled() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.awaitClose();
                });
        OriginClient client =
            CLIENTS.client(settings(origin).withConnections(connections(1, 3, SHORT)))) {
      OriginExchange first = client.exchange(get("/"), new Asker());
      Asker waiting = ask(client, get("/"));
      Asker cancelled = new Asker();
      client.exchange(get("/"), cancelled).cancel();
      assertThat(cancelled.failure().kind()).isEqualTo(OriginFailure.Kind.CANCELLED);
      assertThat(waiting.failure().kind()).isEqualTo(OriginFailure.Kind.OVERLOADED);
      assertThat(client.health().connections()).isEqualTo(new OriginHealth.Connections(1, 0, 0));
      first.cancel();
    }
  }

  @Test
  void aWaitingExchangeGetsTheConnectionThatReplacesALostOne() throws Exception {
    CountDownLatch proceed = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  proceed.await(10, TimeUnit.SECONDS);
                  peer.reset();
                },
                always(ok("next")));
        OriginClient client =
            CLIENTS.client(settings(origin).withConnections(connections(1, 3, LONG)))) {
      Asker lost = ask(client, get("/"));
      Asker waiting = ask(client, get("/"));
      proceed.countDown();
      assertThat(lost.failure().kind()).isEqualTo(OriginFailure.Kind.RESET_BEFORE_HEAD);
      assertThat(waiting.response().text()).isEqualTo("next");
    }
  }

  /** An origin whose answers have no end, on any number of connections. */
  private static ScriptedOrigin endless() throws Exception {
    byte[] piece = new byte[64 * 1024];
    return ScriptedOrigin.start(
        always -> {
          ScriptedOrigin.Request received = always.receive();
          if (received.line().contains("/endless")) {
            always.send("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
              always.send(piece);
            }
          }
          always.send(ok("next"));
        });
  }

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @Test
  @DisplayName("SEC-10: clients that do not read cannot keep an origin's connections from others")
  void whoDoesNotReadMakesWayForThoseWhoWait() throws Exception {
    try (ScriptedOrigin origin = endless();
        OriginClient client =
            CLIENTS.client(settings(origin).withConnections(connections(3, 3, PATIENCE)))) {
      List<Asker> askers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        askers.add(ask(client, get("/endless")));
      }
      List<Asker.Response> held = askers.stream().map(Asker::response).toList();

      assertThat(ask(client, get("/")).response().text()).isEqualTo("next");

      assertThat(held.stream().filter(PendingExchangesTest::isCutOff)).hasSize(1);
    }
  }

  /** Whether the body fails within a few pieces. */
  private static boolean isCutOff(Asker.Response response) {
    for (int i = 0; i < 100; i++) {
      if (Asker.next(response.body()) instanceof Asker.Piece.Failed(BodyFailure cause)) {
        assertThat(cause.kind()).isEqualTo(BodyFailure.Kind.TIMEOUT);
        return true;
      }
    }
    return false;
  }

  @Test
  void whoReadsKeepsItsConnectionAndThoseWhoWaitAreRefusedInTime() throws Exception {
    try (ScriptedOrigin origin = endless();
        OriginClient client =
            CLIENTS.client(settings(origin).withConnections(connections(1, 3, PATIENCE)))) {
      Asker.Response reading = ask(client, get("/endless")).response();
      CompletableFuture<OriginFailure> refused =
          CompletableFuture.supplyAsync(() -> ask(client, get("/")).failure());
      while (!refused.isDone()) {
        assertThat(Asker.next(reading.body())).isInstanceOf(Asker.Piece.Chunk.class);
      }

      assertThat(refused.get().kind()).isEqualTo(OriginFailure.Kind.OVERLOADED);
      assertThat(refused.get().status()).isEqualTo(503);
    }
  }

  @Test
  @DisplayName("SEC-10: clients that do not send cannot keep an origin's connections from others")
  void whoDoesNotSendMakesWayForThoseWhoWait() throws Exception {
    try (ScriptedOrigin origin = endless();
        ScriptedOrigin other = ScriptedOrigin.start(always(ok("other")));
        OriginClient elsewhere = CLIENTS.client(settings(other));
        OriginClient client =
            CLIENTS.client(settings(origin).withConnections(connections(1, 3, PATIENCE)))) {
      Asker silent =
          ask(
              client,
              Asker.request("POST", "/")
                  .withContent(new OriginRequest.Content.Once(new SilentSource())));
      Asker waiting = ask(client, get("/"));

      assertThat(ask(elsewhere, get("/")).response().text()).isEqualTo("other");
      assertThat(waiting.response().text()).isEqualTo("next");
      assertThat(silent.failure().kind()).isEqualTo(OriginFailure.Kind.REQUEST_BODY_FAILED);
    }
  }

  /** A body that never comes. */
  private static final class SilentSource implements BodySource {
    @Override
    public OptionalLong length() {
      return OptionalLong.empty();
    }

    @Override
    public void next(BodyReceiver receiver) {}

    @Override
    public void cancel() {}
  }
}
