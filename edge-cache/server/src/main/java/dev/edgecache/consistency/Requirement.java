package dev.edgecache.consistency;

/**
 * What is demanded of an answer before its origin is asked.
 *
 * @param mark what it must have reached
 * @param reader who may be asked
 */
public record Requirement(Mark mark, Reader reader) {

  /** Who may be asked. */
  public enum Reader {
    /** A replica too of which it is not known how far it has come: its answer says so itself. */
    ANY,
    /** A replica that is known to meet the mark. */
    PROVEN_REPLICA,
    /** The primary alone. */
    PRIMARY
  }

  /** Demands nothing. */
  public static final Requirement NONE = new Requirement(Mark.NONE, Reader.ANY);

  /** This, and the other mark as well. */
  public Requirement and(Mark other) {
    return new Requirement(mark.merge(other), reader);
  }

  /** This, and the other one as well. */
  public Requirement and(Requirement other) {
    return and(other.mark).by(other.reader);
  }

  /** This by readers that are trusted as much at least. */
  public Requirement by(Reader least) {
    return least.compareTo(reader) > 0 ? new Requirement(mark, least) : this;
  }

  /** Whether a replica may be asked that is known to prove so much. */
  public boolean admits(Provenance replica) {
    return switch (reader) {
      case ANY -> replica.isUnproven() || mark.isMetBy(replica);
      case PROVEN_REPLICA -> !replica.isUnproven() && mark.isMetBy(replica);
      case PRIMARY -> false;
    };
  }
}
