package dev.edgecache.cloudfront.compile;

import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Route;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of routes that CloudFront writes of the viewer, such as {@code
 * CloudFront-Viewer-Country}. It sends none that no policy of its own names, whoever keeps the
 * answer.
 */
final class AddedFields {

  private static final String PREFIX = "cloudfront-";

  private AddedFields() {}

  static SortedSet<String> of(Collection<Route> routes) {
    return routes.stream()
        .flatMap(route -> Stream.concat(keyed(route), route.forward().headers().stream()))
        .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX))
        .map(KeyNeeds::spelled)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> keyed(Route route) {
    return switch (route.key()) {
      case KeyRule.Named named ->
          Stream.concat(
              named.headers().keySet().stream(),
              named.countries().map(groups -> groups.header()).stream());
      case KeyRule.FollowOrigin() -> Stream.empty();
    };
  }

  /** What of them CloudFront would refuse. */
  static List<Finding> broken(SortedSet<String> added) {
    return added.size() <= Limits.NAMES
        ? List.of()
        : List.of(
            new Finding(
                "all routes",
                added.size()
                    + " fields that CloudFront adds (expected: at most "
                    + Limits.NAMES
                    + "): "
                    + added));
  }
}
