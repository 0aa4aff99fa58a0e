package dev.edgecache.policy.explain;

import dev.edgecache.policy.PurgeRule;
import java.util.Optional;
import java.util.Set;

/** What an event or a change of a row should invalidate. */
public sealed interface ExpectedPurge {

  /** Something; what is empty may be anything. */
  record Something(
      Optional<Set<String>> tags,
      Optional<Set<String>> urls,
      Optional<Set<String>> prefixes,
      Optional<PurgeRule.Mode> mode,
      Optional<String> position)
      implements ExpectedPurge {}

  /** Nothing can be said. */
  record Nothing(Why why) implements ExpectedPurge {}

  /** Why nothing is invalidated. */
  enum Why {
    /** No policy names the type or the table. */
    UNMAPPED,
    /** A field is missing, or what it says can't be used. */
    UNUSABLE
  }
}
