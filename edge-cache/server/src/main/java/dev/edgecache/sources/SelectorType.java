package dev.edgecache.sources;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.http.Authority;
import dev.edgecache.policy.path.RequestPath;
import dev.edgecache.policy.rules.Tags;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the selectors of an invalidation name. */
public enum SelectorType {
  /** A tag of responses. */
  TAG("tag", "a tag of at most " + Tags.GREATEST_LENGTH + " characters") {
    @Override
    public Optional<Set<String>> tags(String selector, List<String> groups) {
      String tag = Tags.normalised(selector);
      return selector.isBlank() || tag.length() > Tags.GREATEST_LENGTH
          ? Optional.empty()
          : Optional.of(Set.of(tag));
    }
  },
  /** A URI, whatever its query. */
  URI(
      "uri",
      "an http or https URI whose path servers read alike, such as"
          + " https://shop.example/v1/products/42") {
    @Override
    public Optional<Set<String>> tags(String selector, List<String> groups) {
      return Target.of(selector)
          .filter(Target::hasPath)
          .map(target -> Set.of(ImplicitTags.ofPath(target.host(), target.path())));
    }
  },
  /** A URI, and all below its path. */
  URI_PREFIX(
      "uri-prefix",
      "an http or https URI whose path servers read alike, such as"
          + " https://shop.example/v1/products/42") {
    @Override
    public Optional<Set<String>> tags(String selector, List<String> groups) {
      return Target.of(selector)
          .filter(Target::hasPath)
          .map(target -> ImplicitTags.ofPrefix(target.host(), target.path()));
    }
  },
  /** All of a host. */
  ORIGIN("origin", "an origin such as https://shop.example:443") {
    @Override
    public Optional<Set<String>> tags(String selector, List<String> groups) {
      return Target.of(selector)
          .filter(Target::isOrigin)
          .map(target -> Set.of(ImplicitTags.ofHost(target.host())));
    }
  },
  /** Cache groups of an origin (RFC 9875). */
  GROUP("group", "an origin such as https://shop.example:443") {
    @Override
    public Optional<Set<String>> tags(String selector, List<String> groups) {
      return Target.of(selector)
          .filter(Target::isOrigin)
          .map(
              target ->
                  Set.copyOf(
                      groups.stream()
                          .map(group -> Tags.group(target.scheme(), target.host(), group))
                          .toList()));
    }
  },
  /** All of a route. */
  ROUTE("route", "the id of a route, such as catalog/product") {
    @Override
    public Optional<Set<String>> tags(String selector, List<String> groups) {
      return selector.indexOf('/') > 0
          ? Optional.of(Set.of(ImplicitTags.ofRoute(selector)))
          : Optional.empty();
    }
  },
  /** Everything; it takes no selectors. */
  ALL("all", "no selectors") {
    @Override
    public Optional<Set<String>> tags(String selector, List<String> groups) {
      return Optional.empty();
    }
  };

  private final String word;
  private final String expected;

  SelectorType(String word, String expected) {
    this.word = word;
    this.expected = expected;
  }

  static Optional<SelectorType> of(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }

  static String words() {
    return String.join(", ", Arrays.stream(values()).map(type -> type.word).toList());
  }

  /** What a selector should be. */
  public String expected() {
    return expected;
  }

  /** The tags that a selector means; empty if it means nothing. */
  public abstract Optional<Set<String>> tags(String selector, List<String> groups);

  /** An absolute http or https URI without its query and fragment. */
  private record Target(String scheme, String host, String path) {

    static Optional<Target> of(String uri) {
      int end = uri.indexOf("://");
      String scheme = end < 0 ? "" : uri.substring(0, end).toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        return Optional.empty();
      }
      String rest = uri.substring(end + 3).split("[?#]", 2)[0];
      int slash = rest.indexOf('/');
      String authority = slash < 0 ? rest : rest.substring(0, slash);
      String path = slash < 0 ? "/" : rest.substring(slash);
      return Authority.parse(authority)
          .map(parsed -> new Target(scheme, parsed.text(scheme), path));
    }

    boolean hasPath() {
      return !RequestPath.of(path).isAmbiguous();
    }

    boolean isOrigin() {
      return path.equals("/");
    }
  }
}
