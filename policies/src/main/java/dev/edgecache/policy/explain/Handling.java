package dev.edgecache.policy.explain;

/** What becomes of a request, and of its answer where one is given. */
public enum Handling {
  /** The request goes to the origin and its answer to the client, without a look at the store. */
  PASS("passes through; the answer is not stored"),
  /** The cache answers a CORS preflight itself. */
  PREFLIGHT("is a CORS preflight, which the cache answers"),
  /** The store is asked first; what becomes of an answer of the origin depends on the answer. */
  LOOK_UP("is answered from the store if it can be"),
  /** As {@link #LOOK_UP}; the origin's answer is stored. */
  STORE("is answered from the store if it can be; the answer below is stored"),
  /** As {@link #LOOK_UP}; the origin's answer is not stored. */
  DO_NOT_STORE("is answered from the store if it can be; the answer below is not stored");

  private final String description;

  Handling(String description) {
    this.description = description;
  }

  /** What it means, to stand after "the request". */
  public String description() {
    return description;
  }
}
