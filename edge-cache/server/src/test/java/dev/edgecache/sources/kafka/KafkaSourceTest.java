package dev.edgecache.sources.kafka;

import static dev.edgecache.sources.feed.TestNode.purge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.invalidation.log.ScriptedJournal;
import dev.edgecache.sources.Intake;
import dev.edgecache.sources.Message;
import dev.edgecache.sources.Receipt;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.feed.Backoff;
import dev.edgecache.sources.feed.Gaps;
import dev.edgecache.sources.feed.TestNode;
import dev.edgecache.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KafkaSourceTest {

  private static final Backoff SHORT = new Backoff(Duration.ofMillis(50), Duration.ofMillis(200));

  private static KafkaCluster kafka;

  @TempDir private Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = KafkaCluster.start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    kafka.close();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
  }

  @Test
  @DisplayName("every node sees every event of all partitions")
  void everyNodeSeesEveryEvent() throws Exception {
    kafka.topic("all", 3);
    TestNode one = node();
    TestNode two = node();
    Source first = start("all", one, folder.resolve("1"));
    Source second = start("all", two, folder.resolve("2"));
    for (int i = 0; i < 30; i++) {
      kafka.send("all", i % 3, purge("a" + i, "product:" + i));
    }

    assertThat(one.next(30)).containsExactlyInAnyOrderElementsOf(two.next(30));
    for (int i = 0; i < 30; i++) {
      assertThat(one.isInvalidated("product:" + i)).isTrue();
      assertThat(two.isInvalidated("product:" + i)).isTrue();
    }
    Eventually.until(() -> isCurrent(first) && isCurrent(second), first::status);
    assertThat(first.status().lastMessage()).isPresent();
  }

  @Test
  @DisplayName("PUR-12: after a restart a node goes on where it was")
  void aRestartGoesOn() throws Exception {
    kafka.topic("restart", 1);
    TestNode node = node();
    Source before = start("restart", node, folder);
    kafka.send("restart", 0, purge("r0", "product:0"));
    node.next();
    Eventually.until(() -> isCurrent(before), before::status);
    before.close();
    kafka.send("restart", 0, purge("r1", "product:1"));

    start("restart", node, folder);

    assertThat(place(node.next())).isEqualTo("restart-0@1");
    assertThat(node.waiting()).isZero();
  }

  @Test
  @DisplayName("PUR-12: what a node died over before it was kept comes again")
  void whatWasNotKeptComesAgain() throws Exception {
    kafka.topic("killed", 1);
    TestNode node = node();
    Intake neverKept =
        message -> {
          node.take(message);
          return new Receipt.Effective(new CompletableFuture<Acknowledgement>());
        };
    Source dying = start("killed", node, neverKept, Optional.of(folder));
    kafka.send("killed", 0, purge("k0", "product:0"));
    kafka.send("killed", 0, purge("k1", "product:1"));
    node.next(2);
    dying.close();
    long sequence = node.sequence();

    start("killed", node, folder);

    assertThat(node.next(2)).containsExactly(purge("k0", "product:0"), purge("k1", "product:1"));
    assertThat(node.sequence()).isEqualTo(sequence);
  }

  @Test
  @DisplayName("PUR-5: a new node begins as far back as a replica may lag")
  void aNewNodeBeginsWithinTheWindow() throws Exception {
    kafka.topic("window", 1);
    Instant now = Instant.now();
    kafka.send("window", 0, millis(now.minus(Duration.ofHours(2))), purge("w0", "product:0"));
    kafka.send("window", 0, millis(now.minus(Duration.ofMinutes(30))), purge("w1", "product:1"));
    TestNode node = node();

    start("window", node, folder);

    assertThat(place(node.next())).isEqualTo("window-0@1");
    assertThat(node.isInvalidated("product:0")).isFalse();
  }

  @Test
  @DisplayName("PUR-7: what was gone before it was read invalidates everything, and it goes on")
  void aGapInvalidatesEverything() throws Exception {
    kafka.topic("gap", 1);
    TestNode node = node();
    Source before = start("gap", node, folder);
    kafka.send("gap", 0, purge("g0", "product:0"));
    node.next();
    Eventually.until(() -> isCurrent(before), before::status);
    before.close();
    for (int i = 1; i < 4; i++) {
      kafka.send("gap", 0, purge("g" + i, "product:" + i));
    }
    kafka.forget("gap", 0, 3);
    assertThat(node.isInvalidated("anything")).isFalse();

    Source after = start("gap", node, folder);

    Eventually.until(() -> node.isInvalidated("anything"), after::status);
    assertThat(node.log().latest(1).getFirst().invalidation().source())
        .isEqualTo("a gap in source catalogue: there is no gap-0@1");
    Eventually.until(() -> isCurrent(after), after::status);
    kafka.send("gap", 0, purge("g4", "product:4"));
    assertThat(place(node.next())).isEqualTo("gap-0@4");
    long sequence = node.sequence();
    Eventually.until(() -> keeps(folder, " 5 "), () -> kept(folder));
    after.close();
    start("gap", node, folder);
    kafka.send("gap", 0, purge("g5", "product:5"));
    assertThat(place(node.next())).isEqualTo("gap-0@5");
    assertThat(node.sequence()).isEqualTo(sequence + 1);
  }

  @Test
  @DisplayName("what can't be understood is passed over")
  void poisonIsPassedOver() throws Exception {
    kafka.topic("poison", 1);
    TestNode node = node();
    start("poison", node, folder);
    kafka.send("poison", 0, "no JSON");
    kafka.send("poison", 0, "unmapped");
    kafka.send("poison", 0, purge("p", "product:1"));

    assertThat(List.of(node.next(), node.next(), node.next()))
        .extracting(KafkaSourceTest::place)
        .containsExactly("poison-0@0", "poison-0@1", "poison-0@2");
    Eventually.until(() -> keeps(folder, " 3 "), () -> kept(folder));
  }

  @Test
  @DisplayName("what the log can't write is in effect, and read again once it can")
  void whatIsNotWrittenIsReadAgain() throws Exception {
    kafka.topic("unwritten", 1);
    ScriptedJournal journal = new ScriptedJournal();
    journal.fails(Optional.of("the disk is full"));
    TestNode node = node(new TestNode(journal));
    start("unwritten", node, folder);
    kafka.send("unwritten", 0, purge("u0", "product:0"));
    kafka.send("unwritten", 0, purge("u1", "product:1"));
    node.next(2);
    assertThat(node.isInvalidated("product:1")).isTrue();
    assertThat(keeps(folder, " 2 ")).isFalse();

    journal.fails(Optional.empty());

    Eventually.until(() -> keeps(folder, " 2 "), () -> kept(folder));
  }

  @Test
  @DisplayName("a partition that a topic gets later is read from its beginning")
  void newPartitionsAreFound() throws Exception {
    kafka.topic("growing", 1);
    TestNode node = node();
    start("growing", node, folder);
    kafka.send("growing", 0, purge("n0", "product:0"));
    node.next();

    kafka.grow("growing", 2);
    kafka.send("growing", 1, purge("n1", "product:1"));

    assertThat(place(node.next())).isEqualTo("growing-1@0");
  }

  @Test
  @DisplayName("PUR-7: a topic that is missing is trouble, and no more once it is there")
  void aMissingTopicIsTroubleUntilItIsThere() throws Exception {
    TestNode node = node();
    Source source = start("later", node, folder);
    Eventually.until(() -> source.status().trouble().isPresent(), source::status);
    assertThat(source.status().trouble().orElseThrow().reason())
        .startsWith("there is no topic later at " + kafka.servers());

    kafka.topic("later", 1);
    kafka.send("later", 0, purge("l", "product:1"));

    node.next();
    Eventually.until(() -> isCurrent(source), source::status);
  }

  @Test
  @DisplayName("PUR-7: a broker that is down is trouble, and nothing is missed once it is up")
  void aBrokerThatIsDownIsTrouble() throws Exception {
    kafka.topic("down", 1);
    TestNode node = node();
    Source source = start("down", node, folder);
    kafka.send("down", 0, purge("d0", "product:0"));
    node.next();
    Eventually.until(() -> isCurrent(source), source::status);

    kafka.stopBroker();
    Eventually.until(() -> source.status().trouble().isPresent(), source::status);
    assertThat(source.status().trouble().orElseThrow().reason()).contains(kafka.servers());
    kafka.startBroker();

    kafka.send("down", 0, purge("d1", "product:1"));
    assertThat(place(node.next())).isEqualTo("down-0@1");
    Eventually.until(() -> isCurrent(source), source::status);
  }

  private static String place(Message message) {
    String id = message.id().orElseThrow();
    return id.substring(0, id.indexOf('/'));
  }

  private static boolean isCurrent(Source source) {
    return source.status().trouble().isEmpty() && source.status().lag().isPresent();
  }

  private static Optional<Long> millis(Instant time) {
    return Optional.of(time.toEpochMilli());
  }

  private static boolean keeps(Path data, String offset) {
    return kept(data).contains(offset);
  }

  private static String kept(Path data) {
    Path file = data.resolve("source-catalogue.offsets");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestNode node() {
    return node(new TestNode());
  }

  private TestNode node(TestNode node) {
    opened.add(node);
    return node;
  }

  private Source start(String topic, TestNode node, Path data) throws Exception {
    return start(topic, node, node, Optional.of(Files.createDirectories(data)));
  }

  private Source start(String topic, TestNode node, Intake intake, Optional<Path> data) {
    Source source =
        KafkaSource.of(
            "catalogue",
            new KafkaSettings(kafka.servers(), List.of(topic), Duration.ofHours(1), Map.of()),
            new KafkaSource.Means(
                intake, new Gaps(node.log(), InstantSource.system()), data, InstantSource.system()),
            SHORT);
    opened.add(source);
    source.start();
    return source;
  }
}
