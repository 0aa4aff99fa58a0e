package dev.edgecache.sources.sqs;

import static dev.edgecache.sources.feed.TestNode.purge;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.feed.Backoff;
import dev.edgecache.sources.feed.TestNode;
import dev.edgecache.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;

/** Answers that ElasticMQ does not give: refusals, and batches that are deleted in part. */
@Timeout(60)
class SqsAnswersTest {

  private static final Backoff SHORT = new Backoff(Duration.ofMillis(20), Duration.ofMillis(50));
  private static final String DENIED =
      "{\"__type\": \"com.amazon.coral.service#AccessDeniedException\", \"message\": \"no\"}";

  private final Queue<String> receives = new ConcurrentLinkedQueue<>();
  private final Queue<String> deletions = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private final AtomicInteger deleted = new AtomicInteger();
  private final TestNode node = new TestNode();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    node.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean receive = target.endsWith("ReceiveMessage");
    int status = receive ? Optional.ofNullable(statuses.poll()).orElse(200) : 200;
    Optional<String> scripted = Optional.ofNullable((receive ? receives : deletions).poll());
    if (!receive) {
      deleted.addAndGet(asked.split("ReceiptHandle", -1).length - 1);
    }
    byte[] body = scripted.orElse("{}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  @DisplayName("PUR-7: refused credentials are trouble that says so, and heal")
  void refusedCredentialsAreTrouble() {
    for (int i = 0; i < 3; i++) {
      statuses.add(403);
      receives.add(DENIED);
    }
    try (Source source = source(ElasticMq.CREDENTIALS)) {
      source.start();
      Eventually.until(() -> source.status().trouble().isPresent(), source::status);

      assertThat(source.status().trouble().orElseThrow().reason())
          .startsWith("messages can't be received: ")
          .contains("AccessDenied", "403");
      Eventually.until(() -> source.status().trouble().isEmpty(), source::status);
    }
  }

  @Test
  void missingCredentialsAreTroubleThatSaysSo() {
    try (Source source =
        source(ProfileCredentialsProvider.builder().profileName("no-such-profile").build())) {
      source.start();
      Eventually.until(() -> source.status().trouble().isPresent(), source::status);

      assertThat(source.status().trouble().orElseThrow().reason()).contains("no-such-profile");
    }
  }

  @Test
  @DisplayName("what the service could not delete of a batch is deleted by another one")
  void partialFailuresAreTriedAgain() throws Exception {
    String text = purge("p", "product:1");
    receives.add(
        """
        {"Messages": [{"MessageId": "1", "ReceiptHandle": "h1", "Body": "%s", "MD5OfBody": "%s"}]}
        """
            .formatted(text.replace("\"", "\\\""), md5(text)));
    deletions.add(
        """
        {"Successful": [], "Failed": [{"Id": "0", "SenderFault": false, "Code": "InternalError"}]}
        """);
    try (Source source = source(ElasticMq.CREDENTIALS)) {
      source.start();
      node.next();

      Eventually.until(() -> deleted.get() == 2, deleted::get);
    }
  }

  private static String md5(String text) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private Source source(AwsCredentialsProvider credentials) {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return SqsSource.of(
        "catalogue",
        new SqsSettings(
            endpoint.resolve("/000000000000/q"),
            "eu-west-1",
            Optional.of(endpoint),
            Duration.ofSeconds(30),
            2),
        new SqsSource.Means(node, InstantSource.system(), credentials, SHORT));
  }
}
