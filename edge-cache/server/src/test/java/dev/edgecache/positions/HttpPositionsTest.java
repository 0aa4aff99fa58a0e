package dev.edgecache.positions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.edgecache.consistency.Position;
import dev.edgecache.positions.PositionSettings.Databases;
import dev.edgecache.positions.PositionSettings.Pace;
import dev.edgecache.postgres.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("positions that are told at URLs")
class HttpPositionsTest {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final AtomicInteger askedForPrimary = new AtomicInteger();
  private final Semaphore primaryMayAnswer = new Semaphore(1_000_000);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    answers.put("/primary", "{\"position\": \"db/1@0/30\", \"settled\": \"db/1@0/20\"}");
    answers.put("/eu-1", "{\"position\": \"db/1@0/10\"}");
  }

  @AfterEach
  void stop() {
    primaryMayAnswer.release(1_000);
    server.stop(0);
    threads.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/primary")) {
      askedForPrimary.incrementAndGet();
      primaryMayAnswer.acquireUninterruptibly();
    }
    byte[] body = answers.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void areReadFromJson() throws Exception {
    try (Positions positions = open(Pace.DEFAULT)) {
      assertThat(positions.primary().get(10, TimeUnit.SECONDS)).isEqualTo(at("db/1@0/30"));
      assertThat(positions.settled()).contains(at("db/1@0/20"));
      assertThat(positions.replicasAtMost().get(10, TimeUnit.SECONDS)).isEqualTo(at("db/1@0/10"));
      assertThat(positions.replicas()).contains(at("db/1@0/10"));
    }
  }

  @Test
  @DisplayName("concurrent callers share one reading, which begins after each of their calls")
  void readingsAreShared() throws Exception {
    primaryMayAnswer.drainPermits();
    try (Positions positions = open(new Pace(hour(), hour(), Duration.ofSeconds(30)))) {
      Await.until("the first reading began", () -> askedForPrimary.get() == 1);
      List<CompletableFuture<Position>> readings = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        readings.add(positions.primary());
      }
      answers.put("/primary", "{\"position\": \"db/1@0/40\"}");
      primaryMayAnswer.release(10);

      for (CompletableFuture<Position> reading : readings) {
        assertThat(reading.get(10, TimeUnit.SECONDS)).isEqualTo(at("db/1@0/40"));
      }
      assertThat(askedForPrimary).as("the one under way, and one for all").hasValue(2);
    }
  }

  @Test
  void whatIsMalformedIsNoReading() {
    for (String malformed :
        List.of("", "[]", "{", "{\"position\": 1}", "{\"position\": \"db\"}", "x".repeat(70_000))) {
      answers.put("/eu-1", malformed);
      try (Positions positions = open(Pace.DEFAULT)) {
        Await.until("it failed", () -> replica(positions).problem().isPresent());
        assertThat(positions.replicas()).isEmpty();
        assertThatThrownBy(() -> positions.replicasAtMost().get(10, TimeUnit.SECONDS))
            .hasRootCauseInstanceOf(PositionUnknownException.class);
      }
    }
  }

  @Test
  void anOutageKeepsTheLastReadingAndAWaiterGoesOnWhenItEnds() throws Exception {
    try (Positions positions =
        open(new Pace(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1)))) {
      positions.replicasAtMost().get(10, TimeUnit.SECONDS);
      answers.put("/eu-1", "down");
      Await.until("it failed", () -> replica(positions).problem().isPresent());
      assertThat(positions.replicas()).contains(at("db/1@0/10"));

      CompletableFuture<Boolean> waiting =
          positions.awaitReplicas(at("db/1@0/11"), Duration.ofSeconds(30));
      answers.put("/eu-1", "{\"position\": \"db/1@0/11\"}");

      assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(replica(positions).problem()).isEmpty();
    }
  }

  @Test
  void closingEndsWhatIsWaitedFor() throws Exception {
    primaryMayAnswer.drainPermits();
    Positions positions = open(Pace.DEFAULT);
    CompletableFuture<Position> reading = positions.primary();
    CompletableFuture<Boolean> waiting =
        positions.awaitReplicas(at("db/1@0/99"), Duration.ofMinutes(5));

    positions.close();

    assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(PositionUnknownException.class);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isFalse();
    assertThatThrownBy(() -> positions.primary().get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(PositionUnknownException.class);
  }

  private static DatabaseStatus replica(Positions positions) {
    return positions.status().getLast();
  }

  private static Position at(String text) {
    return Position.parse(text).orElseThrow();
  }

  private static Duration hour() {
    return Duration.ofHours(1);
  }

  private Positions open(Pace pace) {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return Positions.open(
        new PositionSettings(
            new PositionSettings.Http(
                new Databases<>(base.resolve("/primary"), Map.of("eu-1", base.resolve("/eu-1")))),
            pace,
            PositionSettings.DEFAULT_ALERT),
        InstantSource.system(),
        System::nanoTime);
  }
}
