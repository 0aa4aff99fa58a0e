package dev.edgecache.sources.events;

import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.policy.PurgeRule;
import dev.edgecache.policy.events.MappedEvent;
import dev.edgecache.sources.SelectorType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tags of what a mapping invalidates, implicit ones among them. */
public sealed interface PurgedTags {

  /** These; none where all lists in an event are empty. */
  record Of(Set<String> tags, Mode mode) implements PurgedTags {}

  /** It names what can't be invalidated. */
  record Unusable(String reason) implements PurgedTags {}

  /** The tags that all of it comes to. */
  static PurgedTags of(MappedEvent.Purged purged) {
    Set<String> tags = new HashSet<>(purged.tags());
    Optional<PurgedTags> wrong =
        added(SelectorType.URI, purged.urls(), tags)
            .or(() -> added(SelectorType.URI_PREFIX, purged.prefixes(), tags));
    if (wrong.isPresent()) {
      return wrong.get();
    }
    return tags.size() > Invalidation.MOST_TAGS
        ? new Unusable(tags.size() + " tags (expected: at most " + Invalidation.MOST_TAGS + ")")
        : new Of(tags, mode(purged.mode()));
  }

  private static Optional<PurgedTags> added(
      SelectorType type, Set<String> selectors, Set<String> tags) {
    for (String selector : selectors) {
      Optional<Set<String>> found = type.tags(selector, List.of());
      if (found.isEmpty()) {
        return Optional.of(new Unusable("a URL can't be used (expected: " + type.expected() + ")"));
      }
      tags.addAll(found.get());
    }
    return Optional.empty();
  }

  private static Mode mode(PurgeRule.Mode mode) {
    return switch (mode) {
      case HARD -> Mode.HARD;
      case SOFT -> Mode.SOFT;
    };
  }
}
