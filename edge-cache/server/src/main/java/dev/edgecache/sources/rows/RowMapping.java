package dev.edgecache.sources.rows;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What changes of rows invalidate by the policies in force. Safe for any thread; never blocks. */
public interface RowMapping {

  /**
   * What a change invalidates; empty if no policy names its table. Where an image lacks a column
   * that the policies use, that is everything, and it is shown why.
   */
  Optional<Purge> map(RowChange change);

  /**
   * The tables that the policies in force name, each with the columns that they use: what a change
   * must tell of both images.
   */
  Map<String, Set<String>> tables();
}
