package dev.edgecache.policy;

import java.util.List;
import java.util.Map;

/**
 * One policy file: the routes of one API on its hosts, and what invalidates their answers.
 *
 * @param name the name, unique in a {@link PolicySet}
 * @param hosts the hosts it holds for: names, {@code *.} followed by a name, or none for any host
 * @param routes its routes; the most specific match wins, whatever the order
 * @param events what events invalidate, by their type
 * @param tables what changes of rows invalidate, by the table with its schema
 */
public record Policy(
    String name,
    List<String> hosts,
    List<Route> routes,
    Map<String, PurgeRule> events,
    Map<String, PurgeRule> tables) {

  /** Copies the collections and rejects a host that is not a {@link HostPattern}. */
  public Policy {
    hosts = List.copyOf(hosts);
    hosts.forEach(HostPattern::parse);
    routes = List.copyOf(routes);
    events = Map.copyOf(events);
    tables = Map.copyOf(tables);
  }
}
