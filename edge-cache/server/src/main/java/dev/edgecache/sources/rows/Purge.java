package dev.edgecache.sources.rows;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.invalidation.Invalidation.Mode;
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
}
