package dev.edgecache.invalidation;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Lapse;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Turn;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The floors by tag, and the global floor that holds for every answer.
 *
 * <p>At most a fixed number of tags have a floor of their own; beyond it the oldest ones are folded
 * into the global floor, which invalidates more than was asked, never less.
 *
 * <p>Floors retire: once every stored answer was compared with them, and replicas have come so far
 * that all later answers meet them, they say nothing any more of what is stored. Answers on their
 * way that were asked for before are compared with all that ever retired.
 */
public final class Floors {

  /** Tags with a floor of their own at most. */
  static final int MAX_TAGS = 100_000;

  /** Floors that retire under the lock at once: invalidations wait for it. */
  static final int MOST_AT_ONCE = 1_000;

  /** The sequence at which no answer was ever found at its floor. */
  private static final long NEVER = -1;

  private final int maxTags;
  private final Map<String, Floor> byTag = new ConcurrentHashMap<>();
  private final LinkedHashMap<String, Boolean> oldestFirst = new LinkedHashMap<>();
  private volatile Floor global = Floor.NONE;
  private volatile Floor highest = Floor.NONE;
  private volatile Floor retired = Floor.NONE;
  private volatile long retiredAt;
  private volatile long retirements;
  private volatile Optional<Turn> turn = Optional.empty();
  private volatile Map<String, Lapse> lapses = Map.of();
  private volatile long sequence;

  /**
   * The sequence at which answers that were found at their floor need no other look; never, while a
   * feed is lost, since their freshness ends then though nothing is invalidated.
   */
  private volatile long settled;

  /** No floors. */
  public Floors() {
    this(MAX_TAGS);
  }

  Floors(int maxTags) {
    this.maxTags = maxTags;
  }

  /** The sequence of the latest invalidation. */
  public long sequence() {
    return sequence;
  }

  /**
   * An invalidation that was made.
   *
   * @param tags the tags of the answers that it made unusable
   * @param sequence its sequence
   * @param before what was demanded of answers with one of its tags until then
   */
  public record Invalidated(Set<String> tags, long sequence, Floor before) {}

  /** Makes every answer with one of these tags, fetched up to now, unusable. */
  public synchronized Invalidated invalidate(Collection<String> tags) {
    long next = sequence + 1;
    return raise(Set.copyOf(tags), next, Floor.hard(Mark.unlocated(next)));
  }

  /** Makes every answer fetched up to now unusable. */
  public synchronized void invalidateAll() {
    invalidate(Set.of(ImplicitTags.EVERYTHING));
  }

  /**
   * Demands more of answers with one of these tags.
   *
   * @param invalidation the sequence of the invalidation that does
   * @param floor what it demands
   */
  public synchronized Invalidated raise(Set<String> tags, long invalidation, Floor floor) {
    Floor before = floorOf(tags);
    for (String tag : tags) {
      if (tag.equals(ImplicitTags.EVERYTHING)) {
        global = current(global).merge(floor);
        continue;
      }
      byTag.merge(tag, floor, (present, added) -> current(present).merge(current(added)));
      oldestFirst.remove(tag);
      oldestFirst.put(tag, Boolean.TRUE);
    }
    while (oldestFirst.size() > maxTags) {
      fold(oldestFirst.firstEntry().getKey());
    }
    highest = current(highest).merge(current(floor));
    advance(Math.max(sequence, invalidation));
    return new Invalidated(tags, invalidation, before);
  }

  /** Announces that floors up to a sequence are in force. */
  private void advance(long reached) {
    sequence = reached;
    settled = lapses.isEmpty() ? reached : NEVER;
  }

  /**
   * Has answers be fresh for a short while only, as long as a feed of invalidations is lost.
   *
   * @param losses by tag, the loss of what tells of answers with it; empty if none is lost any more
   */
  public synchronized void lapse(Map<String, Lapse> losses) {
    lapses = Map.copyOf(losses);
    advance(sequence);
  }

