package dev.edgecache.sources.wal.decoding;

import dev.edgecache.sources.wal.decoding.PgMessage.Column;
import dev.edgecache.sources.wal.decoding.PgMessage.Column.Part;
import dev.edgecache.sources.wal.decoding.PgMessage.Relation;
import dev.edgecache.sources.wal.decoding.PgMessage.Value;
import dev.edgecache.sources.wal.decoding.Transaction.Touched;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The transactions that messages make up, and the tags of the rows as they were before and as they
 * are after. Where these can't be told, a transaction touches everything.
 */
public final class Transactions {

  /** Tags of one transaction; one that has more touches everything. */
  static final int MOST_TAGS = 100_000;

  private final RowMapping mapping;
  private final Map<Integer, Relation> relations = new HashMap<>();
  private Set<String> tags = new LinkedHashSet<>();
  private Optional<String> everything = Optional.empty();
  private boolean open;

  /** None so far, of a stream that begins. */
  public Transactions(RowMapping mapping) {
    this.mapping = mapping;
  }

  /** Whether messages of a transaction came whose end did not come yet. */
  public boolean isOpen() {
    return open;
  }

  /** Takes the next message; a transaction if it ends one. */
  public Optional<Transaction> take(PgMessage message) {
    switch (message) {
      case PgMessage.Remark _ -> {}
      case PgMessage.Begin _ -> open = true;
      case PgMessage.Relation relation -> relations.put(relation.id(), relation);
      case PgMessage.Insert insert -> inserted(insert);
      case PgMessage.Update update -> updated(update);
      case PgMessage.Delete delete -> deleted(delete);
      case PgMessage.Truncate truncate -> truncate.relations().forEach(this::truncated);
      case PgMessage.Unreadable(String reason) -> touchEverything(reason);
      case PgMessage.Commit(long end) -> {
        return Optional.of(ended(end));
      }
    }
    return Optional.empty();
  }

  private Transaction ended(long end) {
    Touched touched =
        everything
            .<Touched>map(Touched.Everything::new)
            .orElseGet(
                () ->
                    tags.isEmpty()
                        ? new Touched.Nothing()
                        : new Touched.Tagged(Collections.unmodifiableSet(tags)));
    tags = new LinkedHashSet<>();
    everything = Optional.empty();
    open = false;
    return new Transaction(end, touched);
  }

  private void inserted(PgMessage.Insert insert) {
    Table table = table(insert.relation());
    if (table.isMapped()) {
      touch(table, table.row(insert.after(), List.of()));
    }
  }

  private void updated(PgMessage.Update update) {
    Table table = table(update.relation());
    if (table.isMapped()) {
      List<Value> before = update.before().orElse(update.after());
      touch(table, table.identity(before));
      touch(table, table.row(update.after(), before));
    }
  }

  private void deleted(PgMessage.Delete delete) {
    Table table = table(delete.relation());
    if (table.isMapped()) {
      touch(table, table.identity(delete.before()));
    }
  }

  private void truncated(int id) {
    Table table = table(id);
    if (table.isMapped()) {
      touchEverything("TRUNCATE of " + table.name());
    }
  }

  private void touch(Table table, Map<String, Value> row) {
    if (everything.isPresent()) {
      return;
    }
    Map<String, String> values = new HashMap<>();
    row.forEach(
        (column, value) -> {
          if (value instanceof Value.Text(String text)) {
            values.put(column, text);
          }
        });
    Optional<String> missing =
        table.needed().stream().filter(column -> !row.containsKey(column)).sorted().findFirst();
    if (missing.isPresent()) {
      touchEverything(table.lacks(missing.get()));
      return;
    }
    tags.addAll(mapping.tags(table.name(), values));
    if (tags.size() > MOST_TAGS) {
      touchEverything("a transaction that touches more than " + MOST_TAGS + " tags");
    }
  }

  /** The first reason stands. */
  private void touchEverything(String reason) {
    open = true;
    everything = everything.or(() -> Optional.of(reason));
    tags = new LinkedHashSet<>();
  }

  private Table table(int id) {
    Relation relation = relations.get(id);
    if (relation == null) {
      touchEverything("a row of a table that was not announced");
      return new Table(new Relation(id, "", "", List.of()), Optional.empty());
    }
    return new Table(relation, Optional.ofNullable(mapping.tables().get(relation.name())));
  }

  /**
   * A table, and the columns that its tags are made of; empty if its rows do not count. A row of it
   * has the values that are known by their columns.
   */
  private record Table(Relation relation, Optional<Set<String>> mapped) {

    boolean isMapped() {
      return mapped.isPresent();
    }

    String name() {
      return relation.name();
    }

    Set<String> needed() {
      return mapped.orElse(Set.of());
    }

    /** Why a row of it can't be told. */
    String lacks(String column) {
      return relation.columns().stream().map(Column::name).anyMatch(column::equals)
          ? "the log lacks the column %s of a row of %s (expected: ALTER TABLE %2$s REPLICA IDENTITY FULL)"
              .formatted(column, name())
          : "%s has no column %s, or does not publish it".formatted(name(), column);
    }

    /** A row as it was: no more of it is known than its identity. */
    Map<String, Value> identity(List<Value> values) {
      return known(values, column -> column.part() == Part.IDENTITY);
    }

    /** A row as it is. What the log lacks of it is as it was. */
    Map<String, Value> row(List<Value> values, List<Value> before) {
      Map<String, Value> row = identity(before);
      row.putAll(known(values, _ -> true));
      return row;
    }

    private Map<String, Value> known(List<Value> values, Predicate<Column> counts) {
      Map<String, Value> row = new HashMap<>();
      for (int i = 0; i < Math.min(values.size(), relation.columns().size()); i++) {
        Column column = relation.columns().get(i);
        if (counts.test(column) && !(values.get(i) instanceof Value.Unchanged)) {
          row.put(column.name(), values.get(i));
        }
      }
      return row;
    }
  }
}
