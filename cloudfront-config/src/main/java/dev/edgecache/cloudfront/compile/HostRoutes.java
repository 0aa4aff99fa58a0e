package dev.edgecache.cloudfront.compile;

import dev.edgecache.http.Authority;
import dev.edgecache.policy.HostPattern;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.rules.PolicySet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The routes that requests for some hosts take, in levels: where a route of one level matches,
 * those of later levels do not count.
 *
 * @param levels the levels, those of the most specific hosts first
 */
record HostRoutes(List<List<Route>> levels) {

  private static final String HTTPS = "https";

  HostRoutes {
    levels = levels.stream().map(List::copyOf).toList();
  }

  /** Hosts by the routes that they take. */
  static SequencedMap<HostRoutes, List<String>> byRoutes(PolicySet policies, List<String> hosts) {
    SequencedMap<HostRoutes, List<String>> byRoutes = new LinkedHashMap<>();
    for (String host : hosts.isEmpty() ? named(policies) : hosts) {
      byRoutes.computeIfAbsent(of(policies, oneOf(host)), _ -> new ArrayList<>()).add(host);
    }
    return byRoutes;
  }

  List<Route> all() {
    return levels.stream().flatMap(List::stream).toList();
  }

  /** A host of a pattern such as {@code *.shop.example}, or the host that it is. */
  private static String oneOf(String pattern) {
    return pattern.startsWith("*.") ? "any" + pattern.substring(1) : pattern;
  }

  /** The patterns that policies name, or a host that none names. */
  private static List<String> named(PolicySet policies) {
    List<String> named =
        policies.policies().stream()
            .flatMap(policy -> policy.hosts().stream())
            .distinct()
            .sorted()
            .toList();
    return named.isEmpty() ? List.of("any.invalid") : named;
  }

  private static HostRoutes of(PolicySet policies, String host) {
    Optional<Authority> authority = Authority.parse(host);
    Map<Integer, List<Route>> byLevel = new TreeMap<>(Comparator.reverseOrder());
    for (Policy policy : policies.policies()) {
      level(policy, authority)
          .ifPresent(
              level ->
                  byLevel.computeIfAbsent(level, _ -> new ArrayList<>()).addAll(policy.routes()));
    }
    return new HostRoutes(List.copyOf(byLevel.values()));
  }

  /** How specifically a policy names a host; empty if it does not hold for it. */
  private static Optional<Integer> level(Policy policy, Optional<Authority> host) {
    if (policy.hosts().isEmpty()) {
      return Optional.of(0);
    }
    return policy.hosts().stream()
        .map(HostPattern::parse)
        .filter(pattern -> host.filter(name -> pattern.matches(name, HTTPS)).isPresent())
        .map(HostRoutes::level)
        .max(Comparator.naturalOrder());
  }

  /** Wildcards by their length, then names, then names with a port. */
  private static int level(HostPattern pattern) {
    return switch (pattern.kind()) {
      case WILDCARD -> pattern.host().length();
      case EXACT -> pattern.port().isEmpty() ? Integer.MAX_VALUE - 1 : Integer.MAX_VALUE;
    };
  }
}
