package dev.edgecache.consistency;

/**
 * What is noted of a stored answer as long as it is stored: whether anybody asked for it, and how
 * far the log is known to leave it usable. That is at first its provenance, and later the sequence
 * at which it was last found at its floor, so that an unchanged log costs a hit no look at floors.
 *
 * <p>Safe for any thread: whatever is noted is true, so that the order of notes does not matter.
 */
public final class Standing {

  private volatile long sequence;
  private volatile boolean used;

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

  /** Notes that the answer was asked for. */
  public void asked() {
    if (!used) {
      used = true;
    }
  }

  /** Whether the answer was asked for since it was stored. */
  public boolean isUsed() {
    return used;
  }
}
