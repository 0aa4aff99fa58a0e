package dev.edgecache.policy.files.lint;

import dev.edgecache.policy.files.PlacedRoute;
import dev.edgecache.policy.files.PolicyFile;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A rule and how it is checked.
 *
 * @param rule the rule
 * @param spots where a file breaks it, among all files
 */
record Check(LintRule rule, BiFunction<PolicyFile, List<PolicyFile>, Stream<Spot>> spots) {

  /** A rule that each file keeps or breaks by itself. */
  static Check ofFiles(LintRule rule, Function<PolicyFile, Stream<Spot>> spots) {
    return new Check(rule, (file, _) -> spots.apply(file));
  }

  /** A rule that each route keeps or breaks by itself. */
  static Check ofRoutes(LintRule rule, Function<PlacedRoute, Stream<Spot>> spots) {
    return ofFiles(rule, file -> PlacedRoute.allOf(file).flatMap(spots));
  }

  /** A rule that each route with a key of its own keeps or breaks by itself. */
  static Check ofKeyedRoutes(LintRule rule, Function<KeyedRoute, Stream<Spot>> spots) {
    return ofRoutes(rule, route -> KeyedRoute.of(route).stream().flatMap(spots));
  }

  Stream<Finding> findings(PolicyFile file, List<PolicyFile> all) {
    return spots
        .apply(file, all)
        .map(
            spot ->
                new Finding(
                    rule, file.document().position(spot.path()), spot.path(), spot.message()));
  }
}
