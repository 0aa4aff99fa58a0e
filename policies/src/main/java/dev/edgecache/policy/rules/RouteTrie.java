package dev.edgecache.policy.rules;

import dev.edgecache.policy.path.PathTemplate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host pattern as a tree of path segments.
 *
 * <p>A search visits a node at most once, whatever the path, and allocates nothing.
 */
final class RouteTrie {

  private final Node root;

  private RouteTrie(Node root) {
    this.root = root;
  }

  /**
   * A tree of these routes.
   *
   * @throws IllegalArgumentException if two of them match the same requests
   */
  static RouteTrie of(List<CompiledRoute> routes) {
    Growing root = new Growing();
    routes.forEach(root::add);
    return new RouteTrie(root.freeze());
  }

  /**
   * The most specific route for a path and method among those that are wanted, or null if there is
   * none.
   */
  @Nullable CompiledRoute find(String path, String method, Predicate<CompiledRoute> wanted) {
    return path.startsWith("/") ? find(root, new Search(path, method, wanted), 1) : null;
  }

  private static @Nullable CompiledRoute find(Node node, Search search, int from) {
    String path = search.path;
    if (from > path.length()) {
      CompiledRoute ending = first(node.ending, search);
      return ending != null ? ending : first(node.rest, search);
    }
    int slash = path.indexOf('/', from);
    int end = slash < 0 ? path.length() : slash;
    Node literal = node.literal(path, from, end);
    CompiledRoute found = literal == null ? null : find(literal, search, end + 1);
    if (found == null && node.anySegment != null && end > from) {
      found = find(node.anySegment, search, end + 1);
    }
    return found != null ? found : first(node.rest, search);
  }

  private static @Nullable CompiledRoute first(List<CompiledRoute> candidates, Search search) {
    for (int i = 0; i < candidates.size(); i++) {
      CompiledRoute candidate = candidates.get(i);
      if (candidate.route().accepts(search.method) && search.wanted.test(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private record Search(String path, String method, Predicate<CompiledRoute> wanted) {}

  /**
   * A node.
   *
   * @param texts the literal segments below, sorted
   * @param below the nodes of these literals, in their order
   * @param anySegment the node of any other segment
   * @param ending the routes whose template ends here, those that name methods first
   * @param rest the routes whose template goes on with anything
   */
  private record Node(
      List<String> texts,
      List<Node> below,
      @Nullable Node anySegment,
      List<CompiledRoute> ending,
      List<CompiledRoute> rest) {

    @Nullable Node literal(String path, int from, int end) {
      int low = 0;
      int high = texts.size() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = compare(texts.get(middle), path, from, end);
        if (order == 0) {
          return below.get(middle);
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return null;
    }

    private static int compare(String text, String path, int from, int end) {
      int common = Math.min(text.length(), end - from);
      for (int i = 0; i < common; i++) {
        int order = Character.compare(text.charAt(i), path.charAt(from + i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(text.length(), end - from);
    }
  }

  /** A node while routes are added. */
  private static final class Growing {
    private static final Comparator<CompiledRoute> NAMED_METHODS_FIRST =
        Comparator.comparing(route -> route.route().methods().isEmpty());

    private final Map<String, Growing> literals = new TreeMap<>();
    private @Nullable Growing anySegment;
    private final List<CompiledRoute> ending = new ArrayList<>();
    private final List<CompiledRoute> rest = new ArrayList<>();

    void add(CompiledRoute route) {
      Growing node = this;
      for (PathTemplate.Segment segment : route.route().path().segments()) {
        switch (segment) {
          case PathTemplate.Segment.Literal(String text) ->
              node = node.literals.computeIfAbsent(text, _ -> new Growing());
          case PathTemplate.Segment.Parameter _, PathTemplate.Segment.Any _ -> {
            if (node.anySegment == null) {
              node.anySegment = new Growing();
            }
            node = node.anySegment;
          }
          case PathTemplate.Segment.Rest _ -> {
            addTo(node.rest, route);
            return;
          }
        }
      }
      addTo(node.ending, route);
    }

    private static void addTo(List<CompiledRoute> routes, CompiledRoute added) {
      for (CompiledRoute other : routes) {
        if (other.route().competesWith(added.route())) {
          throw new IllegalArgumentException(
              "routes: "
                  + other.route().id()
                  + " and "
                  + added.route().id()
                  + " match the same requests (expected: different hosts, paths or methods)");
        }
      }
      routes.add(added);
      routes.sort(NAMED_METHODS_FIRST);
    }

    Node freeze() {
      return new Node(
          List.copyOf(literals.keySet()),
          literals.values().stream().map(Growing::freeze).toList(),
          anySegment == null ? null : anySegment.freeze(),
          List.copyOf(ending),
          List.copyOf(rest));
    }
  }
}
