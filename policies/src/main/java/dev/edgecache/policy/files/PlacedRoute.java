package dev.edgecache.policy.files;

import dev.edgecache.policy.Route;
import dev.edgecache.yaml.KeyPath;
import dev.edgecache.yaml.Position;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A route and where it stands.
 *
 * @param file its file
 * @param index its position in the list of routes
 */
record PlacedRoute(PolicyFile file, int index) {

  static Stream<PlacedRoute> allOf(PolicyFile file) {
    return IntStream.range(0, file.policy().routes().size())
        .mapToObj(index -> new PlacedRoute(file, index));
  }

  Route route() {
    return file.policy().routes().get(index);
  }

  /** The path of a key of the route, outermost first. */
  KeyPath path(String... keys) {
    KeyPath path = KeyPath.ROOT.key("routes").item(index);
    for (String key : keys) {
      path = path.key(key);
    }
    return path;
  }

  /** Where a key of the route stands; where it is not said, the innermost key around it. */
  Position position(String... keys) {
    return file.document().position(path(keys));
  }

  /** Whether the file says a key. */
  boolean says(String... keys) {
    return file.document().find(path(keys)).isPresent();
  }
}
