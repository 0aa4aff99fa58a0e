package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.PathPattern;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which paths CloudFront keeps under which key, in the order in which it tries them.
 *
 * <p>Each route that it keeps has a pattern, and guards before it, behind which nothing is kept,
 * for longer paths that the pattern would match too. Routes that it does not keep stand there where
 * a later pattern would take their requests.
 */
final class BehaviorList {

  /**
   * A pattern.
   *
   * @param pattern the paths
   * @param keeps the key and lifetimes
   * @param route the route whose requests it is for; empty of a guard
   * @param why what it is there for
   */
  record Entry(PathPattern pattern, CachePolicy keeps, Optional<Route> route, String why) {}

  private final EdgeSettings.Sessions sessions;
  private final List<Finding> refused = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();

  BehaviorList(HostRoutes routes, EdgeSettings.Sessions sessions) {
    this.sessions = sessions;
    for (int level = 0; level < routes.levels().size(); level++) {
      List<Route> wider =
          routes.levels().subList(level + 1, routes.levels().size()).stream()
              .flatMap(List::stream)
              .toList();
      readingRoutes(routes.levels().get(level))
          .forEach((shape, choice) -> add(shape, choice.route(), wider));
    }
    removeUnneeded();
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  List<Finding> refused() {
    return List.copyOf(refused);
  }

  /** A route for a shape; before a path ends, one that ends there goes before one with a rest. */
  private record Choice(Route route, Shape.End end) {
    private static final Comparator<Choice> FIRST =
        Comparator.comparing(Choice::end).thenComparing(choice -> choice.route.methods().isEmpty());
  }

  /** The route that GET takes, by the shape of its paths, in the order of a first match. */
  private static SortedMap<Shape, Choice> readingRoutes(List<Route> routes) {
    TreeMap<Shape, Choice> reading = new TreeMap<>(Shape.FIRST_MATCH);
    for (Route route : routes) {
      if (route.accepts("GET")) {
        List<Shape> shapes = Shape.of(route.path());
        Choice choice = new Choice(route, shapes.getLast().end());
        shapes.forEach(
            shape ->
                reading.merge(
                    shape,
                    choice,
                    (one, other) -> Choice.FIRST.compare(one, other) <= 0 ? one : other));
      }
    }
    return reading;
  }

  private void add(Shape shape, Route route, List<Route> wider) {
    Optional<CdnRule> rule = route.cdn();
    if (rule.isEmpty()) {
      add(
          new Entry(
              shape.widerPattern(), CachePolicy.NOTHING_KEPT, Optional.of(route), route.id()));
      return;
    }
    try {
      PathPattern pattern = shape.pattern();
      for (PathPattern guard : shape.guards()) {
        add(
            new Entry(
                guard, CachePolicy.NOTHING_KEPT, Optional.empty(), "longer than " + route.path()));
      }
      CachePolicy keeps = KeyNeeds.of(route, rule.get(), sessions);
      add(new Entry(pattern, withWider(pattern, keeps, wider), Optional.of(route), route.id()));
    } catch (IllegalArgumentException e) {
      refused.add(new Finding(route.id(), e.getMessage() + "; leave cdn out"));
    }
  }

  /**
   * The key with that of routes of wider hosts that take the same paths: a distribution also has a
   * name of its own, for which only these hold.
   */
  private CachePolicy withWider(PathPattern pattern, CachePolicy keeps, List<Route> wider) {
    CachePolicy all = keeps;
    for (Route route : wider) {
      boolean meets =
          Shape.of(route.path()).stream().anyMatch(shape -> shape.widerPattern().meets(pattern));
      if (meets && route.accepts("GET") && route.cdn().isPresent()) {
        all = KeyNeeds.both(all, KeyNeeds.of(route, route.cdn().get(), sessions));
      }
    }
    return all;
  }

  /** Adds an entry unless one before it takes all its paths. */
  private void add(Entry entry) {
    if (entries.stream().noneMatch(earlier -> earlier.pattern().covers(entry.pattern()))) {
      entries.add(entry);
    }
  }

  /** Removes what keeps nothing, where nothing would be kept without it either. */
  private void removeUnneeded() {
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (!entry.keeps().keeps() && isUnneeded(entry, entries.subList(i + 1, entries.size()))) {
        entries.remove(i);
      }
    }
  }

  private static boolean isUnneeded(Entry entry, List<Entry> later) {
    for (Entry next : later) {
      if (next.keeps().keeps() && next.pattern().meets(entry.pattern())) {
        return false;
      }
      if (!next.keeps().keeps() && next.pattern().covers(entry.pattern())) {
        return true;
      }
    }
    return true;
  }
}
