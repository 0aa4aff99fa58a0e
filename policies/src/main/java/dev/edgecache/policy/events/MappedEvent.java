package dev.edgecache.policy.events;

import dev.edgecache.policy.PurgeRule;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What policies make of an event. */
public sealed interface MappedEvent {

  /**
   * It invalidates something, or nothing where all lists in it are empty.
   *
   * @param tags tags in the form that answers have them
   * @param urls URLs of responses
   * @param prefixes URLs of responses, and all below their paths
   * @param mode what becomes of the responses
   * @param position the text that says where the change was committed; fields that the event lacks
   *     stand in it as in the policy
   */
  record Purged(
      Set<String> tags,
      Set<String> urls,
      Set<String> prefixes,
      PurgeRule.Mode mode,
      Optional<String> position)
      implements MappedEvent {
    /** Copies the sets. */
    public Purged {
      tags = Set.copyOf(tags);
      urls = Set.copyOf(urls);
      prefixes = Set.copyOf(prefixes);
    }

    /** This, and what another one of the same type invalidates. */
    Purged and(Purged other) {
      return new Purged(
          union(tags, other.tags),
          union(urls, other.urls),
          union(prefixes, other.prefixes),
          mode,
          position);
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
      Set<String> all = new HashSet<>(some);
      all.addAll(others);
      return all;
    }
  }

  /** No policy names its type. */
  record Unmapped() implements MappedEvent {}

  /**
   * It can't be said what it invalidates.
   *
   * @param reason names the type and the field, but no value
   */
  record Unusable(String reason) implements MappedEvent {}
}
