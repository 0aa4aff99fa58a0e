package dev.edgecache.check.world;

/** What the proxies are told of the databases. */
public enum Protection {
  /** How to ask each of them how far it has come. */
  FLOORS,
  /** That there is but one origin, which reads what it writes: an invalidation removes, no more. */
  NONE
}
