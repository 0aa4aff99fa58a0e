package dev.edgecache.sources.wal.decoding;

import java.util.Map;
import java.util.Set;

/** What rows of tables stand for. Safe for any thread; never blocks. */
public interface RowMapping {

  /** The tables whose rows count, as {@code schema.table}, and the columns that tags are made of. */
  Map<String, Set<String>> tables();

  /**
   * The tags of the answers that show a row, in the form in which they are stored.
   *
   * @param table one of {@link #tables}
   * @param row the values of its columns in the text form of their types, without those that are
   *     null
   */
  Set<String> tags(String table, Map<String, String> row);
}
