package dev.edgecache.sources.rows;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import java.util.HashSet;
import java.util.Set;

/**
 * What is invalidated.
 *
 * @param tags the tags of the responses, implicit ones among them; at least one
 * @param mode what becomes of them
 */
public record Purge(Set<String> tags, Mode mode) {

  /** All that is stored, which is not used again. */
  public static final Purge EVERYTHING = new Purge(Set.of(ImplicitTags.EVERYTHING), Mode.HARD);

  /** Copies the tags. */
  public Purge {
    tags = Set.copyOf(tags);
  }

  /**
   * This and another one at once, as the changes of a transaction are: hard if one of them is;
   * everything if they have more tags than an invalidation may.
   */
  public Purge and(Purge other) {
    Set<String> both = new HashSet<>(tags);
    both.addAll(other.tags);
    return both.size() > Invalidation.MOST_TAGS
        ? EVERYTHING
        : new Purge(both, mode == Mode.HARD ? mode : other.mode);
  }
}
