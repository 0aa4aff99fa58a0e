package dev.edgecache.consistency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The least that invalidations demand of an answer. Floors are merged by maximum.
 *
 * @param hard what an answer must meet to be used at all
 * @param soft what it must meet to be fresh, the earliest first
 * @param turn the history of writes in which positions are compared; empty if there is but one
 * @param lapse the loss of a feed of invalidations, while one is lost
 */
public record Floor(Mark hard, List<Softening> soft, Optional<Turn> turn, Optional<Lapse> lapse) {

  /** Soft invalidations that a floor tells apart; beyond it the earliest become one. */
  private static final int MOST_SOFTENINGS = 8;

  /** Demands nothing. */
  public static final Floor NONE =
      new Floor(Mark.NONE, List.of(), Optional.empty(), Optional.empty());

  /** Demands what no stored answer has. */
  public static final Floor UNREACHABLE =
      hard(new Mark(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Optional.empty()));

  /** Copies the list. */
  public Floor {
    soft = List.copyOf(soft);
  }

  /** The floor of invalidations after which nothing older is used. */
  public static Floor hard(Mark mark) {
    return new Floor(mark, List.of(), Optional.empty(), Optional.empty());
  }

  /** The floor of an invalidation after which what is older is stale. */
  public static Floor soft(Mark mark, Instant since) {
    return new Floor(
        Mark.NONE, List.of(new Softening(mark, since)), Optional.empty(), Optional.empty());
  }

  /** What invalidations leave of an answer. */
  public sealed interface Verdict {

    /** The answer reflects them all. */
    record Met() implements Verdict {}

    /** The answer is stale since that instant. */
    record Softened(Instant since) implements Verdict {}

    /** The answer is not used again. */
    record Missed() implements Verdict {}
  }

  /** What the invalidations leave of an answer. */
  public Verdict judge(Provenance provenance) {
    Provenance current = turn.map(known -> provenance.in(known.lineage())).orElse(provenance);
    if (!hard.isMetBy(current)) {
      return new Verdict.Missed();
    }
    Stream<Instant> missed =
        soft.stream().filter(softening -> !softening.mark().isMetBy(current)).map(Softening::since);
    Optional<Instant> since =
        Stream.concat(
                missed, turn.filter(known -> known.outdates(provenance)).map(Turn::since).stream())
            .min(Comparator.naturalOrder());
    return since.<Verdict>map(Verdict.Softened::new).orElseGet(Verdict.Met::new);
  }

  /** Whether an answer reflects every invalidation, soft ones included. */
  public boolean isMetBy(Provenance provenance) {
    return judge(provenance) instanceof Verdict.Met;
  }

  /** Everything that an answer must meet to be fresh. */
  public Mark whole() {
    Mark whole = hard;
    for (Softening softening : soft) {
      whole = whole.merge(softening.mark());
    }
    return whole;
  }

  /** The floor that demands what either demands. */
  public Floor merge(Floor other) {
    if (equals(NONE) || other.equals(NONE)) {
      return equals(NONE) ? other : this;
    }
    List<Softening> all = new ArrayList<>(soft);
    other.soft.stream().filter(softening -> !soft.contains(softening)).forEach(all::add);
    all.sort((one, next) -> Long.compare(one.mark().latest(), next.mark().latest()));
    while (all.size() > MOST_SOFTENINGS) {
      all.addFirst(all.removeFirst().merge(all.removeFirst()));
    }
    return new Floor(
        hard.merge(other.hard),
        all,
        turn.or(other::turn),
        lapse.map(one -> other.lapse.map(one::merge).orElse(one)).or(other::lapse));
  }

  /** This floor with each of its marks changed. */
  public Floor marked(UnaryOperator<Mark> change) {
    return new Floor(
        change.apply(hard),
        soft.stream()
            .map(softening -> new Softening(change.apply(softening.mark()), softening.since()))
            .toList(),
        turn,
        lapse);
  }

  /** This floor in terms of a history. */
  public Floor in(Turn history) {
    Floor current = marked(mark -> mark.in(history.lineage()));
    return new Floor(current.hard, current.soft, Optional.of(history), lapse);
  }

  /** This floor while a feed is lost, or none is. */
  public Floor during(Optional<Lapse> loss) {
    return lapse.equals(loss) ? this : new Floor(hard, soft, turn, loss);
  }
}
