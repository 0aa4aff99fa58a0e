package dev.edgecache.invalidation;

import dev.edgecache.consistency.Position;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What makes stored responses unusable, or stale, that were fetched before it.
 *
 * @param id tells whether it is the same as another one that came
 * @param tags the tags of the responses
 * @param mode what becomes of them
 * @param position where the change that it tells of was committed, if that is known
 * @param received when it came
 * @param source where it came from, in a few words for people
 */
public record Invalidation(
    String id,
    Set<String> tags,
    Mode mode,
    Optional<Position> position,
    Instant received,
    String source) {

  /** Tags that one may have. */
  public static final int MOST_TAGS = 10_000;

  /** The source of those that a request by a client made. */
  public static final String BY_A_WRITE = "a write through the proxy";

  private static final int LONGEST_ID = 200;

  /** What becomes of responses. */
  public enum Mode {
    /** They are not used again. */
    HARD,
    /** They are stale. */
    SOFT
  }

  /** Copies the tags. Rejects what no log could keep. */
  public Invalidation {
    tags = Set.copyOf(tags);
    if (!isId(id)) {
      throw new IllegalArgumentException(
          "id: " + id + " (expected: 1 to 200 visible ASCII characters)");
    }
    if (tags.isEmpty() || tags.size() > MOST_TAGS) {
      throw new IllegalArgumentException(
          "tags: " + tags.size() + " of them (expected: 1 to " + MOST_TAGS + ")");
    }
  }

  /** Whether a text can tell invalidations apart. */
  public static boolean isId(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_ID
        && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
  }

  /** An id that no other invalidation has. */
  public static String newId() {
    return UUID.randomUUID().toString();
  }

  /** A hard invalidation of no known position that none before was the same as. */
  public static Invalidation of(Set<String> tags, Instant received, String source) {
    return new Invalidation(newId(), tags, Mode.HARD, Optional.empty(), received, source);
  }

  /** Whether another one says the same, be it that it came at another time. */
  public boolean saysAsMuchAs(Invalidation other) {
    return tags.equals(other.tags) && mode == other.mode && position.equals(other.position);
  }

  /** This with another position, or with none. */
  public Invalidation at(Optional<Position> other) {
    return new Invalidation(id, tags, mode, other, received, source);
  }

  /** This under another id. */
  public Invalidation withId(String other) {
    return new Invalidation(other, tags, mode, position, received, source);
  }
}
