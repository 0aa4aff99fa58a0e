package dev.edgecache.fetch;

import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.rules.Match;
import java.util.List;

/**
 * A request whose answer may be stored.
 *
 * @param match the route
 * @param rule the route's rule for storing
 * @param key its cache key
 * @param asked the head as the client sent it, as the GET request whose answer is stored
 * @param forwarded the head as the origin may see it, without preconditions and ranges
 * @param candidates stored responses whose validators are sent, the one that the request selects
 *     first; none for an unconditional fetch
 */
public record FetchRequest(
    Match match,
    CacheRule.Store rule,
    CacheKey key,
    RequestHead asked,
    RequestHead forwarded,
    List<StoredResponse> candidates) {}
