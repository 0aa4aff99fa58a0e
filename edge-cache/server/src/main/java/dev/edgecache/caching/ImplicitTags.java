package dev.edgecache.caching;

import dev.edgecache.policy.rules.Match;
import java.util.HashSet;
import java.util.Set;

/** The tags that every stored response has, whatever its policy says. */
public final class ImplicitTags {

  private ImplicitTags() {}

  /**
   * The tag of everything stored for a path, whatever the query; it has a space, so that no tag of
   * a policy equals it.
   */
  public static String ofPath(Match match) {
    return "path " + match.host() + match.path().normalised();
  }

  /** The tags that a policy gives, and the implicit ones. */
  public static Set<String> with(Set<String> tags, Match match) {
    Set<String> all = new HashSet<>(tags);
    all.add(ofPath(match));
    return Set.copyOf(all);
  }
}
