package dev.edgecache.serve.record;

import java.util.Locale;

/** How a request was answered, as the label of metrics and of the access log. */
public enum RequestKind {
  /** From the store, fresh. */
  HIT,
  /** From the store, stale as the policy permits. */
  STALE,
  /** From the store, after the origin said that it has not changed. */
  REVALIDATED,
  /** From the origin, by a fetch of its own. */
  MISS,
  /** From the origin, by a fetch that another request had begun. */
  COLLAPSED,
  /** From the origin, relayed without a look into the store. */
  PASS,
  /** By the cache itself, because it is the one asked: by a preflight, or by OPTIONS. */
  LOCAL,
  /** By the cache itself, because the request was malformed or not allowed. */
  REFUSED,
  /** By the cache itself, because no origin gave a usable answer. */
  ERROR,
  /** Not at all, because the client left before there was an answer. */
  ABANDONED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /**
   * Whether the origin neither generated nor validated the answer for this request, which Age tells
   * (RFC 9111 §5.1).
   */
  public boolean isFromStore() {
    return switch (this) {
      case HIT, STALE, COLLAPSED -> true;
      case REVALIDATED, MISS, PASS, LOCAL, REFUSED, ERROR, ABANDONED -> false;
    };
  }

  /** The name in lower case. */
  public String label() {
    return label;
  }
}
