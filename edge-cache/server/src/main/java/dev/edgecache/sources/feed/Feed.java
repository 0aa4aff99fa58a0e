package dev.edgecache.sources.feed;

/** A connection to a bus, from its opening to its first failure. Used by one thread. */
public interface Feed extends AutoCloseable {

  /**
   * Takes what has come since the last step, or what comes within a short while.
   *
   * @throws FeedException if the bus does not do what it should, in words for people
   * @throws InterruptedException if the source is to end
   */
  void step() throws FeedException, InterruptedException;

  @Override
  void close();

  /** How feeds of one source are opened. */
  interface Opening {

    /**
     * Opens one.
     *
     * @throws FeedException if that is not possible now
     * @throws InterruptedException if the source is to end
     */
    Feed open() throws FeedException, InterruptedException;
  }
}
