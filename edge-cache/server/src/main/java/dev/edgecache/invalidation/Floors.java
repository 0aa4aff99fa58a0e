package dev.edgecache.invalidation;

import dev.edgecache.caching.Lookup;
import dev.edgecache.consistency.Floor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The floors by tag, and the global floor that holds for every answer.
 *
 * <p>At most a fixed number of tags have a floor of their own; beyond it the oldest ones are folded
 * into the global floor, which invalidates more than was asked, never less.
 */
public final class Floors {

  /** Tags with a floor of their own at most. */
  static final int MAX_TAGS = 100_000;

  private final int maxTags;
  private final Map<String, Floor> byTag = new ConcurrentHashMap<>();
  private final LinkedHashMap<String, Boolean> oldestFirst = new LinkedHashMap<>();
  private volatile Floor global = Floor.NONE;
  private volatile long sequence;

  /** No floors. */
  public Floors() {
    this(MAX_TAGS);
  }

  Floors(int maxTags) {
    this.maxTags = maxTags;
  }

  /** The number of invalidations so far. */
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
    Floor before = floorOf(tags);
    Floor floor = new Floor(sequence + 1);
    for (String tag : tags) {
      byTag.merge(tag, floor, Floor::merge);
      oldestFirst.remove(tag);
      oldestFirst.put(tag, Boolean.TRUE);
    }
    while (oldestFirst.size() > maxTags) {
      String oldest = oldestFirst.firstEntry().getKey();
      Floor folded = byTag.get(oldest);
      if (folded != null) {
        global = global.merge(folded);
      }
      byTag.remove(oldest);
      oldestFirst.remove(oldest);
    }
    sequence = floor.sequence();
    return new Invalidated(Set.copyOf(tags), floor.sequence(), before);
  }

  /** Makes every answer fetched up to now unusable. */
  public synchronized void invalidateAll() {
    global = new Floor(sequence + 1);
    sequence = global.sequence();
  }

  /**
   * The floor of an answer that was found, or none while it was last found at its floor and nothing
   * was invalidated since.
   */
  public Floor floorOf(Lookup.Found found) {
    // Read first: every floor up to this sequence is in force.
    long now = sequence;
    if (found.standing().isAt(now)) {
      return Floor.NONE;
    }
    Floor floor = floorOf(found.response().terms().tags());
    if (floor.isMetBy(found.response().provenance())) {
      found.standing().confirmedAt(now);
    }
    return floor;
  }

  /** The floor of an answer with these tags. */
  public Floor floorOf(Collection<String> tags) {
    Floor floor = global;
    for (String tag : tags) {
      Floor own = byTag.get(tag);
      if (own != null) {
        floor = floor.merge(own);
      }
    }
    // A fold raises the global floor before it removes the tag's own, so that a lookup that missed
    // the tag's floor sees it here.
    return floor.merge(global);
  }
}
