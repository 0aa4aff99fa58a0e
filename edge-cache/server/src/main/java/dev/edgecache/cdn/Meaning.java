package dev.edgecache.cdn;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.ImplicitTags.Scope;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Coarsening.Kind;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.model.EdgeTags;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What invalidating tags means at one distribution.
 *
 * @param items what it is told
 * @param left the tags that can't be told to it: answers with them stay until their lifetime ends
 */
record Meaning(Set<Item> items, Set<String> left) {

  /**
   * How a distribution can be told.
   *
   * @param site which
   * @param byTag whether it invalidates by tag
   * @param everything what becomes of invalidations of everything
   * @param coarsening what stands for tags
   */
  record Language(
      CdnSettings.Site site,
      boolean byTag,
      CdnSettings.Everything everything,
      Coarsening coarsening) {}

  /** What tags mean. */
  static Meaning of(Collection<String> tags, Language language) {
    Set<Item> items = new LinkedHashSet<>();
    Set<String> left = new LinkedHashSet<>();
    for (String tag : tags) {
      Set<Item> own = items(tag, language);
      boolean isTold =
          !own.isEmpty()
              && (language.everything() == CdnSettings.Everything.WILDCARD
                  || !own.contains(Item.Wildcard.EVERYTHING));
      if (isTold) {
        items.addAll(own);
      } else if (concerns(tag, language.site())) {
        left.add(tag);
      }
    }
    return new Meaning(items, left);
  }

  private static boolean concerns(String tag, CdnSettings.Site site) {
    return ImplicitTags.scopeOf(tag)
        .map(
            implicit ->
                switch (implicit) {
                  case Scope.Everything everything -> true;
                  case Scope.Path(var host, var path) -> site.serves(host);
                  case Scope.Prefix(var host, var path) -> site.serves(host);
                  case Scope.Host(var host) -> site.serves(host);
                  case Scope.OfRoute route -> true;
                })
        .orElse(true);
  }

  private static Set<Item> items(String tag, Language language) {
    Optional<Scope> implicit = ImplicitTags.scopeOf(tag);
    if (implicit.isEmpty()) {
      return itemsOfName(tag, language);
    }
    if (!concerns(tag, language.site())) {
      return Set.of();
    }
    return switch (implicit.get()) {
      case Scope.Everything everything -> Set.of(Item.Wildcard.EVERYTHING);
      case Scope.Host host -> Set.of(Item.Wildcard.EVERYTHING);
      // Each query is an object of its own.
      case Scope.Path(var host, var path) ->
          new LinkedHashSet<>(List.of(Item.ofPath(path), Item.ofBeginning(path + "?")));
      case Scope.Prefix(var host, var path) -> Set.of(Item.ofBeginning(path + "/"));
      case Scope.OfRoute(var id) ->
          language.byTag() ? Set.of(new Item.Tag(EdgeTags.ofRoute(id))) : Set.of();
    };
  }

  private static Set<Item> itemsOfName(String tag, Language language) {
    Coarsening coarsening = language.coarsening();
    if (!language.byTag()) {
      return coarsening.prefixOfTag(tag).map(Set::of).orElse(Set.of());
    }
    if (!Item.isTag(tag)) {
      return Set.of();
    }
    Set<Item> items = new LinkedHashSet<>();
    items.add(new Item.Tag(tag));
    coarsening.kindOf(tag).flatMap(Kind::crowd).map(Item.Tag::new).ifPresent(items::add);
    return items;
  }
}
