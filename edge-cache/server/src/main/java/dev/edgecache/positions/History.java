package dev.edgecache.positions;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.positions.database.Reading;
import dev.edgecache.positions.database.Reading.Role;
import java.util.Optional;

/**
 * The one history that counts, among those that databases tell: of the database that the primary
 * has, the newest timeline.
 *
 * @param lineage empty until something was read
 */
record History(Optional<Lineage> lineage) {

  static final History UNKNOWN = new History(Optional.empty());

  /** What a reading means for the history. */
  enum Meaning {
    /** The reading belongs to it, perhaps to an epoch that was left. */
    KNOWN,
    /** The reading begins a new epoch. */
    NEW_EPOCH,
    /** The reading is of something else. */
    FOREIGN
  }

  /** An epoch taken apart: the database, and which of its timelines; 0 where it has none. */
  private record Timeline(String database, long number) {

    static Timeline of(Epoch epoch) {
      String name = epoch.name();
      int slash = name.lastIndexOf('/');
      String number = name.substring(slash + 1);
      return slash > 0 && number.matches("[0-9]{1,10}")
          ? new Timeline(name.substring(0, slash), Long.parseLong(number))
          : new Timeline(name, 0);
    }
  }

  /**
   * What a reading means.
   *
   * @param configured what the configuration takes the database for: the primary is believed
   */
  Meaning meaning(Reading reading, Role configured) {
    if (lineage.isEmpty()) {
      return Meaning.NEW_EPOCH;
    }
    Timeline current = Timeline.of(lineage.get().current());
    Timeline told = Timeline.of(reading.lineage().current());
    if (!told.database().equals(current.database())) {
      return switch (configured) {
        case PRIMARY -> Meaning.NEW_EPOCH;
        case REPLICA -> Meaning.FOREIGN;
      };
    }
    if (told.number() > current.number()) {
      return Meaning.NEW_EPOCH;
    }
    return told.number() == current.number() && contradicts(reading.lineage())
        ? Meaning.FOREIGN
        : Meaning.KNOWN;
  }

  /** Whether two servers were promoted to timelines of one number, each from elsewhere. */
  private boolean contradicts(Lineage told) {
    Lineage known = lineage.orElseThrow();
    return !known.ancestors().isEmpty() && !told.ancestors().isEmpty() && !known.equals(told);
  }

  /** The history after a reading that is not foreign. */
  History with(Reading reading, Meaning meaning) {
    boolean tellsMore =
        lineage
            .filter(known -> known.current().equals(reading.lineage().current()))
            .filter(known -> known.ancestors().isEmpty())
            .isPresent();
    return meaning == Meaning.NEW_EPOCH || tellsMore
        ? new History(Optional.of(reading.lineage()))
        : this;
  }
}