  private Optional<Lapse> lapseOf(Collection<String> tags) {
    Map<String, Lapse> lost = lapses;
    return lost.isEmpty()
        ? Optional.empty()
        : Stream.concat(Stream.of(ImplicitTags.EVERYTHING), tags.stream())
            .flatMap(tag -> Optional.ofNullable(lost.get(tag)).stream())
            .reduce(Lapse::merge);
  }

  private void fold(String tag) {
    Floor folded = byTag.get(tag);
    if (folded != null) {
      global = current(global).merge(current(folded));
    }
    byTag.remove(tag);
    oldestFirst.remove(tag);
  }

  /**
   * Tells what positions answers must have reached that meet invalidations which awaited that.
   *
   * @param tags the tags of all that awaited it up to a sequence, and the greatest position that
   *     one of those with that tag has
   * @param invalidation that sequence
   * @param read a position of the primary, read after they came: none of theirs is beyond it
   */
  public synchronized void locate(Map<String, Position> tags, long invalidation, Position read) {
    tags.forEach(
        (tag, position) -> {
          if (byTag.computeIfPresent(tag, (_, floor) -> located(floor, invalidation, position))
              == null) {
            global = located(global, invalidation, read);
          }
        });
    highest = located(highest, invalidation, read);
    advance(sequence + 1);
  }

  /**
   * Tells what position answers must have reached that meet one invalidation, and all before it of
   * its tags. It says nothing of invalidations of other tags.
   *
   * @return whether it could be told; not if one of the tags has no floor of its own
   */
  public synchronized boolean locateOne(Set<String> tags, long invalidation, Position position) {
    if (!byTag.keySet().containsAll(tags)) {
      return false;
    }
    tags.forEach(
        tag -> byTag.computeIfPresent(tag, (_, floor) -> located(floor, invalidation, position)));
    sequence++;
    return true;
  }

  private Floor located(Floor floor, long invalidation, Position position) {
    return current(floor).marked(mark -> mark.located(invalidation, position));
  }

  /**
   * Tells what position answers must have reached that meet everything which was invalidated.
   *
   * @param invalidation the sequence of the latest invalidation
   * @param read a position of the primary, read after it came
   */
  public synchronized void locateAll(long invalidation, Position read) {
    byTag.replaceAll((_, floor) -> located(floor, invalidation, read));
    global = located(global, invalidation, read);
    highest = located(highest, invalidation, read);
    retired = located(retired, invalidation, read);
    advance(sequence + 1);
  }

  /**
   * Takes up the history of writes by which positions are compared from now on.
   *
   * @param now when it was learned
   */
  public synchronized void turn(Lineage lineage, Instant now) {
    turn = Optional.of(new Turn(lineage, sequence + 1, now));
    advance(sequence + 1);
  }

  /** The history of writes by which positions are compared, if there is one. */
  public Optional<Turn> turn() {
    return turn;
  }

  /**
   * The floor of an answer that was found, or none while it was last found at its floor and nothing
   * was invalidated since.
   */
  public Floor floorOf(Lookup.Found found) {
    // Read first: every floor up to this sequence is in force.
    long now = settled;
    if (found.standing().isAt(now)) {
      return Floor.NONE;
    }
    Floor floor = floorOf(found.response().terms().tags());
    if (now != NEVER && floor.isMetBy(found.response().provenance())) {
      found.standing().confirmedAt(now);
    }
    return floor;
  }

  /** What invalidations leave of an answer: it as it is, stale from an instant on, or nothing. */
  public Optional<StoredResponse> leave(StoredResponse response) {
    return response.above(floorOf(response.terms().tags()));
  }

  /** Whether an answer reflects every invalidation. */
  public boolean areMetBy(StoredResponse response) {
    return floorOf(response.terms().tags()).isMetBy(response.provenance());
  }

  /**
   * The floor of an answer with these tags that is on its way, and perhaps was for long.
   *
   * @param asked what was known when it was asked for
   */
  public Floor floorOfFetched(Collection<String> tags, Provenance asked) {
    Optional<Turn> history = turn;
    Floor floor = floorOf(tags, history);
    // A floor is among those that retire before it is removed, and replicas were past it before.
    return asked.sequence() >= retiredAt ? floor : floor.merge(in(history, retired));
  }

