package dev.edgecache.cloudfront.invalidation;

import dev.edgecache.cloudfront.invalidation.Budget.Economy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stands for several items where they are too many: the author of the configuration vouches
 * that each coarser one invalidates at least as much.
 *
 * @param kinds the kinds of tags that have something coarser; the first one that fits counts
 */
public record Coarsening(List<Kind> kinds) {

  /** Nothing but what paths have in common. */
  public static final Coarsening NONE = new Coarsening(List.of());

  /**
   * Tags that have something coarser.
   *
   * @param beginning what these tags begin with, such as {@code product:}
   * @param tag the tag that all answers with one of them carry, too, such as {@code products}
   * @param path what the paths of all answers with one of them begin with, if that is known
   * @param crowd the tag that answers with more tags than CloudFront takes carry instead of theirs
   *     of this kind; it is invalidated with each of them
   */
  public record Kind(String beginning, String tag, Optional<String> path, Optional<String> crowd) {

    /** Rejects what is no tag; folds case, as tags do. */
    public Kind {
      String own = beginning.toLowerCase(Locale.ROOT);
      beginning = own;
      tag = tag.toLowerCase(Locale.ROOT);
      crowd = crowd.map(one -> one.toLowerCase(Locale.ROOT));
      if (!isTagBut(own, tag) || crowd.filter(one -> !isTagBut(own, one)).isPresent()) {
        throw new IllegalArgumentException(
            "coarser: " + own + " (expected: tags, of which the coarser ones are not of it)");
      }
    }

    private static boolean isTagBut(String beginning, String tag) {
      return Item.isTag(beginning) && Item.isTag(tag) && !tag.startsWith(beginning);
    }

    /** Whether a tag is of this kind. */
    public boolean has(String name) {
      return name.startsWith(beginning);
    }
  }

  /** Copies the kinds. */
  public Coarsening {
    kinds = List.copyOf(kinds);
  }

  /** The kind of a tag, if it has one. */
  public Optional<Kind> kindOf(String tag) {
    return kinds.stream().filter(kind -> kind.has(tag)).findFirst();
  }

  /**
   * What goes out for each of these items. An item that no other one shares its coarser one with
   * stays as it is, as that costs the same.
   */
  public Map<Item, Item> replacements(Collection<Item> items, Economy economy) {
    Map<Item, Item> replaced = new LinkedHashMap<>();
    items.forEach(item -> replaced.put(item, item));
    if (economy.compareTo(Economy.COARSER_TAGS) >= 0) {
      replace(replaced, this::coarserTag);
    }
    if (economy.compareTo(Economy.PREFIXES) >= 0) {
      replace(replaced, this::prefix);
    }
    return replaced;
  }

  private static void replace(Map<Item, Item> replaced, Coarser coarser) {
    Map<Item, Integer> shared = new LinkedHashMap<>();
    distinct(replaced)
        .forEach(item -> coarser.of(item).ifPresent(found -> shared.merge(found, 1, Integer::sum)));
    replaced.replaceAll(
        (_, item) ->
            coarser.of(item).filter(found -> shared.getOrDefault(found, 0) > 1).orElse(item));
  }

  private static Stream<Item> distinct(Map<Item, Item> replaced) {
    return replaced.values().stream().distinct();
  }

  /** How an item becomes a coarser one. */
  private interface Coarser {
    Optional<Item> of(Item item);
  }

  private Optional<Item> coarserTag(Item item) {
    return item instanceof Item.Tag(var name)
        ? kindOf(name).map(kind -> new Item.Tag(kind.tag()))
        : Optional.empty();
  }

  private Optional<Item> prefix(Item item) {
    return switch (item) {
      case Item.Tag(var name) -> prefixOfTag(name);
      case Item.Path(var text) -> parent(text);
      case Item.Wildcard(var beginning) -> parent(beginning);
    };
  }

  /** The beginning of the paths with a tag, if the configuration tells it. */
  public Optional<Item> prefixOfTag(String name) {
    return kinds.stream()
        .filter(kind -> kind.has(name) || kind.tag().equals(name))
        .flatMap(kind -> kind.path().stream())
        .findFirst()
        .map(Item::ofBeginning);
  }

  /** What is below the folder of a path; never everything. */
  private static Optional<Item> parent(String path) {
    int query = path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query);
    int slash = bare.lastIndexOf('/', bare.length() - 2);
    return slash <= 0
        ? Optional.empty()
        : Optional.of(new Item.Wildcard(bare.substring(0, slash + 1)));
  }
}
