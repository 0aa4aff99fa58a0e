package dev.edgecache.caching;

import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.Storing;
import java.util.List;

/** What the store holds for a request. */
public sealed interface Lookup {

  /** A response that the request selects. */
  record Found(StoredResponse response) implements Lookup {}

  /**
   * Responses for the key, but none that the request selects.
   *
   * @param variants what is stored, at least one
   */
  record VaryMiss(List<StoredResponse> variants) implements Lookup {}

  /** Nothing for the key. */
  record UriMiss() implements Lookup {}

  /**
   * This under the rule that the route has now: a response that was stored under another one is
   * judged anew, and is not there if it would not be stored today.
   */
  default Lookup under(CacheRule.Store rule, Match match, RequestHead request) {
    if (!(this instanceof Found(var stored)) || stored.terms().rule().equals(rule)) {
      return this;
    }
    Storability today = Storing.assess(match, request, stored.head(), stored.times().answered());
    return switch (today) {
      case Storability.Store store ->
          new Found(
              stored.withTerms(
                  new Terms(rule, store.lifetime(), ImplicitTags.with(store.tags(), match))));
      case Storability.DoNotStore unstorable -> new UriMiss();
    };
  }
}
