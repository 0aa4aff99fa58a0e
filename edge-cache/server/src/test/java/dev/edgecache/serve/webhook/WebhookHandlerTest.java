package dev.edgecache.serve.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.invalidation.log.ScriptedJournal;
import dev.edgecache.serve.RawClient;
import dev.edgecache.serve.TestServer;
import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.serve.listen.Listeners;
import dev.edgecache.serve.listen.MessageLimits;
import dev.edgecache.sources.InvalidationJson;
import dev.edgecache.sources.MalformedInvalidationException;
import dev.edgecache.sources.Message;
import dev.edgecache.sources.Receipt;
import dev.edgecache.sources.webhook.Webhook;
import dev.edgecache.sources.webhook.WebhookSecret;
import dev.edgecache.sources.webhook.WebhookSettings;
import dev.edgecache.testing.ManualTime;
import dev.edgecache.testing.WebhookSignature;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A webhook at a listener that clients reach, in front of a real invalidation log. */
@Timeout(60)
class WebhookHandlerTest {

  private static final String SECRET = "the secret of a shop, long enough";
  private static final String JSON = "{\"type\": \"tag\", \"selectors\": [\"product:42\"]}";

  private final ManualTime time = new ManualTime();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final BackgroundThread background = new BackgroundThread();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable InvalidationLog log;
  private @Nullable Listeners listeners;

  @BeforeEach
  void start() throws Exception {
    startWith(new MemoryJournal());
  }

  @AfterEach
  void stop() {
    client.close();
    if (listeners != null) {
      listeners.close();
    }
    background.close();
  }

  private void startWith(Journal journal) throws Exception {
    if (listeners != null) {
      listeners.close();
    }
    log =
        InvalidationLog.open(
            journal,
            new InvalidationLog.Parts(
                new Floors(), Optional.empty(), background, LogObserver.NONE, 1_000),
            time.instant());
    Webhook webhook =
        new Webhook(
            "shop",
            new WebhookSettings(
                "/hooks/catalogue",
                Optional.empty(),
                List.of(WebhookSecret.of(SECRET)),
                Optional.empty(),
                WebhookSettings.DEFAULT_WINDOW),
            this::take,
            (source, reason) -> refused.add(source + " " + reason.label()),
            time::instant);
    listeners =
        Listeners.start(
            List.of(
                new ListenerSettings(
                    TestServer.loopback(),
                    Optional.empty(),
                    MessageLimits.DEFAULTS,
                    TestServer.PATIENT)),
            1,
            listener ->
                new WebhookHandler(
                    List.of(webhook),
                    listener.connections(),
                    exchange -> exchange.getResponseSender().send("of the policies")));
  }

  /** As events are taken, but for their mapping. */
  private Receipt take(Message message) {
    if (new String(message.content(), UTF_8).contains("unknown")) {
      return new Receipt.Unmapped("unknown");
    }
    try {
      var read =
          InvalidationJson.read(message.content(), message.received(), message.source())
              .getFirst()
              .withId(message.id().orElseThrow());
      return new Receipt.Effective(log().append(read).entry().acknowledged());
    } catch (MalformedInvalidationException e) {
      return new Receipt.SetAside(String.valueOf(e.getMessage()));
    }
  }

  private InvalidationLog log() {
    if (log == null) {
      throw new IllegalStateException("log: absent (expected: open)");
    }
    return log;
  }

  private URI uri(String path) {
    if (listeners == null) {
      throw new IllegalStateException("listeners: absent (expected: open)");
    }
    return URI.create("http://127.0.0.1:" + listeners.addresses().getFirst().getPort() + path);
  }

  private String signature(String id, String content) throws Exception {
    return WebhookSignature.of(SECRET, id, time.instant(), content);
  }

  private HttpRequest.Builder request(String id, String signature) {
    return HttpRequest.newBuilder(uri("/hooks/catalogue"))
        .header("Content-Type", "application/json; charset=utf-8")
        .header("webhook-id", id)
        .header("webhook-timestamp", Long.toString(time.instant().getEpochSecond()))
        .header("webhook-signature", signature);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.sendAsync(request.build(), BodyHandlers.ofString()).get(20, TimeUnit.SECONDS);
  }

  private HttpResponse<String> deliver(String id, String content) throws Exception {
    return deliver(id, content, BodyPublishers.ofString(content));
  }

  private HttpResponse<String> deliver(String id, String content, BodyPublisher sent)
      throws Exception {
    return send(request(id, signature(id, content)).POST(sent));
  }

  private List<Entry> entries() {
    return log().latest(10);
  }