  /** A round in which all floors may retire that there are now. */
  public Retirement retirement() {
    return new Retirement(this, byTag.entrySet().iterator());
  }

  /** Floors that retire once everything that is stored was compared with them. */
  record Retiring(Map<String, Floor> byTag, Floor global, Optional<Turn> turn) {

    /** Copies the map. */
    Retiring {
      byTag = Map.copyOf(byTag);
    }

    /** Whether none does. */
    boolean isNothing() {
      return byTag.isEmpty() && global.equals(Floor.NONE);
    }
  }

  /**
   * Those of the next floors that all later answers meet, as replicas have come so far; those whose
   * positions are awaited, or lie beyond, are not among them.
   *
   * @param unseen the floors that were not looked at before
   * @param replicas what every replica has replayed; empty if that is not known
   */
  synchronized Retiring beginRetirement(
      Iterator<Map.Entry<String, Floor>> unseen, Optional<Position> replicas) {
    Map<String, Floor> reached = new HashMap<>();
    for (int i = 0; i < MOST_AT_ONCE && unseen.hasNext(); i++) {
      Map.Entry<String, Floor> next = unseen.next();
      Floor floor = next.getValue();
      if (isReached(floor, replicas)) {
        reached.put(next.getKey(), floor);
        retired = current(retired).merge(Floor.hard(current(floor).whole()));
      }
    }
    Floor whole = isReached(global, replicas) ? global : Floor.NONE;
    retired = current(retired).merge(Floor.hard(current(whole).whole()));
    Retiring retiring = new Retiring(reached, whole, turn);
    if (!retiring.isNothing()) {
      sequence++;
      retiredAt = sequence;
    }
    return retiring;
  }

  private boolean isReached(Floor floor, Optional<Position> replicas) {
    Mark mark = current(floor).whole();
    return mark.awaited() == 0
        && mark.position()
            .map(least -> replicas.filter(shown -> shown.isAtLeast(least)).isPresent())
            .orElse(true);
  }

  /**
   * Lets floors go which everything that is stored now meets, as it was compared with them since
   * they began to retire. One that was raised meanwhile stays.
   */
  synchronized void retire(Retiring retiring) {
    if (!retiring.turn().equals(turn)) {
      return;
    }
    // Before they go: see undisturbed.
    retirements++;
    retiring
        .byTag()
        .forEach(
            (tag, floor) -> {
              if (byTag.remove(tag, floor)) {
                oldestFirst.remove(tag);
              }
            });
    if (global.equals(retiring.global())) {
      global = Floor.NONE;
    }
  }

  /**
   * What a look into the store, and then at floors, comes to while none retires between the two.
   */
  public <T> T undisturbed(Supplier<T> look) {
    while (true) {
      long before = retirements;
      T seen = look.get();
      if (retirements == before) {
        return seen;
      }
    }
  }

  /** The number of tags that have a floor of their own. */
  public int size() {
    return byTag.size();
  }

  /** The floor of an answer whose tags nobody knows: what all invalidations demand together. */
  public Floor floorOfUnknown() {
    return current(highest);
  }

  /** The floor of an answer with these tags. */
  public Floor floorOf(Collection<String> tags) {
    return floorOf(tags, turn);
  }

  private Floor floorOf(Collection<String> tags, Optional<Turn> history) {
    Floor floor = in(history, global);
    for (String tag : tags) {
      Floor own = byTag.get(tag);
      if (own != null) {
        floor = floor.merge(in(history, own));
      }
    }
    // A fold raises the global floor before it removes the tag's own, so that a lookup that missed
    // the tag's floor sees it here.
    return floor.merge(in(history, global)).during(lapseOf(tags));
  }

  /** A floor in terms of the history that holds now. */
  private Floor current(Floor floor) {
    return in(turn, floor);
  }

  private static Floor in(Optional<Turn> history, Floor floor) {
    return history.map(floor::in).orElse(floor);
  }
}
