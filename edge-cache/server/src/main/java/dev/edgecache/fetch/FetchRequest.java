package dev.edgecache.fetch;

import dev.edgecache.caching.Incomplete;
import dev.edgecache.caching.Revalidation;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.range.ByteRange;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.rules.KeyRules;
import dev.edgecache.policy.rules.Match;
import java.util.List;
import java.util.Optional;

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
 * @param missing what the only candidate lacks, if nothing else is asked for
 */
public record FetchRequest(
    Match match,
    CacheRule.Store rule,
    CacheKey key,
    RequestHead asked,
    RequestHead forwarded,
    List<StoredResponse> candidates,
    Optional<ByteRange> missing) {

  /** This request for no more than what its only candidate lacks. */
  public FetchRequest completing(ByteRange range) {
    return new FetchRequest(match, rule, key, asked, forwarded, candidates, Optional.of(range));
  }

  /** What the client asks of caches, as far as that counts. */
  RequestDirectives directives() {
    return rule.directivesOf(asked.fields());
  }

  /**
   * Whether an answer with these fields has one key for both requests, of which only queries differ
   * (No-Vary-Search).
   */
  boolean isAlike(FetchRequest other, Fields answer) {
    return !KeyRules.obeysNoVarySearch(match)
        || KeyRules.keyOfAnswer(match, asked, answer)
            .equals(KeyRules.keyOfAnswer(match, other.asked, answer));
  }

  /** The head that the origin gets. */
  RequestHead question() {
    return missing
        .map(range -> Incomplete.requestFor(range, forwarded, candidates.getFirst()))
        .orElseGet(() -> Revalidation.conditional(forwarded, asked.fields(), candidates));
  }
}
