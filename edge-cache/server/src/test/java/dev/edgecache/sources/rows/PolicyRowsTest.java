package dev.edgecache.sources.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.events.EventMapping;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.sources.events.EventLedger;
import dev.edgecache.sources.events.EventObserver;
import dev.edgecache.yaml.ReadResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PolicyRowsTest {

  private static final String POLICY =
      """
      policy: p
      routes: [{ name: all, path: /**, cache: {} }]
      tables:
        public.product:
          purge: ["product:{id}", "category:{category}"]
          prefixes: ["https://shop.example/p/{id}"]
        public.category: { purge: [categories], mode: soft }
        public.page: { purge: ["page:{parent}"] }
      """;

  private final EventLedger ledger = new EventLedger(EventObserver.NONE);
  private final PolicyRows rows =
      new PolicyRows(
          () -> EventMapping.ofTables(policies()),
          ledger,
          InstantSource.fixed(Instant.parse("2026-11-26T10:00:00Z")));

  private static PolicySet policies() {
    return switch (PolicyFiles.parse("p.yaml", POLICY)) {
      case ReadResult.Valid<Policy>(Policy policy, var _) -> PolicySet.of(List.of(policy));
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }

  private static Map<String, Optional<String>> row(String id, String category) {
    return Map.of("id", Optional.of(id), "category", Optional.of(category));
  }

  @Test
  @DisplayName("a row that moves invalidates where it was and where it is")
  void bothImagesCount() {
    assertThat(rows.map(new RowChange("public.product", List.of(row("1", "7"), row("1", "8")))))
        .contains(
            new Purge(
                Set.of(
                    "product:1",
                    "category:7",
                    "category:8",
                    "path shop.example/p/1",
                    "prefix shop.example/p/1"),
                Mode.HARD));
    assertThat(ledger.types()).isEmpty();
  }

  @Test
  @DisplayName("a change of which a column is not told invalidates everything, visibly")
  void whatIsNotKnownIsEverything() {
    RowChange deleted = new RowChange("public.product", List.of(Map.of("id", Optional.of("1"))));
    assertThat(rows.map(deleted)).contains(Purge.EVERYTHING);
    RowChange truncated = new RowChange("public.product", List.of(Map.of()));
    assertThat(rows.map(truncated)).contains(Purge.EVERYTHING);
    RowChange ambiguous = new RowChange("public.product", List.of(row("a/b", "7")));
    assertThat(rows.map(ambiguous)).contains(Purge.EVERYTHING);
    assertThat(ledger.setAside())
        .extracting(EventLedger.SetAside::reason)
        .satisfiesExactly(
            url -> assertThat(url).contains("a URL can't be used").doesNotContain("a/b"),
            id ->
                assertThat(id)
                    .matches("public.product: field \\w+ is missing; everything was invalidated"),
            category ->
                assertThat(category)
                    .isEqualTo(
                        "public.product: field category is missing; everything was invalidated"));
    RowChange anyCategory = new RowChange("public.category", List.of(Map.of()));
    assertThat(rows.map(anyCategory)).contains(new Purge(Set.of("categories"), Mode.SOFT));
  }

  @Test
  void nothingIsInvalidatedByNullOrByOtherTables() {
    assertThat(rows.map(new RowChange("public.page", List.of(Map.of("parent", Optional.empty())))))
        .isEmpty();
    assertThat(rows.map(new RowChange("public.cart", List.of(Map.of())))).isEmpty();
  }

  @Test
  @DisplayName("a feed learns which columns the changes of a table must tell")
  void tables() {
    assertThat(rows.tables())
        .isEqualTo(
            Map.of(
                "public.product",
                Set.of("id", "category"),
                "public.category",
                Set.of(),
                "public.page",
                Set.of("parent")));
  }
}
