package dev.edgecache.sources.sqs;

import static dev.edgecache.sources.feed.TestNode.purge;
import static dev.edgecache.sources.feed.TestNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.invalidation.log.ScriptedJournal;
import dev.edgecache.sources.Intake;
import dev.edgecache.sources.Receipt;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.feed.Backoff;
import dev.edgecache.sources.feed.TestNode;
import dev.edgecache.testing.Eventually;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SqsSourceTest {

  private static final Backoff SHORT = new Backoff(Duration.ofMillis(50), Duration.ofMillis(200));

  private static ElasticMq sqs;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void startQueues() {
    sqs = ElasticMq.start();
  }

  @AfterAll
  static void stopQueues() {
    sqs.close();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
  }

  @Test
  @DisplayName("what a queue has is in effect, and then deleted from it")
  void messagesTakeEffectAndAreDeleted() throws Exception {
    URI queue = sqs.standard("effect");
    TestNode node = node(new TestNode());
    IntStream.range(0, 25).forEach(i -> sqs.send(queue, purge("e" + i, "product:" + i)));

    Source source = start(queue, node);

    node.next(25);
    IntStream.range(0, 25).forEach(i -> assertThat(node.isInvalidated("product:" + i)).isTrue());
    assertThat(node.isInvalidated("product:25")).isFalse();
    Eventually.until(() -> sqs.size(queue) == 0, () -> sqs.size(queue));
    Eventually.until(() -> source.status().lag().isPresent(), source::status);
    assertThat(source.status().trouble()).isEmpty();
    assertThat(source.status().lastMessage()).isPresent();
  }

  @Test
  @DisplayName("PUR-6: the order of a group is kept")
  void aFifoQueueKeepsTheOrderOfAGroup() throws Exception {
    URI queue = sqs.fifo("order");
    TestNode node = node(new TestNode());
    List<String> sent =
        IntStream.range(0, 12).mapToObj(i -> purge("f" + i, "product:" + i)).toList();
    sent.forEach(text -> sqs.send(queue, "products", text));

    start(queue, node);

    assertThat(node.next(12)).isEqualTo(sent);
    Eventually.until(() -> sqs.size(queue) == 0, () -> sqs.size(queue));
  }

  @Test
  @DisplayName("PUR-6: an event that comes several times changes nothing after the first time")
  void duplicatesChangeNothing() throws Exception {
    URI queue = sqs.standard("duplicates");
    TestNode node = node(new TestNode());
    start(queue, node);
    sqs.send(queue, purge("same", "product:1"));
    node.next();
    long sequence = node.sequence();

    sqs.send(queue, purge("same", "product:1"));
    node.next();

    assertThat(node.sequence()).isEqualTo(sequence);
    Eventually.until(() -> sqs.size(queue) == 0, () -> sqs.size(queue));
  }

  @Test
  @DisplayName("PUR-12: what a node died over before it was deleted comes again")
  void whatWasNotDeletedComesAgain() throws Exception {
    URI queue = sqs.standard("crash");
    sqs.send(queue, purge("crash", "product:1"));
    CompletableFuture<Boolean> inEffect = new CompletableFuture<>();
    TestNode node = node(new TestNode());
    Intake neverKept =
        message -> {
          node.take(message);
          inEffect.complete(true);
          return new Receipt.Effective(new CompletableFuture<>());
        };
    Source dying = start(queue, neverKept, Duration.ofSeconds(1));
    inEffect.join();
    dying.close();
    long sequence = node.sequence();
    assertThat(sqs.size(queue)).isEqualTo(1);

    start(queue, node);

    node.next(2);
    assertThat(node.sequence()).isEqualTo(sequence);
    Eventually.until(() -> sqs.size(queue) == 0, () -> sqs.size(queue));
  }

  @Test
  @DisplayName("a message stays hidden as long as its effect is not kept yet")
  void messagesAreHiddenUntilTheyAreKept() throws Exception {
    URI queue = sqs.standard("slow");
    TestNode node = node(new TestNode());
    CompletableFuture<Acknowledgement> slow = new CompletableFuture<>();
    Intake slowly =
        message -> {
          Receipt receipt = node.take(message);
          return text(message).contains("slow") ? new Receipt.Effective(slow) : receipt;
        };
    start(queue, slowly, Duration.ofSeconds(2));
    sqs.send(queue, purge("slow", "product:1"));
    node.next();
    // Longer than the message would be hidden by itself.
    long hidden = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    Eventually.until(() -> System.nanoTime() > hidden, () -> "time stands still");

    assertThat(node.waiting()).isZero();
    slow.complete(Acknowledgement.SYNCED);
    Eventually.until(() -> sqs.size(queue) == 0, () -> sqs.size(queue));
  }

  @Test
  @DisplayName("what the log can't write is in effect, and stays in the queue until it can")
  void whatIsNotWrittenStaysInTheQueue() throws Exception {
    URI queue = sqs.standard("unwritten");
    ScriptedJournal journal = new ScriptedJournal();
    journal.fails(Optional.of("the disk is full"));
    TestNode node = node(new TestNode(journal));
    start(queue, node, Duration.ofSeconds(1));
    sqs.send(queue, purge("u", "product:1"));
    node.next();
    assertThat(node.isInvalidated("product:1")).isTrue();
    node.next();
    assertThat(sqs.size(queue)).isEqualTo(1);

    journal.fails(Optional.empty());

    Eventually.until(() -> sqs.size(queue) == 0, () -> sqs.size(queue));
  }

  @Test
  @DisplayName("what can't be understood is left to the queue, and deleted in the end")
  void poisonIsDeletedAfterSomeReceives() throws Exception {
    URI queue = sqs.standard("poison");
    TestNode node = node(new TestNode());
    start(queue, node, Duration.ofSeconds(1));
    sqs.send(queue, "no JSON");
    sqs.send(queue, "unmapped, which is to be forgotten");
    sqs.send(queue, purge("good", "product:1"));

    List<String> taken = node.next(3 + 2);

    assertThat(taken).filteredOn("no JSON"::equals).hasSize(3);
    assertThat(taken).filteredOn(text -> text.startsWith("unmapped")).hasSize(1);
    assertThat(node.isInvalidated("product:1")).isTrue();
    Eventually.until(() -> sqs.size(queue) == 0, () -> sqs.size(queue));
  }

  @Test
  @DisplayName("PUR-7: a queue that is missing is trouble, and no more once it is there")
  void aMissingQueueIsTroubleUntilItIsThere() throws Exception {
    URI queue = URI.create(sqs.endpoint() + "/000000000000/later");
    TestNode node = node(new TestNode());
    Source source = start(queue, node);
    Eventually.until(() -> source.status().trouble().isPresent(), source::status);
    assertThat(source.status().trouble().orElseThrow().reason())
        .isEqualTo("the queue " + queue + " does not exist in eu-west-1");

    sqs.standard("later");
    sqs.send(queue, purge("later", "product:1"));

    node.next();
    Eventually.until(() -> source.status().trouble().isEmpty(), source::status);
  }

  private TestNode node(TestNode node) {
    opened.add(node);
    return node;
  }

  private Source start(URI queue, Intake intake) {
    return start(queue, intake, Duration.ofSeconds(30));
  }

  private Source start(URI queue, Intake intake, Duration visibility) {
    SqsSettings settings =
        new SqsSettings(queue, "eu-west-1", Optional.of(sqs.endpoint()), visibility, 2);
    Source source =
        SqsSource.of(
            "catalogue",
            settings,
            new SqsSource.Means(intake, InstantSource.system(), ElasticMq.CREDENTIALS, SHORT));
    opened.add(source);
    source.start();
    return source;
  }
}
