package dev.edgecache.cdn;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.ImplicitTags.Scope;
import dev.edgecache.caching.downstream.TagLine;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Coarsening.Kind;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.policy.rules.Tags;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tags of an answer as CloudFront reads them: at most fifty, all of them or none. Those of a
 * kind that has something for crowds stand back for it where there are more.
 */
public final class CdnTags implements TagLine {

  /** The most tags of an object; CloudFront drops others without a word. */
  static final int MOST = 50;

  /** The longest value: the fields of an answer have 20,480 octets in all. */
  static final int LONGEST = 8_000;

  private final String field;
  private final Coarsening coarsening;
  private final Runnable tooMany;

  /**
   * Tags in a field.
   *
   * @param tooMany told of answers whose tags do not fit
   */
  public CdnTags(String field, Coarsening coarsening, Runnable tooMany) {
    this.field = field;
    this.coarsening = coarsening;
    this.tooMany = tooMany;
  }

  /** The tag of all answers of a route. */
  static String ofRoute(String id) {
    return Tags.normalised("route:" + id);
  }

  @Override
  public String field() {
    return field;
  }

  @Override
  public Optional<String> of(Set<String> tags) {
    Set<String> own = new TreeSet<>();
    for (String tag : tags) {
      Optional<Scope> implicit = ImplicitTags.scopeOf(tag);
      if (implicit.isEmpty()) {
        own.add(tag);
        coarsening.kindOf(tag).map(Kind::tag).ifPresent(own::add);
      } else if (implicit.get() instanceof Scope.OfRoute(var id)) {
        own.add(ofRoute(id));
      }
    }
    Set<String> fitting = fits(own) ? own : crowded(own);
    if (!fits(fitting)) {
      tooMany.run();
      return Optional.empty();
    }
    return Optional.of(String.join(",", fitting));
  }

  private Set<String> crowded(Set<String> own) {
    Set<String> crowded = new TreeSet<>();
    own.forEach(tag -> crowded.add(coarsening.kindOf(tag).flatMap(Kind::crowd).orElse(tag)));
    return crowded;
  }

  private static boolean fits(Collection<String> tags) {
    return tags.size() <= MOST
        && tags.stream().allMatch(Item::isTag)
        && tags.stream().mapToInt(tag -> tag.length() + 1).sum() <= LONGEST;
  }
}
