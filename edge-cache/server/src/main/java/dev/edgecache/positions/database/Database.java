package dev.edgecache.positions.database;

/** A database that can be asked how far it has come. */
public interface Database extends AutoCloseable {

  /**
   * Asks now; blocks, for a limited time.
   *
   * @throws ReadingException if there is no answer; the next call tries anew
   */
  Reading read() throws ReadingException;

  @Override
  void close();
}
