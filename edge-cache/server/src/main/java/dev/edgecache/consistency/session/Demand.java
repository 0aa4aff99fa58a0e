package dev.edgecache.consistency.session;

import static dev.edgecache.consistency.session.Marks.greater;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a session demands of answers, in the current epoch of the database: that they reflect its
 * writes, and are not older than what it has seen.
 *
 * <p>It never demands more than the newest position known here. A token beyond that is from
 * elsewhere, and would else send every request that carries it to the primary; so is one of an
 * unknown epoch, for which every answer has to be as new as anything known here.
 */
public final class Demand {

  private final Marks marks;
  private final Lineage lineage;

  private Demand(Marks marks, Lineage lineage) {
    this.marks = marks;
    this.lineage = lineage;
  }

  /**
   * The demand of a token.
   *
   * @param newest the newest position known here, of the current epoch
   */
  public static Demand of(SessionToken token, Lineage lineage, Position newest) {
    Marks all = Marks.NONE;
    for (var of : token.in(lineage).marks().entrySet()) {
      Epoch epoch = of.getKey();
      all =
          lineage.knows(epoch)
              ? all.merge(of.getValue().atMost(newest.value()))
              : all.wrote(newest.value());
    }
    return new Demand(all, lineage);
  }

  /** Whether the session may get an answer. */
  public boolean isMetBy(Candidate answer) {
    long least = greater(greater(marks.everything(), written(answer.tags())), seen(answer));
    return least == 0
        || answer
            .lower()
            .flatMap(lineage::inCurrent)
            .filter(lower -> Long.compareUnsigned(lower.value(), least) >= 0)
            .isPresent();
  }

  /**
   * The position that a fetch has to reach so that its answer meets the demand, whatever tags it
   * will have; empty if any answer does.
   */
  public Optional<Position> ofFetch(String key) {
    Seen before = marks.seen().get(SessionToken.hash(key));
    long least = greater(marks.everything(), marks.greatestWrite());
    long all = before == null ? least : greater(least, before.upper());
    return all == 0 ? Optional.empty() : Optional.of(new Position(lineage.current(), all));
  }

  /** An answer without tags counts as touched by every write. */
  private long written(Set<String> tags) {
    if (tags.isEmpty() || marks.writes().isEmpty()) {
      return marks.greatestWrite();
    }
    long least = 0;
    for (String tag : tags) {
      Long at = marks.writes().get(SessionToken.hash(tag));
      least = at == null ? least : greater(least, at);
    }
    return least;
  }

  private long seen(Candidate answer) {
    Seen before = marks.seen().get(SessionToken.hash(answer.key()));
    return before == null || before.fingerprint().equals(OptionalInt.of(answer.fingerprint()))
        ? 0
        : before.upper();
  }
}
