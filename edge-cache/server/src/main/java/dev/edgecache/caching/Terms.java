package dev.edgecache.caching;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.Lifetime;
import java.util.Set;

/**
 * How a stored response may be used.
 *
 * @param rule the rule of the route by which they were made
 * @param lifetime how long it is fresh, and how long it may be served stale
 * @param tags its tags, the implicit ones included
 */
public record Terms(CacheRule.Store rule, Lifetime lifetime, Set<String> tags) {}
