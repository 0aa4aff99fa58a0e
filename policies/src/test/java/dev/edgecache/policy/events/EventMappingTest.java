package dev.edgecache.policy.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.policy.Policy;
import dev.edgecache.policy.PurgeRule;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.ReadResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventMappingTest {

  /** A policy whose only event is {@code changed} with these keys. */
  private static EventMapping mapping(String... events) {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < events.length; i++) {
      policies.add(policy("p" + i, "events: { changed: { " + events[i] + " } }"));
    }
    return EventMapping.ofEvents(PolicySet.of(policies));
  }

  private static Policy policy(String name, String rules) {
    String text =
        "policy: "
            + name
            + "\nhosts: ["
            + name
            + ".example]\nroutes: [{ name: all, path: /**, cache: {} }]\n"
            + rules
            + "\n";
    return switch (PolicyFiles.parse("p.yaml", text)) {
      case ReadResult.Valid<Policy>(Policy policy, _) -> policy;
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }

  private static EventValue.Named fields(Object... namesAndValues) {
    Map<String, EventValue> fields = new java.util.HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], value(namesAndValues[i + 1]));
    }
    return new EventValue.Named(fields);
  }

  private static EventValue value(Object value) {
    return switch (value) {
      case EventValue already -> already;
      case List<?> list ->
          new EventValue.Items(list.stream().map(EventMappingTest::value).toList());
      default -> new EventValue.Text(value.toString());
    };
  }

  private static MappedEvent.Purged purged(EventMapping mapping, EventValue.Named fields) {
    return (MappedEvent.Purged) mapping.map("changed", fields);
  }

  /** What a template makes of fields. */
  record Row(String template, EventValue.Named fields, Set<String> tags) {
    @Override
    public String toString() {
      return template + " -> " + tags;
    }
  }

  private static Row row(String template, EventValue.Named fields, String... tags) {
    return new Row(template, fields, Set.of(tags));
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("catalog", fields(), "catalog"),
        row("Product:{id}", fields("id", "A b,c"), "product:a%20b%2cc"),
        row("product:{id}", fields("id", "a%20b"), "product:a%2520b"),
        row("product:{id}", fields("id", "Ä"), "product:%c3%a4"),
        row("c:{ids}", fields("ids", List.of("1", "2", "1")), "c:1", "c:2"),
        row("c:{ids}", fields("ids", List.of(List.of("1"), List.of("2"))), "c:1", "c:2"),
        row("c:{ids}", fields("ids", List.of())),
        row(
            "{a}:{b}",
            fields("a", List.of("1", "2"), "b", List.of("x", "y")),
            "1:x",
            "1:y",
            "2:x",
            "2:y"),
        row("{a}:{a}", fields("a", List.of("1", "2")), "1:1", "2:2"),
        row(
            "p:{order.lines.product}",
            fields(
                "order", fields("lines", List.of(fields("product", "1"), fields("product", "2")))),
            "p:1",
            "p:2"),
        row("p:{detail-id}", fields("detail-id", "1"), "p:1"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void templatesMakeTags(Row row) {
    assertThat(purged(mapping("purge: [\"" + row.template() + "\"]"), row.fields()).tags())
        .isEqualTo(row.tags());
  }

  @ParameterizedTest
  @CsvSource({
    "{id}, 42, https://h/p/42",
    "{id}, a b/ä, https://h/p/a%20b%2F%C3%A4",
    "{id}, a:b, https://h/p/a%3Ab",
    "{+id}, a:b/c%20d e?x#y, https://h/p/a:b/c%20d%20e?x#y",
    "{+id}, 100%, https://h/p/100%25",
  })
  @DisplayName("RFC 6570 §3.2.2, §3.2.3: fields in URLs are percent-encoded")
  void fieldsInUrls(String field, String value, String url) {
    EventMapping mapping =
        mapping("urls: [\"https://h/p/" + field + "\"], prefixes: [\"https://h/p/" + field + "\"]");
    MappedEvent.Purged purged = purged(mapping, fields("id", value));
    assertThat(purged.urls()).containsExactly(url);
    assertThat(purged.prefixes()).containsExactly(url);
    assertThat(purged.tags()).isEmpty();
  }

  @Test
  void aFieldMayBeAWholeUrl() {
    assertThat(purged(mapping("urls: ['{+url}']"), fields("url", "https://h/a?b")).urls())
        .containsExactly("https://h/a?b");
  }

  /** Fields by which it can't be said what is invalidated. */
  record Wrong(EventValue.Named fields, String reason) {
    @Override
    public String toString() {
      return reason;
    }
  }

  static Stream<Wrong> wrong() {
    return Stream.of(
        new Wrong(fields(), "changed: field lines is missing"),
        new Wrong(fields("lines", fields()), "changed: field lines.id is missing"),
        new Wrong(
            fields("lines", List.of(fields("id", "1"), fields())),
            "changed: field lines.id is missing"),
        new Wrong(fields("lines", "1"), "changed: field lines has no fields"),
        new Wrong(
            fields("lines", fields("id", new EventValue.Nothing())),
            "changed: field lines.id is null"),
        new Wrong(fields("lines", fields("id", "")), "changed: field lines.id is empty"),
        new Wrong(
            fields("lines", fields("id", fields("x", "1"))),
            "changed: field lines.id has fields (expected: a text)"),
        new Wrong(
            fields("lines", fields("id", "x".repeat(256))),
            "changed: p:{lines.id} makes a tag of 258 characters (expected: at most 256)"),
        new Wrong(
            fields("lines", fields("id", numbers(10_001))),
            "changed: p:{lines.id} makes more than 10000 texts"),
        new Wrong(
            fields("lines", fields("id", numbers(10_000))),
            "changed: 10001 tags and URLs (expected: at most 10000)"));
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  @DisplayName("an event that lacks something invalidates nothing, and the reason is told")
  void neverHalfMade(Wrong row) {
    assertThat(mapping("purge: [catalog, 'p:{lines.id}']").map("changed", row.fields()))
        .isEqualTo(new MappedEvent.Unusable(row.reason()));
  }

  @Test
  void combinationsAreBounded() {
    EventMapping mapping = mapping("purge: ['{a}:{b}:{c}']");
    List<String> many = numbers(5_000);
    assertThat(mapping.map("changed", fields("a", many, "b", many, "c", many)))
        .isEqualTo(new MappedEvent.Unusable("changed: {a}:{b}:{c} makes more than 10000 texts"));
  }

  @Test
  void anUnknownTypeIsUnmapped() {
    assertThat(mapping("purge: [catalog]").map("Changed", fields()))
        .isEqualTo(new MappedEvent.Unmapped());
  }

  @Test
  @DisplayName("what several policies say of a type is one purge, hard if one of them is")
  void policiesAreTakenTogether() {
    EventMapping mapping =
        mapping(
            "purge: ['product:{id}'], mode: soft",
            "purge: ['price:{id}', 'product:{id}'], urls: ['https://h/'], position: '{lsn}'");
    assertThat(mapping.map("changed", fields("id", "1", "lsn", "0/1")))
        .isEqualTo(
            new MappedEvent.Purged(
                Set.of("product:1", "price:1"),
                Set.of("https://h/"),
                Set.of(),
                PurgeRule.Mode.HARD,
                Optional.of("0/1")));
    assertThat(purged(mapping("purge: [a], mode: soft", "purge: [b], mode: soft"), fields()).mode())
        .isEqualTo(PurgeRule.Mode.SOFT);
  }

  @Test
  @DisplayName("a position that the event lacks stays as the policy writes it")
  void positions() {
    EventMapping mapping = mapping("purge: [a], position: '{epoch}@{lsn}'");
    assertThat(purged(mapping, fields("epoch", "7/1", "lsn", "0/1")).position())
        .contains("7/1@0/1");
    assertThat(purged(mapping, fields("epoch", "7/1")).position()).contains("{epoch}@{lsn}");
    assertThat(purged(mapping, fields("epoch", "7/1", "lsn", List.of("0/1", "0/2"))).position())
        .contains("{epoch}@{lsn}");
  }

  @Test
  @DisplayName("a row invalidates by what it was and what it is; a NULL makes no tag")
  void rowsInvalidateByBothImages() {
    Policy policy = policy("p", "tables: { public.t: { purge: ['p:{id}', 'c:{category}'] } }");
    EventMapping mapping = EventMapping.ofTables(PolicySet.of(List.of(policy)));
    assertThat(
            mapping.mapRow(
                "public.t",
                List.of(
                    Map.of("id", Optional.of("1"), "category", Optional.of("7")),
                    Map.of("id", Optional.of("1"), "category", Optional.empty()))))
        .isInstanceOfSatisfying(
            MappedEvent.Purged.class,
            purged -> assertThat(purged.tags()).containsExactlyInAnyOrder("p:1", "c:7"));
    assertThat(mapping.mapRow("public.t", List.of(Map.of("id", Optional.of("1")))))
        .isEqualTo(new MappedEvent.Unusable("public.t: field category is missing"));
    assertThat(mapping.mapRow("public.other", List.of(Map.of())))
        .isEqualTo(new MappedEvent.Unmapped());
    assertThat(mapping.fields()).isEqualTo(Map.of("public.t", Set.of("id", "category")));
  }

  @ParameterizedTest
  @CsvSource({
    "42, 42",
    "42.0, 42",
    "4.2e1, 42",
    "-0, 0",
    "0.50, 0.5",
    "1e20, 100000000000000000000",
    "1e2000000, 1E+2000000",
    "12345678901234567890123, 12345678901234567890123",
  })
  void numbersAreWrittenShortest(String number, String text) {
    assertThat(EventValue.number(new BigDecimal(number))).isEqualTo(new EventValue.Text(text));
  }

  @Test
  @DisplayName("events are found in the envelopes of EventBridge and CloudEvents, or in none")
  void envelopes() {
    EventMapping mapping = mapping("purge: ['p:{product}']");
    Event bridge =
        event(
            "id",
            "e1",
            "detail-type",
            "changed",
            "source",
            "shop",
            "detail",
            fields("product", "1", "id", "inner"));
    assertThat(bridge.type()).isEqualTo("changed");
    assertThat(mapping.idOf(bridge)).contains("e1");
    assertThat(bridge.fields().fields())
        .containsEntry("product", new EventValue.Text("1"))
        .containsEntry("id", new EventValue.Text("inner"))
        .containsEntry("source", new EventValue.Text("shop"));
    Event cloud =
        event(
            "specversion",
            "1.0",
            "id",
            "e1",
            "source",
            "/shop",
            "type",
            "changed",
            "data",
            fields("product", "1"));
    assertThat(mapping.idOf(cloud)).contains("/shop#e1");
    assertThat(cloud.fields().fields()).containsKey("product").doesNotContainKey("id");
    Event plain = event("eventType", "changed", "eventId", "e1", "id", "x", "product", "1");
    assertThat(plain.type()).isEqualTo("changed");
    assertThat(mapping.idOf(plain)).contains("e1");
    assertThat(Event.of(fields("type", "", "id", "1"))).isEmpty();
    assertThat(Event.of(fields("specversion", "1.0", "data", fields("type", "x")))).isEmpty();
  }

  @Test
  @DisplayName("an id by which policies name a thing does not tell events apart")
  void idsOfThings() {
    Event event = event("type", "changed", "id", "42");
    assertThat(mapping("purge: ['p:{id}']").idOf(event)).isEmpty();
    assertThat(mapping("purge: ['p:{product}']").idOf(event)).contains("42");
    Event bridge = event("id", "e1", "detail-type", "changed", "detail", fields("id", "42"));
    assertThat(mapping("purge: ['p:{id}']").idOf(bridge)).contains("e1");
  }

  private static Event event(Object... namesAndValues) {
    return Event.of(fields(namesAndValues)).orElseThrow();
  }
}
