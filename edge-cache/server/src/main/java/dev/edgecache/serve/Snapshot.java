package dev.edgecache.serve;

import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.serve.record.RequestObserver;
import java.util.List;

/**
 * The rules by which requests are served, read once for each request and replaced as a whole.
 *
 * @param policies the policies
 * @param observers for each route of the policies, by its index, who is told of its requests
 */
public record Snapshot(PolicySet policies, List<RequestObserver> observers) {

  /** Copies the list. */
  public Snapshot {
    observers = List.copyOf(observers);
  }

  /** A snapshot of policies whose requests are told to the observers of their routes. */
  public static Snapshot of(PolicySet policies, RequestObserver.PerRoute observers) {
    return new Snapshot(
        policies, policies.routes().stream().map(route -> observers.of(route.id())).toList());
  }

  RequestObserver observerOf(Match match) {
    return observers.get(match.routeIndex());
  }
}
