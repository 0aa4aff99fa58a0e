package dev.edgecache.caching;

import dev.edgecache.policy.path.RequestPath;
import dev.edgecache.policy.rules.Match;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tags that every stored response has, whatever its policy says: its path, the prefixes of its
 * path, its host and its route. They have a space, so that no tag of a policy equals one.
 */
public final class ImplicitTags {

  /** The tag of everything that is stored. */
  public static final String EVERYTHING = "everything ";

  private static final String PATH = "path ";
  private static final String PREFIX = "prefix ";
  private static final String HOST = "host ";
  private static final String ROUTE = "route ";

  /** What the implicit tags begin with. */
  private static final List<String> WORDS = List.of(EVERYTHING, PATH, PREFIX, HOST, ROUTE);

  /** Segments of the longest prefix that has a tag; a longer one stands for its beginning. */
  static final int MOST_SEGMENTS = 8;

  private ImplicitTags() {}

  /** The responses that have an implicit tag. */
  public sealed interface Scope {

    /** All. */
    record Everything() implements Scope {}

    /** Those of a path of a host, whatever the query. */
    record Path(String host, String path) implements Scope {}

    /** Those below a path of a host. */
    record Prefix(String host, String path) implements Scope {}

    /** Those of a host. */
    record Host(String host) implements Scope {}

    /** Those of a route. */
    record OfRoute(String id) implements Scope {}
  }

  /** The responses that have a tag, if it is an implicit one; empty if it is one of a policy. */
  public static Optional<Scope> scopeOf(String tag) {
    int end = tag.indexOf(' ') + 1;
    if (end == 0) {
      return Optional.empty();
    }
    String rest = tag.substring(end);
    int slash = rest.indexOf('/');
    String host = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "/" : rest.substring(slash);
    return Optional.of(
        switch (tag.substring(0, end)) {
          case PATH -> new Scope.Path(host, path);
          case PREFIX -> new Scope.Prefix(host, path);
          case HOST -> new Scope.Host(rest);
          case ROUTE -> new Scope.OfRoute(rest);
          default -> new Scope.Everything();
        });
  }

  /** The tag of everything stored for a path, whatever the query. */
  public static String ofPath(Match match) {
    return ofPath(match.host(), match.path());
  }

  /**
   * The tag of everything stored for a path of a host.
   *
   * @param host the host in the form of {@link Match#host}
   * @param path the raw path
   */
  public static String ofPath(String host, String path) {
    return ofPath(host, RequestPath.of(path));
  }

  private static String ofPath(String host, RequestPath path) {
    return PATH + host + path.normalised();
  }

  /**
   * The tags of everything stored for a path of a host and for what is below it: {@code /a/b} has
   * {@code /a/b/c} below it, but not {@code /a/bc}.
   *
   * @param host the host in the form of {@link Match#host}
   * @param path the raw path
   */
  public static Set<String> ofPrefix(String host, String path) {
    String whole = RequestPath.of(path).normalised();
    String prefix = whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    if (prefix.isEmpty()) {
      return Set.of(ofHost(host));
    }
    String known = prefix.substring(0, endOfSegments(prefix, MOST_SEGMENTS));
    return Set.of(PREFIX + host + known, PATH + host + known);
  }

  /**
   * The tag of everything stored for a host.
   *
   * @param host the host in the form of {@link Match#host}
   */
  public static String ofHost(String host) {
    return HOST + host;
  }

  /**
   * The tag of everything stored by a route.
   *
   * @param id the id of the route, such as {@code catalog/product}
   */
  public static String ofRoute(String id) {
    return ROUTE + id;
  }

  /**
   * The tags that a policy gives, and the implicit ones. Those that many responses have are the
   * same strings in all of them.
   */
  public static Set<String> with(Set<String> tags, Match match) {
    Set<String> all = new HashSet<>(tags);
    String path = match.path().normalised();
    all.add(PATH + match.host() + path);
    all.add(ofHost(match.host()).intern());
    all.add(ofRoute(match.route().id()).intern());
    int end = path.indexOf('/', 1);
    for (int segments = 1; end > 0 && segments <= MOST_SEGMENTS; segments++) {
      all.add((PREFIX + match.host() + path.substring(0, end)).intern());
      end = path.indexOf('/', end + 1);
    }
    return Set.copyOf(all);
  }

  /** Those that a policy or an origin gave. */
  public static Set<String> without(Set<String> tags) {
    return tags.stream()
        .filter(tag -> WORDS.stream().noneMatch(tag::startsWith))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Where that many segments of a path end, or the path does. */
  private static int endOfSegments(String path, int segments) {
    int end = 0;
    for (int i = 0; i < segments && end >= 0; i++) {
      end = path.indexOf('/', end + 1);
    }
    return end < 0 ? path.length() : end;
  }
}
