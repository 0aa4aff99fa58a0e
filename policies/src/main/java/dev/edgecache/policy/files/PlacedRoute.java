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
public record PlacedRoute(PolicyFile file, int index) {

  /** The routes of a file in its order. */
  public static Stream<PlacedRoute> allOf(PolicyFile file) {
    return IntStream.range(0, file.policy().routes().size())
        .mapToObj(index -> new PlacedRoute(file, index));
  }

  /** The route itself. */
  public Route route() {
    return file.policy().routes().get(index);
  }

  /** The path of a key of the route, outermost first. */
  public KeyPath path(String... keys) {
    KeyPath path = KeyPath.ROOT.key("routes").item(index);
    for (String key : keys) {
      path = path.key(key);
    }
    return path;
  }

  /** Where a key of the route stands; where it is not said, the innermost key around it. */
  public Position position(String... keys) {
    return file.document().position(path(keys));
  }

  /** Whether the file says a key. */
  public boolean says(String... keys) {
    return file.document().find(path(keys)).isPresent();
  }
}
