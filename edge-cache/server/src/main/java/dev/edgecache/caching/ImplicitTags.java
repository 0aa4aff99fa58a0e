package dev.edgecache.caching;

import dev.edgecache.policy.RequestPath;
import dev.edgecache.policy.rules.Match;
import java.util.HashSet;
import java.util.Set;

/** The tags that every stored response has, whatever its policy says. */
public final class ImplicitTags {

  /** The tag of everything that is stored. */
  public static final String EVERYTHING = "everything ";

  private ImplicitTags() {}

  /**
   * The tag of everything stored for a path, whatever the query; it has a space, so that no tag of
   * a policy equals it.
   */
  public static String ofPath(Match match) {
    return ofPath(match.host(), match.path());
  }

  /**
   * The tag of everything stored for a path of a host.
   *
   * @param host the host in the form of {@link Match#host}
   * @param path the raw path
   */
  static String ofPath(String host, String path) {
    return ofPath(host, RequestPath.of(path));
  }

  private static String ofPath(String host, RequestPath path) {
    return "path " + host + path.normalised();
  }

  /** The tags that a policy gives, and the implicit ones. */
  public static Set<String> with(Set<String> tags, Match match) {
    Set<String> all = new HashSet<>(tags);
    all.add(ofPath(match));
    return Set.copyOf(all);
  }
}
