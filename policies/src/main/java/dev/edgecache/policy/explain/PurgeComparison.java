package dev.edgecache.policy.explain;

import dev.edgecache.policy.events.MappedEvent;
import dev.edgecache.policy.explain.ExampleRun.Mismatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The comparison of what should be invalidated with what is. */
final class PurgeComparison {

  private final List<Mismatch> mismatches = new ArrayList<>();

  private PurgeComparison() {}

  static List<Mismatch> mismatches(ExpectedPurge expected, MappedEvent actual) {
    PurgeComparison comparison = new PurgeComparison();
    if (expected instanceof ExpectedPurge.Something something
        && actual instanceof MappedEvent.Purged purged) {
      comparison.compare(something, purged);
    } else {
      comparison.compare("purges", Optional.of(word(expected)), word(actual), text(actual));
    }
    return comparison.mismatches;
  }

  private void compare(ExpectedPurge.Something should, MappedEvent.Purged is) {
    compare("purges.tags", should.tags(), is.tags());
    compare("purges.urls", should.urls(), is.urls());
    compare("purges.prefixes", should.prefixes(), is.prefixes());
    compare("purges.mode", should.mode().map(PurgeComparison::word), word(is.mode()));
    compare("purges.position", should.position(), is.position().orElse("none"));
  }

  private void compare(String what, Optional<Set<String>> should, Set<String> is) {
    compare(
        what,
        should.map(texts -> String.join("\n", new TreeSet<>(texts))),
        String.join("\n", new TreeSet<>(is)));
  }

  private void compare(String what, Optional<String> should, String is) {
    compare(what, should, is, is);
  }

  private void compare(String what, Optional<String> should, String is, String shown) {
    if (should.isPresent() && !should.get().equals(is)) {
      mismatches.add(new Mismatch(what, should.get(), shown));
    }
  }

  private static String word(ExpectedPurge expected) {
    return switch (expected) {
      case ExpectedPurge.Something _ -> "something";
      case ExpectedPurge.Nothing(ExpectedPurge.Why why) -> word(why);
    };
  }

  private static String word(MappedEvent actual) {
    return switch (actual) {
      case MappedEvent.Purged _ -> "something";
      case MappedEvent.Unmapped _ -> word(ExpectedPurge.Why.UNMAPPED);
      case MappedEvent.Unusable _ -> word(ExpectedPurge.Why.UNUSABLE);
    };
  }

  private static String text(MappedEvent actual) {
    return actual instanceof MappedEvent.Unusable(String reason)
        ? word(actual) + ": " + reason
        : word(actual);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
