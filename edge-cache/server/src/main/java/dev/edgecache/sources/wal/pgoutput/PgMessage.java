package dev.edgecache.sources.wal.pgoutput;

import java.util.List;
import java.util.Optional;

/**
 * A message of logical decoding by pgoutput, as "Logical Replication Message Formats" of the
 * documentation of PostgreSQL has it. Locations are unsigned.
 */
public sealed interface PgMessage {

  /** A transaction begins; its changes follow, and no other transaction comes in between. */
  record Begin() implements PgMessage {}

  /**
   * The transaction has ended.
   *
   * @param end where it ends in the log: who has replayed up to there shows it
   */
  record Commit(long end) implements PgMessage {}

  /** A table, which later messages name by number. */
  record Relation(int id, String schema, String table, List<Column> columns) implements PgMessage {

    /** Copies the columns. */
    public Relation {
      columns = List.copyOf(columns);
    }

    /** Schema and table. */
    public String name() {
      return schema + "." + table;
    }
  }

  /**
   * A column of a table.
   *
   * @param part what of its old values the log holds
   */
  record Column(String name, Part part) {

    /** What of a column's old values the log holds. */
    public enum Part {
      /** They are in the log, if the row was deleted or they changed. */
      IDENTITY,
      /** They are not in the log. */
      OTHER
    }
  }

  /** A row is new. */
  record Insert(int relation, List<Value> after) implements PgMessage {

    /** Copies the values. */
    public Insert {
      after = List.copyOf(after);
    }
  }

  /**
   * A row has changed.
   *
   * @param before the old values of the columns of the identity, and null for the others; empty if
   *     none of the identity changed
   */
  record Update(int relation, Optional<List<Value>> before, List<Value> after)
      implements PgMessage {

    /** Copies the values. */
    public Update {
      before = before.map(List::copyOf);
      after = List.copyOf(after);
    }
  }

  /**
   * A row is gone.
   *
   * @param before the old values of the columns of the identity, and null for the others
   */
  record Delete(int relation, List<Value> before) implements PgMessage {

    /** Copies the values. */
    public Delete {
      before = List.copyOf(before);
    }
  }

  /** All rows of some tables are gone. */
  record Truncate(List<Integer> relations) implements PgMessage {

    /** Copies the numbers. */
    public Truncate {
      relations = List.copyOf(relations);
    }
  }

  /** One that changes no row: a type, an origin, or a message of an application. */
  record Remark() implements PgMessage {}

  /** What is none of these. */
  record Unreadable(String reason) implements PgMessage {}

  /** A value of a column. */
  sealed interface Value {

    /** It, in the text form of its type. */
    record Text(String text) implements Value {}

    /** There is none. */
    record Null() implements Value {}

    /** It is long, was not changed, and is not in the log. */
    record Unchanged() implements Value {}
  }
}
