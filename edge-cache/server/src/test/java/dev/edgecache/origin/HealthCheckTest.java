package dev.edgecache.origin;

import static dev.edgecache.origin.Asker.ask;
import static dev.edgecache.origin.Asker.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.origin.http1.OriginNetwork;
import dev.edgecache.testing.ManualTime;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an origin's answers to health checks make of it. */
@Timeout(60)
class HealthCheckTest {
  private static final HealthRule.Check CHECK =
      new HealthRule.Check("/health/ready", Duration.ofMillis(1), Duration.ofSeconds(5), 2, 3);

  private final ManualTime time = new ManualTime();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private OriginNetwork network;
  private TestOrigin origin;
  private OriginClient client;

  @BeforeEach
  void start() throws IOException {
    network = OriginNetwork.start(1);
    origin = TestOrigin.start();
    client = client(CHECK);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    network.close();
    origin.close();
  }

  private OriginClient client(HealthRule.Check check) {
    return network.client(
        new OriginSettings(
            URI.create(origin.url()),
            Optional.of("api.internal"),
            "/base",
            OriginTlsSettings.DEFAULT,
            List.of(new OriginSettings.AddedField("X-Key", () -> "s3cret")),
            OriginSettings.Timeouts.DEFAULT,
            new OriginSettings.Connections(1, 0, Duration.ofSeconds(5), Duration.ofMinutes(1)),
            OriginSettings.HeadLimits.DEFAULT,
            OriginSettings.Breaker.DEFAULT,
            OriginSettings.Retries.DEFAULT,
            new HealthRule(Optional.of(check), Duration.ofSeconds(10))),
        new OriginObserver() {
          @Override
          public void checkPassed() {
            told.add("passed");
          }

          @Override
          public void checkFailed() {
            told.add("failed");
          }

          @Override
          public void ejected() {
            told.add("ejected");
          }
        },
        time::instant,
        time::nanos);
  }

  /** Answers the next checks with that status, and returns when each has counted. */
  private void answer(String status, int checks) throws InterruptedException {
    for (int i = 0; i < checks; i++) {
      origin.take().answer(status, "", "");
      assertThat(told.poll(10, TimeUnit.SECONDS))
          .isEqualTo(status.startsWith("2") ? "passed" : "failed");
    }
  }

  private void awaitState(OriginHealth.State state) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (client.health().state() != state) {
      assertThat(System.nanoTime()).as("still " + client.health()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  @DisplayName("checks ask for the path alone, with the origin's host and secret fields")
  void aCheckIsAPlainRequest() throws Exception {
    Arrived check = origin.take();

    assertThat(check.requestLine()).isEqualTo("GET /health/ready HTTP/1.1");
    assertThat(check.field("Host")).contains("api.internal");
    assertThat(check.field("X-Key")).contains("s3cret");
  }

  @Test
  @DisplayName("an origin is left alone after three failed checks, until two have passed")
  void checksEjectAndReadmit() throws Exception {
    answer("503 Not Ready", 2);
    answer("200 OK", 1);
    answer("503 Not Ready", 2);
    assertThat(client.health().state()).isEqualTo(OriginHealth.State.HEALTHY);
    answer("503 Not Ready", 1);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("ejected");
    awaitState(OriginHealth.State.UNHEALTHY);
    assertThat(client.share()).isZero();
    assertThat(ask(client, get("/")).failure().kind()).isEqualTo(OriginFailure.Kind.BREAKER_OPEN);

    time.advance(Duration.ofHours(1));
    answer("200 OK", 1);
    answer("404 Not Found", 1);
    answer("200 OK", 1);
    assertThat(client.health().state()).isEqualTo(OriginHealth.State.UNHEALTHY);
    answer("204 No Content", 1);
    awaitState(OriginHealth.State.RECOVERING);
    time.advance(Duration.ofSeconds(5));
    assertThat(client.share()).isEqualTo(0.5);
    time.advance(Duration.ofSeconds(5));
    assertThat(client.share()).isEqualTo(1);
    assertThat(client.health().state()).isEqualTo(OriginHealth.State.HEALTHY);
  }

  @Test
  @DisplayName("a check that gets no answer in time, or a broken one, has failed")
  void silenceFails() throws Exception {
    client.close();
    origin.take().close();
    told.clear();
    client =
        client(new HealthRule.Check("/slow", Duration.ofMillis(1), Duration.ofMillis(50), 1, 2));
    origin.take();
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("failed");
    origin.take().breakOff();
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("failed");
    awaitState(OriginHealth.State.UNHEALTHY);
  }

  @Test
  @DisplayName("checks pass while all connections are in use: a full origin is not a sick one")
  void checksHaveAConnectionOfTheirOwn() throws Exception {
    Arrived check = origin.take();
    Asker busy = ask(client, get("/busy"));
    Arrived request = origin.take();
    assertThat(request.target()).isEqualTo("/base/busy");
    assertThat(ask(client, get("/")).failure().kind()).isEqualTo(OriginFailure.Kind.OVERLOADED);
    check.answer("200 OK", "", "");
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("passed");
    assertThat(client.health().state()).isEqualTo(OriginHealth.State.HEALTHY);
    request.ok("", "done");
    assertThat(busy.response().text()).isEqualTo("done");
  }
}
