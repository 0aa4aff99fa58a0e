package dev.edgecache.refill;

import dev.edgecache.consistency.Requirement;
import dev.edgecache.http.RequestHead;
import dev.edgecache.origin.choice.Lot;
import dev.edgecache.policy.Route;

/**
 * A request that an origin is to answer.
 *
 * @param head its head
 * @param route its route
 * @param lot what decides which origin its session reads from
 * @param requirement what its answer must have reached
 */
public record Wanted(RequestHead head, Route route, Lot lot, Requirement requirement) {}
