package dev.edgecache.consistency;

/**
 * How far the log is known to leave a stored answer usable: at first its provenance, and later the
 * sequence at which it was last found at its floor. It lives as long as the stored answer, so that
 * an unchanged log costs a hit no look at floors.
 *
 * <p>Safe for any thread: whatever is noted is true, so that the order of notes does not matter.
 */
public final class Standing {

  private volatile long sequence;

  /** The standing of an answer of that provenance. */
  public Standing(Provenance provenance) {
    this.sequence = provenance.sequence();
  }

  /** Whether nothing was invalidated since the answer was last found at its floor. */
  public boolean isAt(long logSequence) {
    return sequence == logSequence;
  }

  /**
   * Notes that the answer is at its floor.
   *
   * @param logSequence the sequence of the log, read before the floor was
   */
  public void confirmedAt(long logSequence) {
    sequence = logSequence;
  }
}
