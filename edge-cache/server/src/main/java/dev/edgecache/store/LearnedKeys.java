package dev.edgecache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.negotiation.NoVarySearch;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.rules.KeyRules;
import dev.edgecache.policy.rules.Match;
import org.jspecify.annotations.Nullable;

/**
 * The keys of requests, with what the last stored answer of each path said of its query
 * (No-Vary-Search): a bounded memory, from which paths that are seldom asked for go first.
 *
 * <p>What was said is a part of the key. So an answer is found only while the path says the same as
 * that answer does, and a path that is forgotten costs a miss and nothing else.
 */
public final class LearnedKeys {

  private static final int MAX_PATHS = 20_000;

  private final Cache<CacheKey, NoVarySearch> byPath =
      Caffeine.newBuilder().maximumSize(MAX_PATHS).executor(Runnable::run).build();

  /** The key under which an answer to the request may be stored. */
  public CacheKey of(Match match, RequestHead request) {
    if (!KeyRules.obeysNoVarySearch(match)) {
      return KeyRules.key(match, request);
    }
    @Nullable NoVarySearch said = byPath.getIfPresent(KeyRules.path(match));
    return KeyRules.key(match, request, said == null ? NoVarySearch.NONE : said);
  }

  /** The key under which an answer is stored, which from now on counts for its path. */
  public CacheKey learn(Match match, RequestHead request, Fields answer) {
    if (KeyRules.obeysNoVarySearch(match)) {
      CacheKey path = KeyRules.path(match);
      NoVarySearch said = NoVarySearch.of(answer);
      if (said.equals(NoVarySearch.NONE)) {
        byPath.invalidate(path);
      } else {
        byPath.put(path, said);
      }
    }
    return KeyRules.keyOfAnswer(match, request, answer);
  }
}
