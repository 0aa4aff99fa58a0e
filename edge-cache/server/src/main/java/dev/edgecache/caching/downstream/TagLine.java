package dev.edgecache.caching.downstream;

import java.util.Optional;
import java.util.Set;

/** How the tags of an answer are told to the cache in front. */
public interface TagLine {

  /** The name of the field. */
  String field();

  /**
   * The value of the field; empty if it can't tell all of them.
   *
   * @param tags the tags of an answer, the implicit ones included
   */
  Optional<String> of(Set<String> tags);
}
