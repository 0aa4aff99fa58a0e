package dev.edgecache.cdn;

import dev.edgecache.caching.ImplicitTags;
import java.util.Optional;

/** What a tag means that every stored answer has ({@link ImplicitTags}). */
sealed interface ImplicitTag {

  /** Everything. */
  record Everything() implements ImplicitTag {}

  /** A path of a host, whatever the query. */
  record Path(String host, String path) implements ImplicitTag {}

  /** What is below a path of a host. */
  record Prefix(String host, String path) implements ImplicitTag {}

  /** A host. */
  record Host(String host) implements ImplicitTag {}

  /** A route. */
  record OfRoute(String id) implements ImplicitTag {}

  /** The meaning of a tag; empty if it is one of a policy. */
  static Optional<ImplicitTag> of(String tag) {
    int space = tag.indexOf(' ');
    if (space < 0) {
      return Optional.empty();
    }
    String rest = tag.substring(space + 1);
    int slash = rest.indexOf('/');
    String host = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "/" : rest.substring(slash);
    return Optional.of(
        switch (tag.substring(0, space)) {
          case "path" -> new Path(host, path);
          case "prefix" -> new Prefix(host, path);
          case "host" -> new Host(rest);
          case "route" -> new OfRoute(rest);
          default -> new Everything();
        });
  }
}
