package dev.edgecache.admin.invalidations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgecache.admin.AdminServer;
import dev.edgecache.admin.AdminSettings;
import dev.edgecache.admin.AdminToken;
import dev.edgecache.admin.Dependency;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.PrimaryPositions;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.invalidation.log.ScriptedJournal;
import dev.edgecache.testing.ManualTime;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class InvalidationEndpointsTest {

  private static final String TOKEN = "0123456789abcdef";
  private static final String ONE = "{\"type\": \"tag\", \"selectors\": [\"a\"], \"id\": \"e/1\"}";

  private final ManualTime time = new ManualTime();
  private final Floors floors = new Floors();
  private final BackgroundThread background = new BackgroundThread();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CompletableFuture<Position> reading = new CompletableFuture<>();
  private Optional<AdminServer> server = Optional.empty();
  private Optional<InvalidationEndpoints> endpoints = Optional.empty();

  @AfterEach
  void close() {
    client.close();
    server.ifPresent(AdminServer::close);
    background.close();
  }

  private void start(Journal journal, Optional<PrimaryPositions> primary) throws Exception {
    InvalidationLog log =
        InvalidationLog.open(
            journal,
            new InvalidationLog.Parts(floors, primary, background, LogObserver.NONE, 100),
            time.instant());
    InvalidationEndpoints own = new InvalidationEndpoints(log, List.of(), time::instant);
    endpoints = Optional.of(own);
    server =
        Optional.of(
            AdminServer.start(
                new AdminSettings(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Optional.of(new AdminToken(TOKEN))),
                own.endpoints(),
                Duration.ofSeconds(5)));
  }

  private void start() throws Exception {
    start(new MemoryJournal(), Optional.empty());
  }

  private HttpRequest.Builder request(String path) {
    int port = server.orElseThrow().address().getPort();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(
        request.header("Authorization", "Bearer " + TOKEN).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String json) throws Exception {
    return postAsync(json).get(20, TimeUnit.SECONDS);
  }

  private CompletableFuture<HttpResponse<String>> postAsync(String json) {
    return client.sendAsync(
        request("/invalidations")
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void anInvalidationIsInEffectWhenItIsAnswered() throws Exception {
    start();
    Provenance before = Provenance.ofPrimary(floors.sequence());

    HttpResponse<String> answer = post(ONE);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("id").asText()).isEqualTo("e/1");
    assertThat(json(answer).path("sequence").asLong()).isEqualTo(1);
    assertThat(json(answer).path("state").asText()).isEqualTo("in_effect");
    assertThat(json(answer).path("kept").asText()).isEqualTo("in_memory");
    assertThat(floors.floorOf(Set.of("a")).isMetBy(before)).isFalse();
  }

  @Test
  @DisplayName("PUR-6: the same id again gets the first result")
  void theSameIdGetsTheFirstResult() throws Exception {
    start();
    post(ONE);
    Provenance after = Provenance.ofPrimary(floors.sequence());

    assertThat(json(post(ONE)).path("sequence").asLong()).isEqualTo(1);
    assertThat(floors.floorOf(Set.of("a")).isMetBy(after)).isTrue();
  }

  @Test
  @DisplayName("PUR-6: of a batch with the id of another invalidation, nothing is done")
  void theIdOfAnotherOneIsRefused() throws Exception {
    start();
    post(ONE);
    long before = floors.sequence();

    HttpResponse<String> answer =
        post(
            "[{\"type\": \"all\"},"
                + " {\"type\": \"tag\", \"selectors\": [\"b\"], \"id\": \"e/1\"}]");

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(json(answer).path("detail").asText())
        .isEqualTo("id: e/1 is that of another invalidation");
    assertThat(floors.sequence()).isEqualTo(before);
  }

  @Test
  @DisplayName("PUR-6: of two posts at once with one id, one is done, and the other told so")
  void ofTwoAtOnceOneIsDone() throws Exception {
    start();
    for (int round = 0; round < 100; round++) {
      String one = "{\"type\": \"tag\", \"selectors\": [\"a\"], \"id\": \"%d\"}".formatted(round);
      CompletableFuture<HttpResponse<String>> first = postAsync(one);
      CompletableFuture<HttpResponse<String>> second = postAsync(one.replace("\"a\"", "\"b\""));

      assertThat(
              List.of(
                  first.get(20, TimeUnit.SECONDS).statusCode(),
                  second.get(20, TimeUnit.SECONDS).statusCode()))
          .as("round %d", round)
          .containsExactlyInAnyOrder(200, 409);
    }
  }

  @Test
  void aBatchIsAnsweredInItsOrder() throws Exception {
    start();
    JsonNode answer =
        json(
            post(
                "[{\"type\": \"all\", \"id\": \"1\"},"
                    + " {\"type\": \"tag\", \"selectors\": [\"b\"], \"mode\": \"soft\"}]"));

    assertThat(answer.isArray()).isTrue();
    assertThat(answer.path(0).path("id").asText()).isEqualTo("1");
    assertThat(answer.path(1).path("mode").asText()).isEqualTo("soft");
    assertThat(answer.path(1).path("id").asText()).isNotEmpty();
  }

  @Test
  void aWrongBatchChangesNothing() throws Exception {
    start();
    HttpResponse<String> answer = post("[{\"type\": \"all\"}, {\"type\": \"al\"}]");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).path("detail").asText()).startsWith("$[1].type: \"al\" (expected: one");
    assertThat(floors.sequence()).isZero();
  }

  @Test
  @DisplayName("PUR-15: only those with the token invalidate")
  void theTokenIsNeeded() throws Exception {
    start();
    HttpResponse<String> answer =
        client.send(
            request("/invalidations")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(ONE))
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(floors.sequence()).isZero();
  }

  @Test
  @DisplayName("PUR-15: a huge body is refused, with and without a length")
  void hugeContentIsRefused() throws Exception {
    start();
    String huge = "[" + " ".repeat(1024 * 1024) + "]";
    assertThat(post(huge).statusCode()).isEqualTo(413);
    HttpResponse<String> chunked =
        send(
            request("/invalidations")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(huge.getBytes(StandardCharsets.UTF_8)))));
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(floors.sequence()).isZero();
  }

  @Test
  void whatIsNoJsonIsRefused() throws Exception {
    start();
    HttpResponse<String> form =
        send(
            request("/invalidations")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(ONE)));

    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(form.body()).contains("(expected: application/json)");
    assertThat(floors.sequence()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | line 1, column 2: the text ends too early (expected: JSON)",
        "{} x | line 1, column 4: not JSON (expected: JSON in UTF-8)",
        "{} {} | line 1, column 4: text after the end (expected: one JSON value)",
        "{\"id\": \"1\", \"id\": \"2\"} | a member twice (expected: once)",
        "{id: 1} | not JSON (expected: JSON in UTF-8)"
      })
  void mistakesInTheJsonAreToldWithTheirPlace(String json, String detail) throws Exception {
    start();
    HttpResponse<String> answer = post(json);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(detail).doesNotContain("Jackson", "com.fasterxml", "Source");
    assertThat(floors.sequence()).isZero();
  }

  @Test
  void theLatestAreListedAndEachIsFoundByItsId() throws Exception {
    start();
    post(ONE);
    post("{\"type\": \"tag\", \"selectors\": [\"b\"], \"id\": \"2\"}");
    time.advance(Duration.ofSeconds(90));

    JsonNode list = json(send(request("/invalidations?limit=1")));
    assertThat(list.path("invalidations").size()).isEqualTo(1);
    assertThat(list.path("invalidations").path(0).path("id").asText()).isEqualTo("2");
    assertThat(list.path("invalidations").path(0).path("age_seconds").asLong()).isEqualTo(90);
    assertThat(list.path("log").path("records").asInt()).isEqualTo(2);

    JsonNode one = json(send(request("/invalidations/e%2F1")));
    assertThat(one.path("tags").path(0).asText()).isEqualTo("a");
    assertThat(send(request("/invalidations/other")).statusCode()).isEqualTo(404);
    assertThat(send(request("/invalidations?limit=0")).statusCode()).isEqualTo(400);
    assertThat(send(request("/invalidations?limit=x")).body())
        .contains("limit: x (expected: a number from 1 to 1000)");
  }

  @Test
  void anInvalidationThatAwaitsItsPositionIsAccepted() throws Exception {
    start(
        new MemoryJournal(),
        Optional.of(
            new PrimaryPositions() {
              @Override
              public Optional<Position> reached() {
                return Optional.empty();
              }

              @Override
              public CompletableFuture<Position> read() {
                return reading;
              }
            }));
    String stated =
        "{\"type\": \"tag\", \"selectors\": [\"a\"], \"id\": \"1\", \"position\": \"7/1@0/99\"}";

    HttpResponse<String> answer = post(stated);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("state").asText()).isEqualTo("position_awaited");

    reading.complete(Position.parse("7/1@0/5").orElseThrow());
    JsonNode after = json(send(request("/invalidations/1")));
    assertThat(after.path("state").asText()).isEqualTo("position_set_aside");
    assertThat(after.path("position").asText()).isEqualTo("7/1@0/99");
    assertThat(after.path("sampled_position").asText()).isEqualTo("7/1@0/5");
  }

  @Test
  void whatCannotBeWrittenIsInEffectAndSaid() throws Exception {
    ScriptedJournal journal = new ScriptedJournal();
    journal.fails(Optional.of("no space left on device"));
    start(journal, Optional.empty());
    Provenance before = Provenance.ofPrimary(floors.sequence());

    HttpResponse<String> answer = post(ONE);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(json(answer).path("kept").asText()).isEqualTo("not_yet");
    assertThat(floors.floorOf(Set.of("a")).isMetBy(before)).isFalse();
    Dependency health = endpoints.orElseThrow().health();
    assertThat(health.state()).isEqualTo(Dependency.State.DEGRADED);
    assertThat(health.detail())
        .isEqualTo(
            "can't be written, 1 invalidations would not survive a restart: no space left on"
                + " device");
  }

  @Test
  void healthSaysThatAMemoryLogForgets() throws Exception {
    start();
    assertThat(endpoints.orElseThrow().health())
        .isEqualTo(
            new Dependency(
                "invalidation log", Dependency.State.UP, "in memory: a restart forgets it"));
  }
}
