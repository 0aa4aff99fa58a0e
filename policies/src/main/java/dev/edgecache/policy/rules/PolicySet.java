package dev.edgecache.policy.rules;

import dev.edgecache.http.Authority;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.ConsistencyRule;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.HostPattern;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.TagRule;
import dev.edgecache.policy.path.PathTemplate;
import dev.edgecache.policy.path.RequestPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All policies of a proxy, immutable and ready to match: every request takes exactly one route.
 *
 * <p>The most specific match wins, whatever the order of files and routes: first by host (a name
 * with its port, a name, the longest {@code *.} wildcard, any host), then by path ({@link
 * PathTemplate#MOST_SPECIFIC_FIRST}), then a route that names methods before one that does not. A
 * route whose method does not match is passed over. What nothing matches takes the route of {@link
 * #BUILTIN}, which stores nothing.
 *
 * <p>A path that servers may read differently ({@link RequestPath#ambiguity()}) takes a route that
 * stores only where every route of its host follows the origin, so that no rule of the policy
 * depends on its meaning and the raw path is the key. On all other hosts it takes a route that
 * never stores. Routes that name their key also see the path in its normalised form, in the key and
 * towards the origin.
 *
 * <p>A CORS preflight takes the route of the method that it asks for, if that route answers CORS.
 */
public final class PolicySet {

  /** The policy that ends every set: what no other names passes through and is never stored. */
  public static final Policy BUILTIN =
      new Policy(
          "builtin",
          List.of(),
          List.of(
              new Route(
                  "builtin",
                  "pass",
                  PathTemplate.parse("/**"),
                  Set.of(),
                  new CacheRule.Never(),
                  new KeyRule.FollowOrigin(),
                  ForwardRule.NOTHING,
                  Optional.empty(),
                  TagRule.NONE,
                  ConsistencyRule.REPLICA,
                  Set.of(),
                  Set.of(),
                  Route.OriginRule.DEFAULT,
                  Optional.empty())),
          Map.of(),
          Map.of());

  /** Puts a wildcard before those below it, and a name before itself with a port. */
  private static final Comparator<String> SHORTEST_FIRST =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final List<Policy> policies;
  private final List<Route> routes;
  private final CompiledRoute builtin;
  private final Map<String, Hosts> exact = new HashMap<>();
  private final Map<String, Hosts> wildcards = new HashMap<>();
  private final Hosts anyHost;
  private final boolean namesPorts;
  private final boolean holdsForAnyHost;

  /**
   * The routes of one host pattern, and those of the next less specific one.
   *
   * @param routes the routes of the pattern
   * @param wider the routes of the next pattern that matches the same hosts; null after any host
   * @param followsOrigin whether the routes here and in all wider patterns follow the origin
   */
  private record Hosts(RouteTrie routes, @Nullable Hosts wider, boolean followsOrigin) {}

  private PolicySet(List<Policy> policies) {
    this.policies = List.copyOf(policies);
    List<Route> all = new ArrayList<>();
    Map<String, List<CompiledRoute>> byName = new TreeMap<>(SHORTEST_FIRST);
    Map<String, List<CompiledRoute>> byWildcard = new TreeMap<>(SHORTEST_FIRST);
    List<CompiledRoute> any = new ArrayList<>();
    for (Policy policy : policies) {
      for (Route route : policy.routes()) {
        CompiledRoute compiled = new CompiledRoute(route, all.size());
        all.add(route);
        if (policy.hosts().isEmpty()) {
          any.add(compiled);
        }
        for (HostPattern host : patterns(policy)) {
          Map<String, List<CompiledRoute>> hosts =
              host.kind() == HostPattern.Kind.EXACT ? byName : byWildcard;
          hosts.computeIfAbsent(keyOf(host), _ -> new ArrayList<>()).add(compiled);
        }
      }
    }
    this.builtin = new CompiledRoute(BUILTIN.routes().getFirst(), all.size());
    all.add(builtin.route());
    this.routes = List.copyOf(all);
    this.anyHost = hosts(any, null);
    this.holdsForAnyHost = policies.stream().anyMatch(policy -> policy.hosts().isEmpty());
    this.namesPorts =
        policies.stream()
            .flatMap(policy -> patterns(policy).stream())
            .anyMatch(pattern -> pattern.port().isPresent());
    byWildcard.forEach((host, of) -> wildcards.put(host, hosts(of, wildcardOf(host))));
    byName.forEach((host, of) -> exact.put(host, hosts(of, widerThan(host))));
  }

  private static String keyOf(HostPattern pattern) {
    return pattern.host() + (pattern.port().isEmpty() ? "" : ":" + pattern.port().getAsInt());
  }

  /** The patterns that come after a name: with a port the name for all ports, else wildcards. */
  private Hosts widerThan(String name) {
    int colon = name.lastIndexOf(':');
    String host = colon > name.lastIndexOf(']') ? name.substring(0, colon) : name;
    Hosts allPorts = exact.get(host);
    return allPorts == null ? wildcardOf(host) : allPorts;
  }

  private static List<HostPattern> patterns(Policy policy) {
    return policy.hosts().stream().map(HostPattern::parse).distinct().toList();
  }

  private static Hosts hosts(List<CompiledRoute> routes, @Nullable Hosts wider) {
    boolean followsOrigin =
        routes.stream().allMatch(CompiledRoute::followsOrigin)
            && (wider == null || wider.followsOrigin());
    return new Hosts(RouteTrie.of(routes), wider, followsOrigin);
  }

  /**
   * A set of these policies, ended by {@link #BUILTIN}; a policy of that name among them is left
   * out.
   *
   * @throws IllegalArgumentException if two policies have one name, or two routes match the same
   *     requests
   */
  public static PolicySet of(List<Policy> policies) {
    Map<String, Policy> byName = new TreeMap<>();
    List<Policy> named = new ArrayList<>();
    for (Policy policy : policies) {
      if (policy.name().equals(BUILTIN.name())) {
        continue;
      }
      if (byName.put(policy.name(), policy) != null) {
        throw new IllegalArgumentException(
            "policies: two of the name " + policy.name() + " (expected: a name for each)");
      }
      named.add(policy);
    }
    return new PolicySet(named);
  }

  /** The policies, without {@link #BUILTIN}. */
  public List<Policy> policies() {
    return policies;
  }

  /** The routes of all policies in the order of their files; that of {@link #BUILTIN} is last. */
  public List<Route> routes() {
    return routes;
  }

  /** Whether a policy names the host of a matched request, or holds for any host. */
  public boolean names(Match match) {
    return holdsForAnyHost
        || Authority.parse(match.host())
            .map(authority -> !hostsOf(authority, match.scheme()).equals(anyHost))
            .orElse(false);
  }

  /** The route that a request takes. */
  public Match match(RequestHead request) {
    Optional<Authority> authority = Authority.parse(request.authority());
    Hosts hosts = authority.isEmpty() ? anyHost : hostsOf(authority.get(), request.scheme());
    RequestPath path = RequestPath.of(request.path());
    CompiledRoute found = find(hosts, path, request.method());
    if (isPreflight(request)) {
      CompiledRoute asked = find(hosts, path, requestedMethod(request));
      found = asked.route().cors().isPresent() ? asked : found;
    }
    String host =
        authority.isEmpty() ? request.authority() : authority.get().text(request.scheme());
    return new Match(found, request.scheme(), host, path);
  }

  /** Whether a request is a CORS preflight (Fetch standard, CORS-preflight request). */
  static boolean isPreflight(RequestHead request) {
    return request.method().equals("OPTIONS")
        && request.fields().contains("Origin")
        && request.fields().contains("Access-Control-Request-Method");
  }

  private static String requestedMethod(RequestHead preflight) {
    String method = preflight.fields().first("Access-Control-Request-Method");
    return method == null ? preflight.method() : method.strip();
  }

  private CompiledRoute find(Hosts hosts, RequestPath path, String method) {
    Predicate<CompiledRoute> wanted =
        path.isAmbiguous() && !hosts.followsOrigin() ? CompiledRoute::passes : _ -> true;
    for (Hosts next = hosts; next != null; next = next.wider()) {
      CompiledRoute found = next.routes().find(path.normalised(), method, wanted);
      if (found != null) {
        return found;
      }
    }
    return builtin;
  }

  /** The most specific pattern of a host; each leads to the next less specific one. */
  private Hosts hostsOf(Authority authority, String scheme) {
    Hosts named = null;
    if (namesPorts) {
      named = exact.get(authority.host() + ":" + authority.port(scheme));
    }
    if (named == null) {
      named = exact.get(authority.host());
    }
    return named == null ? wildcardOf(authority.host()) : named;
  }

  private Hosts wildcardOf(String host) {
    if (!wildcards.isEmpty()) {
      for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
        Hosts found = wildcards.get(host.substring(dot + 1));
        if (found != null) {
          return found;
        }
      }
    }
    return anyHost;
  }
}
