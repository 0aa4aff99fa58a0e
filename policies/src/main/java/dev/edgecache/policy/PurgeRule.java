package dev.edgecache.policy;

import dev.edgecache.policy.path.FieldTemplate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an event of one type, or a change of a row in one table, invalidates.
 *
 * @param tags tags of responses
 * @param urls URLs of responses
 * @param prefixes URLs of responses, and all below their paths
 * @param mode what becomes of the responses
 * @param position where the change was committed; empty if the event does not say it
 */
public record PurgeRule(
    List<FieldTemplate> tags,
    List<FieldTemplate> urls,
    List<FieldTemplate> prefixes,
    Mode mode,
    Optional<FieldTemplate> position) {

  /** What becomes of responses. */
  public enum Mode {
    /** They are not used again. */
    HARD,
    /** They are stale. */
    SOFT
  }

  /** Copies the lists. */
  public PurgeRule {
    tags = List.copyOf(tags);
    urls = List.copyOf(urls);
    prefixes = List.copyOf(prefixes);
  }

  /**
   * What both invalidate: hard if one of them is hard. Where both say a position it is the same.
   */
  public PurgeRule and(PurgeRule other) {
    return new PurgeRule(
        union(tags, other.tags),
        union(urls, other.urls),
        union(prefixes, other.prefixes),
        mode == Mode.HARD ? mode : other.mode,
        position.or(other::position));
  }

  private static List<FieldTemplate> union(List<FieldTemplate> some, List<FieldTemplate> others) {
    Set<FieldTemplate> all = new LinkedHashSet<>(some);
    all.addAll(others);
    return new ArrayList<>(all);
  }

  /** The paths of the fields that it needs to say what is invalidated. */
  public Set<List<String>> fields() {
    Set<List<String>> paths = new LinkedHashSet<>();
    Stream.of(tags, urls, prefixes)
        .flatMap(List::stream)
        .forEach(template -> paths.addAll(template.fields()));
    return paths;
  }
}
