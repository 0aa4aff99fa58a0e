package dev.edgecache.policy;

import java.util.Set;

/**
 * What the origin sees of a request beyond the key, on a route with {@link KeyRule.Named}; the
 * author vouches that a stored answer does not depend on it.
 *
 * @param headers header field names
 * @param cookies cookie names
 * @param query query parameter names
 */
public record ForwardRule(Set<String> headers, Set<String> cookies, Set<String> query) {

  /** Nothing beyond the key. */
  public static final ForwardRule NOTHING = new ForwardRule(Set.of(), Set.of(), Set.of());

  /** Copies the sets. */
  public ForwardRule {
    headers = Set.copyOf(headers);
    cookies = Set.copyOf(cookies);
    query = Set.copyOf(query);
  }
}
