package dev.edgecache.sources.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.invalidation.log.ScriptedJournal;
import dev.edgecache.sources.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventIntakeTest {

  private static final String EVENTS =
      """
      events:
        changed:
          purge: ["product:{product}"]
          position: "{lsn}"
        renamed: { purge: ["product:{id}"], mode: soft }
        listed: { purge: ["category:{categories}"] }
        published:
          urls: ["https://shop.example/p/{page}"]
          prefixes: ["https://shop.example/c/{page}"]
      """;

  private final ScriptedJournal journal = new ScriptedJournal();
  private final IntakeUnderTest intake = new IntakeUnderTest(journal, EVENTS);

  @AfterEach
  void close() {
    intake.close();
  }

  private static Acknowledgement kept(Receipt receipt) {
    return ((Receipt.Effective) receipt)
        .kept()
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  /** JSON and what the log has of it. */
  record Row(String json, String id, Set<String> tags, Mode mode, String position) {
    @Override
    public String toString() {
      return json;
    }
  }

  private static Row row(String json, String id, String... tags) {
    return new Row(json, id, Set.of(tags), Mode.HARD, "");
  }

  static Stream<Row> rows() {
    String event = "{'type': 'changed', 'id': 'e1', 'product': 42, 'lsn': '0/10'}";
    return Stream.of(
        new Row(event, "changed:e1", Set.of("product:42"), Mode.HARD, "7/1@0/10"),
        new Row(
            "{'type': 'changed', 'eventId': 17, 'product': 'A b', 'lsn': '7/1@0/10'}",
            "changed:17",
            Set.of("product:a%20b"),
            Mode.HARD,
            "7/1@0/10"),
        new Row(
            "{'type': 'renamed', 'eventId': 17, 'id': '1'}",
            "renamed:17",
            Set.of("product:1"),
            Mode.SOFT,
            ""),
        new Row("{'type': 'renamed', 'id': 42.0}", "queue:m1", Set.of("product:42"), Mode.SOFT, ""),
        row("{'type': 'listed', 'categories': ['a', 'b']}", "queue:m1", "category:a", "category:b"),
        row(
            "{'type': 'published', 'id': 'e1', 'page': 'a b'}",
            "published:e1",
            "path shop.example/p/a%20b",
            "path shop.example/c/a%20b",
            "prefix shop.example/c/a%20b"),
        row(
            "{'version': '0', 'id': 'b1', 'detail-type': 'listed', 'source': 'shop',"
                + " 'detail': {'categories': 'a'}}",
            "listed:b1",
            "category:a"),
        row(
            "{'specversion': '1.0', 'id': 'c1', 'source': 'shop', 'type': 'listed',"
                + " 'data': {'categories': 'a'}}",
            "listed:shop#c1",
            "category:a"),
        row(
            "{'Type': 'Notification', 'MessageId': 's1', 'TopicArn': 'arn',"
                + " 'Message': '{\\'type\\': \\'listed\\', \\'categories\\': \\'a\\'}'}",
            "sns:s1",
            "category:a"),
        row(
            "{'Type': 'Notification', 'MessageId': 's1', 'Message': '{\\'detail-type\\':"
                + " \\'listed\\', \\'id\\': \\'b1\\', \\'detail\\': {\\'categories\\': \\'a\\'}}'}",
            "listed:b1",
            "category:a"),
        new Row(
            "{'type': 'tag', 'selectors': ['A'], 'id': 'own', 'mode': 'soft', 'position': '0/10'}",
            "own",
            Set.of("a"),
            Mode.SOFT,
            "7/1@0/10"),
        row("{'type': 'all'}", "queue:m1", "everything "));
  }

  @ParameterizedTest
  @MethodSource("rows")
  @DisplayName("what a message tells is in the log, and in effect, when it was taken")
  void messagesBecomeInvalidations(Row row) {
    Provenance before = Provenance.ofPrimary(intake.floors.sequence());

    Receipt receipt = intake.take("queue", Optional.of("m1"), row.json());

    for (String tag : row.tags()) {
      assertThat(intake.floors.floorOf(Set.of(tag)).isMetBy(before)).isFalse();
    }
    assertThat(kept(receipt)).isEqualTo(Acknowledgement.SYNCED);
    assertThat(intake.logged())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.id()).isEqualTo(row.id());
              assertThat(one.tags()).isEqualTo(row.tags());
              assertThat(one.mode()).isEqualTo(row.mode());
              assertThat(one.position().map(Position::text).orElse("")).isEqualTo(row.position());
              assertThat(one.source()).isEqualTo("queue");
              assertThat(one.received()).isEqualTo(IntakeUnderTest.NOW);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"e 1", "a/b", "ä", "\\u0001"})
  @DisplayName("an event whose id can't stand in a path has one made of it, always the same")
  void idsThatNoPathCanHold(String id) {
    String event = "{'type': 'listed', 'categories': 'a', 'id': '" + id + "'}";
    intake.take(event);
    intake.take(event);
    assertThat(intake.logged())
        .singleElement()
        .satisfies(one -> assertThat(one.id()).matches("sha256:[0-9a-f]{32}"));
  }

  @Test
  @DisplayName("PUR-6: an event that comes again, from whatever source, changes nothing")
  void repeatedEventsAreOne() {
    String event = "{'type': 'changed', 'id': 'e1', 'product': 42, 'lsn': '0/10'}";
    intake.take("queue", Optional.of("m1"), event);
    long sequence = intake.floors.sequence();
    kept(intake.take("queue", Optional.of("m2"), event));
    kept(intake.take("topic", Optional.of("0-17"), event.replace("0/10", "7/1@0/10")));

    assertThat(intake.logged()).hasSize(1);
    assertThat(intake.floors.sequence()).isEqualTo(sequence);
    assertThat(intake.ledger.types())
        .extracting(EventLedger.TypeCount::source, EventLedger.TypeCount::outcomes)
        .containsExactly(
            tuple("queue", Map.of(Outcome.EFFECTIVE, 1L, Outcome.REPEATED, 1L)),
            tuple("topic", Map.of(Outcome.REPEATED, 1L)));
  }

  @Test
  @DisplayName("PUR-6: another content under an id that was taken is not lost")
  void anotherContentIsNotLost() {
    String event = "{'type': 'changed', 'id': 'e1', 'product': 42, 'lsn': '0/10'}";
    intake.take(event);
    for (int i = 0; i < 2; i++) {
      intake.take(event.replace("42", "43"));
      intake.take(event.replace("0/10", "0/20"));
      intake.take(event);
    }

    assertThat(intake.logged()).hasSize(3);
    assertThat(intake.logged())
        .extracting(Invalidation::id)
        .allMatch(id -> id.startsWith("changed:e1"));
    assertThat(intake.logged().get(1).tags()).containsExactly("product:43");
    assertThat(intake.logged().get(2).position().map(Position::text)).contains("7/1@0/20");
  }

  @Test
  @DisplayName("two changes of one thing are two, though the events say its id alone")
  void theIdOfAThingIsNoIdOfAnEvent() {
    intake.take("queue", Optional.of("m1"), "{'type': 'renamed', 'id': 42}");
    intake.take("queue", Optional.of("m2"), "{'type': 'renamed', 'id': 42}");
    intake.take("queue", Optional.of("m2"), "{'type': 'renamed', 'id': 42}");
    intake.take("other", Optional.of("m2"), "{'type': 'renamed', 'id': 42}");
    intake.take("{'type': 'renamed', 'id': 42}");
    intake.take("{'type': 'renamed', 'id': 42}");

    assertThat(intake.logged()).hasSize(5);
  }

  @Test
  @DisplayName("the parts of a message have ids of their own, which stay the same")
  void batches() {
    String batch =
        "[{'type': 'listed', 'categories': 'a'}, {'type': 'listed', 'categories': 'b'},"
            + " {'type': 'changed', 'id': 'e1', 'product': 1, 'lsn': '0/1'}, {'type': 'other'},"
            + " {'type': 'listed'}, [{'type': 'tag', 'selectors': ['x']}]]";

    Receipt receipt = intake.take("queue", Optional.of("m1"), batch);
    intake.take("queue", Optional.of("m1"), batch);

    assertThat(kept(receipt)).isEqualTo(Acknowledgement.SYNCED);
    assertThat(intake.logged())
        .extracting(Invalidation::id)
        .containsExactly("queue:m1.0", "queue:m1.1", "changed:e1", "queue:m1.5.0");
    assertThat(intake.ledger.setAside())
        .extracting(EventLedger.SetAside::id, EventLedger.SetAside::reason)
        .contains(tuple(Optional.of("queue:m1.4"), "listed: field categories is missing"));
  }

  @Test
  @DisplayName("a message is to be acknowledged once all of it is as durable as it gets")
  void acknowledgements() {
    String known = "{'type': 'tag', 'selectors': ['a'], 'id': 'known'}";
    assertThat(kept(intake.take(known))).isEqualTo(Acknowledgement.SYNCED);
    journal.fails(Optional.of("no space left on device"));

    assertThat(kept(intake.take("[" + known + ", {'type': 'none'}]")))
        .isEqualTo(Acknowledgement.SYNCED);
    assertThat(kept(intake.take("[" + known + ", {'type': 'all'}, {'type': 'none'}]")))
        .isEqualTo(Acknowledgement.UNWRITTEN);
    assertThat(kept(intake.take("[{'type': 'all'}, " + known + "]")))
        .isEqualTo(Acknowledgement.UNWRITTEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 'not JSON'",
        "no JSON | 'line 1, column 1: not JSON'",
        "{} | it is no object that names a type",
        "7 | it is no object that names a type",
        "[] | $: something else (expected: 1 to 1000)",
        "[[[[[[7]]]]]] | it is no object that names a type",
        "{\"type\": 7, \"type\": 8} | 'line 1, column 19: not JSON'",
        "{\"type\": \"changed\"} 7 | 'line 1, column 21: not JSON'",
        "{\"type\": \"changed\"} | changed: field product is missing",
        "{\"type\": \"listed\", \"categories\": []} | listed: it names nothing that could be"
            + " invalidated",
        "{\"type\": \"published\", \"page\": \"a/b\"} | published: a URL can't be used (expected:"
            + " an http or https URI whose path servers read alike, such as"
            + " https://shop.example/v1/products/42)",
        "{\"type\": \"tag\", \"selectors\": [7]} | $.selectors[0]: something else (expected: a"
            + " text)",
        "{\"Type\": \"Notification\", \"MessageId\": \"s\", \"Message\": \"hello\"} | 'line 1,"
            + " column 1: not JSON'",
      })
  @DisplayName("what can't be understood is set aside with a reason that holds nothing of it")
  void setAside(String json, String reason) {
    Receipt receipt =
        intake.take("queue", Optional.of("m1"), json.getBytes(StandardCharsets.UTF_8));

    assertThat(receipt).isEqualTo(new Receipt.SetAside(reason));
    assertThat(intake.logged()).isEmpty();
    assertThat(intake.ledger.setAside())
        .singleElement()
        .satisfies(
            aside -> {
              assertThat(aside.source()).isEqualTo("queue");
              assertThat(aside.id().orElseThrow()).contains("m1");
              assertThat(aside.reason()).isEqualTo(reason);
              assertThat(aside.received()).isEqualTo(IntakeUnderTest.NOW);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'changed', 'product': 1e999999999, 'lsn': '0/1'}",
        "{'type': 'changed', 'product': 1e99999999999999999999, 'lsn': '0/1'}",
        "{'type': 'changed', 'product': '\\ud800', 'lsn': '0/1'}",
        "{'type': 'changed', 'product': 'a\\u0000b\\r\\n', 'lsn': '0/1'}",
        "{'type': '\\u0000', 'id': '\\r\\n'}",
        "{'type': 'tag', 'selectors': ['\\ud800'], 'id': '\\u0001'}",
        "{'detail-type': 'changed', 'detail': null}",
        "{'Type': 'Notification', 'MessageId': 's', 'Message': '{'}",
      })
  @DisplayName("PUR-15: no message throws")
  void hostileJson(String json) {
    assertThat(intake.take(json)).isNotNull();
  }

  @Test
  @DisplayName("PUR-15: no bytes throw, however deep, long or broken")
  void hostileBytes() {
    assertThat(intake.take("[".repeat(500_000))).isInstanceOf(Receipt.SetAside.class);
    assertThat(intake.take("{'type':" + "{'a':".repeat(100_000)))
        .isInstanceOf(Receipt.SetAside.class);
    assertThat(intake.take("1".repeat(900_000))).isInstanceOf(Receipt.SetAside.class);
    assertThat(intake.take("q", Optional.empty(), new byte[(1 << 20) + 1]))
        .isEqualTo(new Receipt.SetAside("$: something else (expected: at most 1048576 bytes)"));
    Random random = new Random(1);
    byte[] valid =
        "{\"type\": \"changed\", \"id\": \"e\", \"product\": [1, {\"a\": null}], \"lsn\": \"0/1\"}"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 5_000; i++) {
      byte[] broken = valid.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      assertThat(intake.take("q", Optional.of("m" + i), broken)).isNotNull();
      byte[] noise = new byte[random.nextInt(12)];
      random.nextBytes(noise);
      assertThat(intake.take("q", Optional.of("n" + i), noise)).isNotNull();
    }
    byte[] brokenUtf32 = {0, 0, (byte) 0xFE, (byte) 0xFF, -1, -1, -1, -1};
    assertThat(intake.take("q", Optional.empty(), brokenUtf32))
        .isInstanceOf(Receipt.SetAside.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'lsn': 'nowhere'", "'lsn': 17", "'lsn': null", "'other': 1"})
  @DisplayName("an event whose position can't be read is in effect all the same, and counted")
  void badPositions(String position) {
    Receipt receipt = intake.take("{'type': 'changed', 'product': 42, " + position + "}");

    assertThat(kept(receipt)).isEqualTo(Acknowledgement.SYNCED);
    assertThat(intake.logged())
        .singleElement()
        .satisfies(one -> assertThat(one.position()).isEmpty());
    assertThat(intake.ledger.types().getFirst().badPositions()).isEqualTo(1);
  }

  @Test
  @DisplayName("a bare LSN is of the current epoch; without one it is no mistake")
  void bareLsn() {
    intake.epoch = Optional.empty();
    intake.take("{'type': 'changed', 'product': 42, 'lsn': '0/10'}");
    assertThat(intake.logged().getFirst().position()).isEmpty();
    assertThat(intake.ledger.types().getFirst().badPositions()).isZero();
    intake.take("{'type': 'tag', 'selectors': ['a'], 'position': 'nowhere'}");
    assertThat(intake.logged()).hasSize(2);
    assertThat(intake.ledger.types().get(1).badPositions()).isEqualTo(1);
  }

  @Test
  @DisplayName("the policies in force count: what was unmapped is mapped after a reload")
  void policiesAreReloaded() {
    assertThat(intake.take("{'type': 'stocked', 'sku': 7}"))
        .isEqualTo(new Receipt.Unmapped("stocked"));
    intake.mapping = IntakeUnderTest.mapping("events: { stocked: { purge: ['sku:{sku}'] } }\n");
    assertThat(intake.take("{'type': 'stocked', 'sku': 7}")).isInstanceOf(Receipt.Effective.class);
    assertThat(intake.ledger.types().getFirst().outcomes())
        .isEqualTo(Map.of(Outcome.UNMAPPED, 1L, Outcome.EFFECTIVE, 1L));
  }

  @Test
  @DisplayName("a policy may name a type of event as invalidations are named")
  void policiesGoFirst() {
    intake.mapping = IntakeUnderTest.mapping("events: { tag: { purge: ['tag:{name}'] } }\n");
    intake.take("{'type': 'tag', 'name': 'x'}");
    assertThat(intake.logged().getFirst().tags()).containsExactly("tag:x");
  }

  @Test
  @DisplayName("types and messages that are remembered are bounded, and shown in one short line")
  void theLedgerIsBounded() {
    for (int i = 0; i < EventLedger.MOST_TYPES + 10; i++) {
      intake.take("{'type': 'unknown-" + i + "'}");
      intake.take("queue", Optional.of("m" + i), "no JSON");
    }
    intake.take("{'type': '" + "x".repeat(100_000) + "\\n'}");
    assertThat(intake.ledger.types()).hasSize(EventLedger.MOST_TYPES + 1);
    assertThat(intake.ledger.types().getLast().type()).isEqualTo("(others)");
    assertThat(intake.ledger.types().getLast().outcomes()).isEqualTo(Map.of(Outcome.UNMAPPED, 12L));
    assertThat(intake.ledger.setAside()).hasSize(EventLedger.MOST_SET_ASIDE);
    assertThat(intake.ledger.setAside().getFirst().id()).contains("m1009");
  }
}
