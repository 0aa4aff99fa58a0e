package dev.edgecache.caching;

/** What a client demands of stored answers, beyond what invalidations do. */
@FunctionalInterface
public interface Admission {

  /** Demands nothing. */
  Admission ANY = response -> true;

  /** Wants no answer that was fetched for somebody else. */
  Admission NOTHING_STORED = response -> false;

  /** Whether the client may get an answer. */
  boolean admits(StoredResponse response);
}
