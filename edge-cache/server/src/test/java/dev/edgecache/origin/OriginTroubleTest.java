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
import dev.edgecache.testing.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens when origins fail, are slow, or are asked too much. */
class OriginTroubleTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final String BROKEN =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

  @RegisterExtension static final TestClients CLIENTS = new TestClients(2);

  private static OriginSettings settings(ScriptedOrigin origin) {
    return OriginSettings.of(origin.url());
  }

  private static OriginSettings.Timeouts timeouts(
      Duration connect, Duration head, Duration between, Duration total) {
    return new OriginSettings.Timeouts(connect, head, between, total, LONG);
  }

  @Test
  void aClosedPortIsRefused() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (OriginClient client =
        CLIENTS.client(OriginSettings.of(URI.create("http://localhost:" + port)))) {
      OriginFailure failure = ask(client, get("/")).failure();
      assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.REFUSED);
      assertThat(failure.kind().error().token()).isEqualTo("connection_refused");
      assertThat(client.health().connections()).isEqualTo(new OriginHealth.Connections(0, 0, 0));
    }
  }

  @Test
  void aNameWithoutAddressIsUnresolved() {
    try (OriginClient client =
        CLIENTS.client(OriginSettings.of(URI.create("http://no-such-host.invalid")))) {
      OriginFailure failure = ask(client, get("/")).failure();
      assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.UNRESOLVED);
      assertThat(failure.status()).isEqualTo(502);
    }
  }

  @Test
  void aConnectionThatDoesNotComeAboutTimesOut() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> fillers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Socket filler = new Socket();
        fillers.add(filler);
        try {
          filler.connect(socket.getLocalSocketAddress(), 100);
        } catch (IOException e) {
          break;
        }
      }
      try (OriginClient client =
          CLIENTS.client(
              OriginSettings.of(URI.create("http://127.0.0.1:" + socket.getLocalPort()))
                  .withTimeouts(timeouts(SHORT, LONG, LONG, LONG)))) {
        OriginFailure failure = ask(client, get("/")).failure();
        assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.CONNECT_TIMEOUT);
        assertThat(failure.status()).isEqualTo(504);
      }
      for (Socket filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  void anOriginThatNeverAnswersTimesOut() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send("HTTP/1.1 102 Processing\r\n\r\n");
                  peer.awaitClose();
                });
        OriginClient client =
            CLIENTS.client(settings(origin).withTimeouts(timeouts(LONG, SHORT, LONG, LONG)))) {
      OriginFailure failure = ask(client, get("/")).failure();
      assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.HEAD_TIMEOUT);
      assertThat(failure.kind().error().token()).isEqualTo("http_response_timeout");
    }
  }

  @Test
  void aRequestMayHaveShorterTimeoutsThanItsOrigin() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.awaitClose();
                });
        OriginClient client = CLIENTS.client(settings(origin))) {
      OriginRequest hurried = get("/").withTimeouts(timeouts(LONG, LONG, LONG, SHORT));
      assertThat(ask(client, hurried).failure().kind()).isEqualTo(OriginFailure.Kind.HEAD_TIMEOUT);
    }
  }

  @Test
  void anOriginThatTakesNoMoreTimesOut() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receiveHead();
                  over.await(10, TimeUnit.SECONDS);
                });
        OriginClient client =
            CLIENTS.client(settings(origin).withTimeouts(timeouts(LONG, LONG, SHORT, LONG)))) {
      String[] chunks = new String[1024];
      Arrays.fill(chunks, "x".repeat(16 * 1024));
      OriginRequest post =
          request("POST", "/")
              .withContent(
                  new OriginRequest.Content.Once(
                      source(OptionalLong.empty(), Fields.EMPTY, chunks)));
      OriginFailure failure = ask(client, post).failure();
      over.countDown();
      assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.SEND_TIMEOUT);
    }
  }

  @Test
  void aBodyThatStopsTimesOutWhileItIsWantedAndOnlyThen() throws Exception {
    CountDownLatch resume = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                peer -> {
                  peer.receive();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                  resume.await(10, TimeUnit.SECONDS);
                  peer.send("more");
                  peer.awaitClose();
                });
        OriginClient client =
            CLIENTS.client(settings(origin).withTimeouts(timeouts(LONG, LONG, SHORT, LONG)))) {
      Asker.Response response = ask(client, get("/")).response();
      CountDownLatch pause = new CountDownLatch(1);
      assertThat(pause.await(SHORT.toMillis() * 3, TimeUnit.MILLISECONDS)).isFalse();
      resume.countDown();
      Asker.Content content = response.content();
      assertThat(content.text()).isEqualTo("halfmore");
      assertThat(content.failureKind()).isEqualTo(BodyFailure.Kind.TIMEOUT);
    }
  }

  /** Asks an origin that fails three times of four, which opens the breaker. */
  private static void openBreaker(OriginClient client) throws Exception {
    for (int status : new int[] {503, 200, 503, 503}) {
      assertThat(client.health().state()).isEqualTo(OriginHealth.State.HEALTHY);
      assertThat(ask(client, get("/")).response().head().status()).isEqualTo(status);
    }
  }

  private static OriginSettings.Breaker openFor(Duration time) {
    return new OriginSettings.Breaker(0.7, 4, 4, 10, time, Set.of(503));
  }

  @Test
  void theBreakerOpensAfterFailures() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(answering(BROKEN, ok(""), BROKEN, BROKEN, ok("not asked for")));
        OriginClient client =
            CLIENTS.client(settings(origin).withBreaker(openFor(Duration.ofHours(1))))) {
      openBreaker(client);
      assertThat(client.health().state()).isEqualTo(OriginHealth.State.EJECTED);
      OriginFailure failure = ask(client, get("/")).failure();
      assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.BREAKER_OPEN);
      assertThat(failure.status()).isEqualTo(503);
      assertThat(client.health().lastFailure()).isEmpty();
    }
  }

  @Test
  void theBreakerLetsRequestsTryAfterItsTime() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(answering(BROKEN, ok(""), BROKEN, BROKEN, ok("back")));
        OriginClient client = CLIENTS.client(settings(origin).withBreaker(openFor(SHORT)))) {
      openBreaker(client);
      Asker.Result result = ask(client, get("/")).await();
      long giveUp = System.nanoTime() + LONG.toNanos();
      while (result instanceof Asker.Failure && System.nanoTime() < giveUp) {
        result = ask(client, get("/")).await();
      }
      assertThat(((Asker.Response) result).text()).isEqualTo("back");
      assertThat(client.health().state()).isEqualTo(OriginHealth.State.ON_TRIAL);
    }
  }

  @Test
  void statusesThatAreNotNamedDoNotOpenTheBreaker() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                always("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"));
        OriginClient client =
            CLIENTS.client(
                settings(origin)
                    .withBreaker(new OriginSettings.Breaker(0.5, 4, 4, 10, LONG, Set.of(503))))) {
      for (int i = 0; i < 10; i++) {
        assertThat(ask(client, get("/")).response().head().status()).isEqualTo(500);
      }
      assertThat(client.health().state()).isEqualTo(OriginHealth.State.HEALTHY);
    }
  }

  @Test
  void aRetiredClientFinishesWhatRunsAndTakesNothingNew() throws Exception {
    CountDownLatch proceed = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedOrigin origin =
        ScriptedOrigin.start(
            peer -> {
              peer.receive();
              asked.countDown();
              proceed.await(10, TimeUnit.SECONDS);
              peer.send(ok("last"));
              peer.awaitClose();
              closed.countDown();
            })) {
      OriginClient client = CLIENTS.client(settings(origin));
      Asker running = ask(client, get("/"));
      assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
      client.close();
      assertThat(ask(client, get("/")).failure().kind()).isEqualTo(OriginFailure.Kind.CANCELLED);
      proceed.countDown();
      assertThat(running.response().text()).isEqualTo("last");
      assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void healthTellsWhenTheLastFailureWas() throws Exception {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    try (ScriptedOrigin origin = ScriptedOrigin.start(peer -> peer.receive());
        OriginClient client =
            CLIENTS
                .network()
                .client(settings(origin), OriginObserver.NONE, InstantSource.fixed(now))) {
      assertThat(client.health().lastFailure()).isEmpty();
      OriginFailure failure = ask(client, get("/")).failure();
      assertThat(client.health().lastFailure())
          .hasValue(new OriginHealth.LastFailure(failure, now));
      assertThat(client.health().origin()).isEqualTo(origin.url().toString());
    }
  }
}
