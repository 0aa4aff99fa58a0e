package dev.edgecache.policy;

import java.util.Arrays;
import java.util.List;

/**
 * A request's identity in the cache: a list of unambiguous parts, equal only when all parts are
 * equal.
 *
 * <p>The first part is the version of the key rules, so that entries stored under other rules are
 * never found. Equal hashes prove nothing; {@link #equals} compares every part.
 */
public final class CacheKey {

  private final String[] parts;
  private final int hash;

  private CacheKey(String[] parts) {
    this.parts = parts;
    this.hash = Arrays.hashCode(parts);
  }

  /**
   * A key of the version of the key rules, scheme, normalised host, path, and then the kept parts
   * of the request in an order that the rules fix.
   */
  public static CacheKey of(String... parts) {
    return new CacheKey(parts.clone());
  }

  /** The parts, the version of the key rules first. */
  public List<String> parts() {
    return List.of(parts);
  }

  /** The number of characters of all parts. */
  public int length() {
    int length = 0;
    for (String part : parts) {
      length += part.length();
    }
    return length;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof CacheKey that
            && hash == that.hash
            && Arrays.equals(parts, that.parts));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return String.join(" ", Arrays.asList(parts));
  }
}
