package dev.edgecache.consistency.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.model.search.Verdict;
import dev.edgecache.consistency.model.search.Verdict.Holds;
import dev.edgecache.consistency.model.search.Verdict.Violated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every design with its verdict. With {@code -Dconsistency.model=large} what holds is searched in
 * larger worlds instead.
 */
@DisplayName("designs within small bounds: every state")
final class ModelTest {
  private static final Path PAGE = Path.of("../../docs/consistency.md");
  private static final Path TABLES = Path.of("target/consistency-tables.md");
  private static final Map<String, List<Row>> PARTS =
      System.getProperty("consistency.model", "usual").equals("large") ? larger() : usual();

  /** What was found so far. */
  private static final Map<Row, Verdict> VERDICTS = new HashMap<>();

  private static Map<String, List<Row>> usual() {
    Map<String, List<Row>> parts = new LinkedHashMap<>();
    parts.put("Designs that hold", ReferenceDesigns.holding());
    parts.put("Designs that do not", ReferenceDesigns.violated());
    parts.put("Mutations", Extensions.mutations());
    parts.put("Bounds, sequence and tags", Extensions.provenance());
    parts.put("Sessions", Extensions.sessions());
    parts.put("Soft invalidations", Extensions.softFloors());
    parts.put("Promotion and restart", Extensions.epochsAndRestarts());
    parts.put("Two tiers", OuterTier.rows());
    return parts;
  }

  private static Map<String, List<Row>> larger() {
    return Map.of(
        "Larger worlds",
        Stream.of(ReferenceDesigns.larger(), Extensions.larger()).flatMap(List::stream).toList());
  }

  static Stream<Row> rows() {
    return PARTS.values().stream().flatMap(List::stream);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void holdsOrBreaksTheInvariant(Row row) {
    Verdict verdict = verdict(row);
    switch (verdict) {
      case Holds holds -> {
        assertThat(row.breaks()).as("expected to be broken, and it holds").isEmpty();
        assertThat(holds.opportunities()).as("opportunities to be stale").isPositive();
      }
      case Violated violated ->
          assertThat(Optional.<Enum<?>>of(violated.invariant()))
              .as(violated.toString())
              .isEqualTo(row.breaks());
    }
  }

  @Test
  @DisplayName("the tables of docs/consistency.md are the verdicts")
  void theTablesAreTheVerdicts() throws IOException {
    Map<String, String> tables = new LinkedHashMap<>();
    PARTS.forEach((heading, rows) -> tables.put(heading, table(heading, rows)));
    String page = Files.readString(PAGE);
    List<String> outdated =
        tables.keySet().stream().filter(heading -> !page.contains(tables.get(heading))).toList();
    Files.writeString(TABLES, String.join("\n", tables.values()));

    assertThat(outdated)
        .as("tables that differ from those in %s, which belong into the page", TABLES)
        .isEmpty();
  }

  private static String table(String heading, List<Row> rows) {
    return rows.stream()
        .map(row -> row.line(verdict(row)) + "\n")
        .collect(
            Collectors.joining(
                "",
                "### " + heading + "\n\n| design | world | verdict | states |\n|---|---|---|---|\n",
                ""));
  }

  private static Verdict verdict(Row row) {
    return VERDICTS.computeIfAbsent(row, Row::verdict);
  }
}
