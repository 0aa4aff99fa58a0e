package dev.edgecache.sources.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A table as a publication has it.
 *
 * @param name schema and table
 * @param rows which of its rows are published
 * @param columns those that are published
 * @param identity those whose old values the log holds
 */
record PublishedTable(String name, Rows rows, Set<String> columns, Set<String> identity) {

  /** Which rows of a table are published. */
  enum Rows {
    ALL,
    SOME
  }

  /** Copies the sets. */
  PublishedTable {
    columns = Set.copyOf(columns);
    identity = Set.copyOf(identity);
  }

  /**
   * Why a publication does not tell of every row what tags are made of; empty if it does.
   *
   * @param needed by table, the columns that tags are made of
   */
  static List<String> problems(
      String publication, List<PublishedTable> tables, Map<String, Set<String>> needed) {
    List<String> problems = new ArrayList<>();
    new TreeMap<>(needed)
        .forEach(
            (name, columns) -> {
              Optional<PublishedTable> table =
                  tables.stream().filter(published -> published.name().equals(name)).findFirst();
              if (table.isEmpty()) {
                problems.add(
                    "publication %s lacks %s (expected: ALTER PUBLICATION %1$s ADD TABLE %2$s, or"
                            .formatted(publication, name)
                        + " publish_via_partition_root for a partitioned one)");
              } else {
                table.get().problem(publication, columns).ifPresent(problems::add);
              }
            });
    return problems;
  }

  private Optional<String> problem(String publication, Set<String> needed) {
    if (rows == Rows.SOME) {
      return Optional.of(
          "publication %s has only some rows of %s (expected: no WHERE)"
              .formatted(publication, name));
    }
    Set<String> unpublished = without(needed, columns);
    if (!unpublished.isEmpty()) {
      return Optional.of(
          "publication %s lacks columns of %s that its tags need: %s"
              .formatted(publication, name, String.join(", ", unpublished)));
    }
    Set<String> forgotten = without(needed, identity);
    return forgotten.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the log lacks the old values of columns of %s that its tags need: %s (expected: ALTER"
                    .formatted(name, String.join(", ", forgotten))
                + " TABLE "
                + name
                + " REPLICA IDENTITY FULL, or USING a unique INDEX over all that they need)");
  }

  private static Set<String> without(Set<String> needed, Set<String> there) {
    Set<String> missing = new TreeSet<>(needed);
    missing.removeAll(there);
    return missing;
  }
}
