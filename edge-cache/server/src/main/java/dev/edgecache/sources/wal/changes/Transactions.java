package dev.edgecache.sources.wal.changes;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.sources.rows.Purge;
import dev.edgecache.sources.rows.RowChange;
import dev.edgecache.sources.rows.RowMapping;
import dev.edgecache.sources.wal.changes.Transaction.Touched;
import dev.edgecache.sources.wal.pgoutput.PgMessage;
import dev.edgecache.sources.wal.pgoutput.PgMessage.Column;
import dev.edgecache.sources.wal.pgoutput.PgMessage.Column.Part;
import dev.edgecache.sources.wal.pgoutput.PgMessage.Relation;
import dev.edgecache.sources.wal.pgoutput.PgMessage.Value;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The transactions that messages make up, and what the rows stand for that they change, as these
 * were before and as they are after.
 */
public final class Transactions {

  /** Tags of one transaction; one that has more touches everything. */
  static final int MOST_TAGS = 100_000;

  private final RowMapping mapping;
  private final Map<Integer, Relation> relations = new HashMap<>();
  private Set<String> tags = new LinkedHashSet<>();
  private Mode mode = Mode.SOFT;
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
      case Relation relation -> relations.put(relation.id(), relation);
      case PgMessage.Insert(int id, var after) ->
          changed(id, "a new row", table -> List.of(table.row(after, List.of())));
      case PgMessage.Update(int id, var before, var after) ->
          changed(
              id,
              "a changed row",
              table -> {
                List<Value> known = before.orElse(after);
                return List.of(table.identity(known), table.row(after, known));
              });
      case PgMessage.Delete(int id, var before) ->
          changed(id, "a deleted row", table -> List.of(table.identity(before)));
      case PgMessage.Truncate(var ids) ->
          ids.forEach(id -> changed(id, "TRUNCATE", _ -> List.of(Map.of())));
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
                        : new Touched.Tagged(Collections.unmodifiableSet(tags), mode));
    tags = new LinkedHashSet<>();
    mode = Mode.SOFT;
    everything = Optional.empty();
    open = false;
    return new Transaction(end, touched);
  }

  /**
   * Takes a change of a table.
   *
   * @param change what it is, for people
   * @param images the rows that it touches
   */
  private void changed(
      int id, String change, Function<Table, List<Map<String, Optional<String>>>> images) {
    Relation relation = relations.get(id);
    if (relation == null) {
      touchEverything(change + " of a table that was not announced");
    } else if (everything.isEmpty()) {
      mapping
          .map(new RowChange(relation.name(), images.apply(new Table(relation))))
          .ifPresent(purge -> touch(purge, change + " of " + relation.name()));
    }
  }

  private void touch(Purge purge, String change) {
    if (purge.tags().contains(ImplicitTags.EVERYTHING)) {
      touchEverything(change);
      return;
    }
    tags.addAll(purge.tags());
    mode = mode == Mode.HARD ? mode : purge.mode();
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

  /** A table whose rows have the values that are known, by column. */
  private record Table(Relation relation) {

    /** A row as it was: no more of it is known than its identity. */
    Map<String, Optional<String>> identity(List<Value> values) {
      return known(values, column -> column.part() == Part.IDENTITY);
    }

    /** A row as it is. What the log lacks of it is as it was. */
    Map<String, Optional<String>> row(List<Value> values, List<Value> before) {
      Map<String, Optional<String>> row = identity(before);
      row.putAll(known(values, _ -> true));
      return row;
    }

    private Map<String, Optional<String>> known(List<Value> values, Predicate<Column> counts) {
      Map<String, Optional<String>> row = new HashMap<>();
      for (int i = 0; i < Math.min(values.size(), relation.columns().size()); i++) {
        Column column = relation.columns().get(i);
        if (counts.test(column)) {
          switch (values.get(i)) {
            case Value.Text(String text) -> row.put(column.name(), Optional.of(text));
            case Value.Null _ -> row.put(column.name(), Optional.empty());
            case Value.Unchanged _ -> {}
          }
        }
      }
      return row;
    }
  }
}
