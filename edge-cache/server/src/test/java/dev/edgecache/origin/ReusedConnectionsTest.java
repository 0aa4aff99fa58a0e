package dev.edgecache.origin;

import static dev.edgecache.origin.Asker.ask;
import static dev.edgecache.origin.Asker.get;
import static dev.edgecache.origin.Asker.request;
import static dev.edgecache.origin.Asker.source;
import static dev.edgecache.testing.ScriptedOrigin.always;
import static dev.edgecache.testing.ScriptedOrigin.answering;
import static dev.edgecache.testing.ScriptedOrigin.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.HeapBody;
import dev.edgecache.http.Fields;
import dev.edgecache.testing.ScriptedOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that are used again, and what is repeated of requests that they lose. */
class ReusedConnectionsTest {
  private static final Duration SHORT = Duration.ofMillis(150);

  @RegisterExtension static final TestClients CLIENTS = new TestClients(2);

  private static OriginSettings settings(ScriptedOrigin origin) {
    return OriginSettings.of(origin.url());
  }

  /** Tells of the opening and closing of connections. */
  private static final class Watcher implements OriginObserver {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void connected() {
      events.add("connected");
    }

    @Override
    public void disconnected() {
      events.add("disconnected");
    }

    @Override
    public void retried() {
      events.add("retried");
    }

    String next() throws InterruptedException {
      String event = events.poll(5, TimeUnit.SECONDS);
      return event == null ? "nothing" : event;
    }
  }

  @Test
  void anIdleConnectionThatTheOriginClosesIsNotUsedAgain() throws Exception {
    Watcher watcher = new Watcher();
    try (ScriptedOrigin origin = ScriptedOrigin.start(answering(ok("one")), always(ok("two")));
        OriginClient client =
            CLIENTS.network().client(settings(origin), watcher, InstantSource.system())) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      assertThat(watcher.next()).isEqualTo("connected");
      assertThat(watcher.next()).isEqualTo("disconnected");
      assertThat(client.health().connections()).isEqualTo(new OriginHealth.Connections(0, 0, 0));
      assertThat(ask(client, request("POST", "/")).response().text()).isEqualTo("two");
    }
  }

  @Test
  void anIdleConnectionIsClosedAfterItsTime() throws Exception {
    Watcher watcher = new Watcher();
    try (ScriptedOrigin origin = ScriptedOrigin.start(always(ok("one")));
        OriginClient client =
            CLIENTS
                .network()
                .client(
                    settings(origin)
                        .withConnections(new OriginSettings.Connections(1, 0, SHORT, SHORT)),
                    watcher,
                    InstantSource.system())) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      assertThat(watcher.next()).isEqualTo("connected");
      assertThat(watcher.next()).isEqualTo("disconnected");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
    }
  }

  /** Answers one request and closes when the second has come. */
  private static final ScriptedOrigin.Script ONE_THEN_CLOSE =
      peer -> {
        peer.receive();
        peer.send(ok("one"));
        peer.receive();
      };

  @Test
  void aRequestThatAUsedConnectionLosesIsSentOnceMore() throws Exception {
    Watcher watcher = new Watcher();
    try (ScriptedOrigin origin = ScriptedOrigin.start(ONE_THEN_CLOSE, always(ok("again")));
        OriginClient client =
            CLIENTS.network().client(settings(origin), watcher, InstantSource.system())) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      assertThat(ask(client, get("/")).response().text()).isEqualTo("again");
      assertThat(watcher.events).contains("retried");
    }
  }

  @Test
  void aRequestIsSentOnceMoreOnlyOnce() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(ONE_THEN_CLOSE, peer -> peer.receive());
        OriginClient client = CLIENTS.client(settings(origin))) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      OriginFailure failure = ask(client, get("/")).failure();
      assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.RESET_BEFORE_HEAD);
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void aRequestThatMightHaveHadAnEffectIsNotRepeated() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(ONE_THEN_CLOSE, always(ok("again")));
        OriginClient client = CLIENTS.client(settings(origin))) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      OriginFailure failure = ask(client, request("POST", "/")).failure();
      assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.RESET_BEFORE_HEAD);
      assertThat(failure.status()).isEqualTo(502);
    }
  }

  @Test
  void aBodyThatWasBegunIsNotRepeatedUnlessItIsAtRest() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(ONE_THEN_CLOSE, always(ok("again")));
        OriginClient client = CLIENTS.client(settings(origin))) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      OriginRequest put =
          request("PUT", "/")
              .withContent(
                  new OriginRequest.Content.Once(source(OptionalLong.of(1), Fields.EMPTY, "x")));
      assertThat(ask(client, put).failure().kind()).isEqualTo(OriginFailure.Kind.RESET_BEFORE_HEAD);
    }
    try (ScriptedOrigin origin = ScriptedOrigin.start(ONE_THEN_CLOSE, always(ok("again")));
        OriginClient client = CLIENTS.client(settings(origin))) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
      OriginRequest put =
          request("PUT", "/")
              .withContent(
                  new OriginRequest.Content.Repeatable(
                      new HeapBody("xyz".getBytes(StandardCharsets.ISO_8859_1), Fields.EMPTY)));
      assertThat(ask(client, put).response().text()).isEqualTo("again");
      origin.request();
      assertThat(origin.request().text()).isEqualTo("xyz");
      assertThat(origin.request().text()).isEqualTo("xyz");
    }
  }

  @Test
  void aRequestThatAFreshConnectionLosesIsNotRepeated() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(peer -> peer.receive(), always(ok("again")));
        OriginClient client = CLIENTS.client(settings(origin))) {
      assertThat(ask(client, get("/")).failure().kind())
          .isEqualTo(OriginFailure.Kind.RESET_BEFORE_HEAD);
    }
  }

  @Test
  void aHeadThatBreaksOffIsNoResponseAndIsNotRepeated() throws Exception {
    for (String part : new String[] {"HT", "HTTP/1.1 200 OK\r\nContent-Le"}) {
      try (ScriptedOrigin origin =
              ScriptedOrigin.start(answering(ok("one"), part), always(ok("again")));
          OriginClient client = CLIENTS.client(settings(origin))) {
        assertThat(ask(client, get("/")).response().text()).isEqualTo("one");
        assertThat(ask(client, get("/")).failure().kind())
            .isEqualTo(OriginFailure.Kind.RESET_BEFORE_HEAD);
      }
    }
  }

  @Test
  @DisplayName("COL-7 retries stay within their share of the load")
  void retryBudget() throws Exception {
    ScriptedOrigin.Script flaky = ONE_THEN_CLOSE;
    try (ScriptedOrigin origin = ScriptedOrigin.start(flaky);
        OriginClient client =
            CLIENTS.client(settings(origin).withRetries(new OriginSettings.Retries(0.1, 2)))) {
      List<OriginFailure> failures = new ArrayList<>();
      ask(client, get("/")).response().text();
      for (int i = 0; i < 10; i++) {
        switch (ask(client, get("/")).await()) {
          case Asker.Response response -> assertThat(response.text()).isEqualTo("one");
          case Asker.Failure failure -> {
            failures.add(failure.failure());
            ask(client, get("/")).response().text();
          }
          case Asker.Upgrade upgrade -> throw new AssertionError("upgraded");
        }
      }
      assertThat(failures).hasSizeBetween(5, 8);
      assertThat(origin.connections()).isEqualTo(1 + 10);
    }
  }
}
