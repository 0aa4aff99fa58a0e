package dev.edgecache.refresh;

import dev.edgecache.http.RequestHead;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.policy.CacheKey;
import java.util.Set;

/**
 * An answer that is to be refreshed.
 *
 * @param of which one
 * @param head the request for it, as a client would send it
 * @param tags the tags that the stored answer has
 * @param since when it was wished for, in nanoseconds of the ticker
 * @param notBefore when it may be asked for, likewise
 */
record Wish(Target of, RequestHead head, Set<String> tags, long since, long notBefore) {

  /** What tells stored answers apart. */
  record Target(CacheKey key, Variant variant) {}

  /** This for later. */
  Wish notBefore(long nanos) {
    return new Wish(of, head, tags, since, nanos);
  }
}
