package dev.edgecache.cdn;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.ImplicitTags.Scope;
import dev.edgecache.caching.downstream.TagLine;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Coarsening.Kind;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.model.EdgeTags;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tags of an answer as CloudFront is told them: all that {@linkplain EdgeTags#fit fit}, or
 * none. Those of a kind that has something for crowds stand back for it where there are more.
 */
public final class CdnTags implements TagLine {

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
        own.add(EdgeTags.ofRoute(id));
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
    return EdgeTags.fit(tags) && tags.stream().allMatch(Item::isTag);
  }
}
