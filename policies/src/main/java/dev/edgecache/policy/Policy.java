package dev.edgecache.policy;

import java.util.List;

/**
 * One policy file: the routes of one API on its hosts.
 *
 * @param name the name, unique in a {@link PolicySet}
 * @param hosts the hosts it holds for: names, {@code *.} followed by a name, or none for any host
 * @param routes its routes; the most specific match wins, whatever the order
 */
public record Policy(String name, List<String> hosts, List<Route> routes) {

  /** Copies the lists and rejects a host that is not a {@link HostPattern}. */
  public Policy {
    hosts = List.copyOf(hosts);
    hosts.forEach(HostPattern::parse);
    routes = List.copyOf(routes);
  }
}
