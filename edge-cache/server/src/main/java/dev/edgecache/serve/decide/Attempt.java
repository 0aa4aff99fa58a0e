package dev.edgecache.serve.decide;

import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Requirement.Reader;
import dev.edgecache.fetch.FetchOutcome;

/**
 * Which try of a request this is to get an answer, and what earlier ones have shown.
 *
 * @param number 1 for the first
 * @param sharing whether it is shared
 * @param floor what the answer must have reached
 * @param reader who may be asked
 */
public record Attempt(int number, Sharing sharing, Floor floor, Reader reader) {

  /** Whether a request takes part in fetches that others began, and others in those it begins. */
  public enum Sharing {
    /** It does. */
    TOGETHER,
    /** Its answer may be for it alone, or another's may not be for it. */
    ALONE
  }

  /** The first one, which demands nothing. */
  public static final Attempt FIRST = new Attempt(1, Sharing.TOGETHER, Floor.NONE, Reader.ANY);

  /** How often a request asks to share a fetch before it has one of its own. */
  private static final int SHARED = 3;

  /** The one after the answer turned out to be for others. */
  public Attempt next(FetchOutcome.Why why) {
    return switch (why) {
      case NOT_SHARED -> next(Sharing.ALONE);
      case OTHER_VARIANT, NOT_STORED -> next(sharingInTheEnd());
      case NOT_ADMITTED -> next(sharingInTheEnd()).by(readerAfterLag());
      // The next fetch begins after the request came, and is as good as one of its own.
      case BELOW_FLOOR -> next(sharing).by(readerAfterLag());
    };
  }

  private Attempt next(Sharing most) {
    return new Attempt(number + 1, most, floor, reader);
  }

  private Sharing sharingInTheEnd() {
    return number < SHARED ? sharing : Sharing.ALONE;
  }

  /** The one after a replica turned out to be behind. */
  public Attempt beyond(Floor missed) {
    return new Attempt(number + 1, sharing, missed, reader).by(readerAfterLag());
  }

  /** Who may be asked after a replica was behind; in the end the primary alone. */
  private Reader readerAfterLag() {
    return number < SHARED ? Reader.PROVEN_REPLICA : Reader.PRIMARY;
  }

  private Attempt by(Reader least) {
    return least.compareTo(reader) > 0 ? new Attempt(number, sharing, floor, least) : this;
  }

  /** This one, unshared if that must be. */
  public Attempt limitedTo(Sharing most) {
    return most == Sharing.ALONE ? new Attempt(number, most, floor, reader) : this;
  }
}
