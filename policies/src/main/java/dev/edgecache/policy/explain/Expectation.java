package dev.edgecache.policy.explain;

import dev.edgecache.policy.Storability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What should come of an example; what is empty may be anything.
 *
 * @param route the id of the route, such as {@code catalog/product}
 * @param handling what becomes of the request and its answer
 * @param reason why the answer is not stored
 * @param key the parts of the key after its version
 * @param forwarded what the origin gets
 * @param stored what is stored
 */
public record Expectation(
    Optional<String> route,
    Optional<Handling> handling,
    Optional<Storability.Reason> reason,
    Optional<List<String>> key,
    Forwarded forwarded,
    Stored stored) {

  /**
   * What the origin gets.
   *
   * @param target path and query
   * @param fields values by field name
   * @param absent names of fields that it does not get
   */
  public record Forwarded(Optional<String> target, Map<String, String> fields, Set<String> absent) {
    /** Anything. */
    public static final Forwarded ANYTHING = new Forwarded(Optional.empty(), Map.of(), Set.of());

    /** Copies the collections. */
    public Forwarded {
      fields = Map.copyOf(fields);
      absent = Set.copyOf(absent);
    }
  }

  /**
   * What is stored.
   *
   * @param fresh the freshness lifetime
   * @param staleWhileRevalidate the window in which it is served while it is refreshed
   * @param staleIfError the window in which it replaces an error
   * @param vary the fields that select it
   * @param tags its tags
   */
  public record Stored(
      Optional<Duration> fresh,
      Optional<Duration> staleWhileRevalidate,
      Optional<Duration> staleIfError,
      Optional<Set<String>> vary,
      Optional<Set<String>> tags) {
    /** Anything. */
    public static final Stored ANYTHING =
        new Stored(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Whether anything is expected. */
    public boolean isAnything() {
      return equals(ANYTHING);
    }
  }
}
