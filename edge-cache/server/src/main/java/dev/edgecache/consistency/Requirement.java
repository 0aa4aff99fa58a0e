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

  /** This, and everything that a floor demands, in terms of the history of that floor. */
  public Requirement and(Floor floor) {
    return floor.turn().map(turn -> in(turn.lineage())).orElse(this).and(floor.whole());
  }

  /** This in terms of the current history; only the primary can meet a position of another one. */
  private Requirement in(Lineage lineage) {
    Requirement current = new Requirement(mark.in(lineage), reader);
    boolean known = mark.position().map(Position::epoch).map(lineage::knows).orElse(true);
    return known ? current : current.by(Reader.PRIMARY);
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
