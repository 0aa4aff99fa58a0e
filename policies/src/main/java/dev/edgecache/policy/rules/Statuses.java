package dev.edgecache.policy.rules;

import java.util.Set;

/** The status codes by what they mean to a cache. */
final class Statuses {

  /** RFC 9110 §15.1. */
  private static final Set<Integer> HEURISTICALLY_CACHEABLE =
      Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

  /** Answers to something about one request that is in no key: its range, conditions, framing. */
  private static final Set<Integer> ABOUT_ONE_REQUEST =
      Set.of(304, 407, 408, 411, 412, 413, 415, 416, 417, 421, 425, 426, 428, 431);

  /** RFC 9110 §15, and RFC 6585, 7725, 8470. */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 305, 307, 308, 400, 401, 402, 403,
          404, 405, 406, 409, 410, 414, 422, 429, 451, 500, 501, 502, 503, 504, 505, 511);

  private Statuses() {}

  /** Whether a lifetime may be guessed (RFC 9111 §4.2.2, RFC 9110 §15.1). */
  static boolean isHeuristicallyCacheable(int status) {
    return HEURISTICALLY_CACHEABLE.contains(status);
  }

  /** Whether the status tells of one request and never of the resource. */
  static boolean isAboutOneRequest(int status) {
    return ABOUT_ONE_REQUEST.contains(status);
  }

  /** Whether what the status demands of caches is known and done (RFC 9111 §5.2.2.3). */
  static boolean isUnderstood(int status) {
    return UNDERSTOOD.contains(status);
  }
}
