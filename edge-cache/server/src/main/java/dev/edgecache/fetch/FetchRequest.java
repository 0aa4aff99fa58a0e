package dev.edgecache.fetch;

import dev.edgecache.caching.Admission;
import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.Incomplete;
import dev.edgecache.caching.Revalidation;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Requirement;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.range.ByteRange;
import dev.edgecache.origin.choice.Lot;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.rules.Forwarding;
import dev.edgecache.policy.rules.KeyRules;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
 * @param requirement what the client demands of the answer's age
 * @param admission which answers to others the client may get
 * @param lot what decides which origin its session reads from
 * @param sequence the sequence of the log of invalidations when it came
 */
public record FetchRequest(
    Match match,
    CacheRule.Store rule,
    CacheKey key,
    RequestHead asked,
    RequestHead forwarded,
    List<StoredResponse> candidates,
    Optional<ByteRange> missing,
    Requirement requirement,
    Admission admission,
    Lot lot,
    long sequence) {

  /** This request for no more than what its only candidate lacks. */
  public FetchRequest completing(ByteRange range) {
    return new FetchRequest(
        match,
        rule,
        key,
        asked,
        forwarded,
        candidates,
        Optional.of(range),
        requirement,
        admission,
        lot,
        sequence);
  }

  /** This request with more demands on the answer's age, and on who is asked. */
  public FetchRequest requiring(Floor floor, Requirement.Reader least) {
    return new FetchRequest(
        match,
        rule,
        key,
        asked,
        forwarded,
        candidates,
        missing,
        requirement.and(floor).by(least),
        admission,
        lot,
        sequence);
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

  /** The tags that the answer will have as far as they are known before: those of the last one. */
  Set<String> knownTags() {
    Set<String> tags =
        new HashSet<>(ImplicitTags.with(Tags.of(match, Fields.EMPTY).orElse(Set.of()), match));
    candidates.forEach(candidate -> tags.addAll(candidate.terms().tags()));
    return tags;
  }

  /**
   * The head that the origin gets.
   *
   * @param validated the candidates whose validators are sent
   */
  RequestHead question(List<StoredResponse> validated) {
    RequestHead question =
        missing
            .map(range -> Incomplete.requestFor(range, forwarded, candidates.getFirst()))
            .orElseGet(() -> Revalidation.conditional(forwarded, asked.fields(), validated));
    return Forwarding.withTagsOfOrigin(match.route(), question);
  }
}