  @Test
  @DisplayName("a signed delivery is in effect and kept when it is answered")
  void aSignedDeliveryIsInEffect() throws Exception {
    HttpResponse<String> answer = deliver("msg_1", JSON);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"state\":\"in_effect\"}\n");
    assertThat(entries()).hasSize(1);
    assertThat(entries().getFirst().invalidation().tags()).containsExactly("product:42");
    assertThat(entries().getFirst().invalidation().source()).isEqualTo("shop");
  }

  @Test
  @DisplayName("a delivery without a length is taken, too")
  void aChunkedDeliveryIsTaken() throws Exception {
    BodyPublisher chunked =
        BodyPublishers.fromPublisher(
            BodyPublishers.ofByteArrays(
                List.of(JSON.substring(0, 9).getBytes(UTF_8), JSON.substring(9).getBytes(UTF_8))));

    assertThat(deliver("msg_1", JSON, chunked).statusCode()).isEqualTo(200);
    assertThat(entries()).hasSize(1);
  }

  @Test
  @DisplayName("PUR-6 PUR-15 a delivery that is replayed within the window changes nothing")
  void aReplayChangesNothing() throws Exception {
    deliver("msg_1", JSON);
    assertThat(deliver("msg_1", JSON).statusCode()).isEqualTo(200);
    assertThat(entries()).hasSize(1);
  }

  @Test
  @DisplayName("PUR-15 what is not signed is refused without a reason, whatever is wrong")
  void whatIsNotSignedIsRefused() throws Exception {
    String right = signature("msg_1", JSON);
    HttpResponse<String> other = send(request("msg_2", right).POST(BodyPublishers.ofString(JSON)));
    HttpResponse<String> changed =
        send(request("msg_1", right).POST(BodyPublishers.ofString(JSON + " ")));
    HttpResponse<String> unsigned =
        send(
            HttpRequest.newBuilder(uri("/hooks/catalogue"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON)));
    HttpRequest.Builder replayed = request("msg_1", right).POST(BodyPublishers.ofString(JSON));
    time.advance(Duration.ofMinutes(6));
    HttpResponse<String> late = send(replayed);

    for (HttpResponse<String> answer : List.of(other, changed, unsigned, late)) {
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Webhook");
      assertThat(answer.body()).isEqualTo(unsigned.body());
    }
    assertThat(entries()).isEmpty();
    assertThat(refused)
        .as("operators are told")
        .containsExactly("shop signature", "shop signature", "shop unsigned", "shop time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
  @DisplayName("all methods but POST are refused; other paths are those of the policies")
  void allMethodsButPostAreRefused(String method) throws Exception {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri("/hooks/catalogue?a"))
                .method(method, BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST");
    assertThat(refused).containsExactly("shop method");
    assertThat(send(HttpRequest.newBuilder(uri("/hooks/catalogue/2"))).body())
        .isEqualTo("of the policies");
  }

  @Test
  @DisplayName("what is not JSON, means nothing, or has no policy is told apart")
  void whatIsNotUnderstoodIsTold() throws Exception {
    HttpResponse<String> text =
        send(
            request("msg_1", signature("msg_1", JSON))
                .setHeader("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(JSON)));
    assertThat(text.statusCode()).isEqualTo(415);

    HttpResponse<String> wrong = deliver("msg_1", "{\"type\": \"tga\"}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("$.type: \\\"tga\\\" (expected: one of tag");

    HttpResponse<String> unmapped = deliver("msg_1", "{\"type\": \"unknown\"}");
    assertThat(unmapped.statusCode()).isEqualTo(202);
    assertThat(unmapped.body()).isEqualTo("{\"state\":\"unmapped\",\"type\":\"unknown\"}\n");
    assertThat(entries()).isEmpty();
    assertThat(refused).containsExactly("shop media_type", "shop set_aside");
  }

  @Test
  @DisplayName("PUR-15 more than 1 MiB is refused, with and without a length")
  void tooMuchIsRefused() throws Exception {
    String large = " ".repeat(Webhook.MOST_BYTES + 1 - JSON.length()) + JSON;
    BodyPublisher chunked =
        BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large.getBytes(UTF_8)));

    assertThat(deliver("msg_1", large).statusCode()).isEqualTo(413);
    assertThat(deliver("msg_2", large, chunked).statusCode()).isEqualTo(413);
    assertThat(entries()).isEmpty();
    String fits = large.substring(1);
    assertThat(deliver("msg_3", fits).statusCode()).isEqualTo(200);
    assertThat(refused).containsExactly("shop size", "shop size");
  }

  @Test
  @DisplayName("PUR-15 a sender without a signature is answered before it sends its content")
  void contentOfStrangersIsNotAwaited() throws Exception {
    try (RawClient stranger = RawClient.to(addressOf())) {
      stranger.send(
          """
          POST /hooks/catalogue HTTP/1.1\r
          Host: a\r
          Content-Type: application/json\r
          Content-Length: 1000000\r
          \r
          """);
      assertThat(stranger.readHead()).startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  @DisplayName("a delivery that can't be kept is in effect, and to be sent again")
  void aDeliveryThatCannotBeKept() throws Exception {
    ScriptedJournal journal = new ScriptedJournal();
    startWith(journal);
    journal.fails(Optional.of("disk full"));

    HttpResponse<String> answer = deliver("msg_1", JSON);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(entries()).hasSize(1);
    assertThat(refused).containsExactly("shop unwritten");
  }

  private InetSocketAddress addressOf() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), uri("/").getPort());
  }
}
