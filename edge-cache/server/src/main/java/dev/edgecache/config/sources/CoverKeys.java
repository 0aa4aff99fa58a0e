package dev.edgecache.config.sources;

import static dev.edgecache.yaml.keys.Types.oneOrMore;
import static dev.edgecache.yaml.keys.Types.text;

import dev.edgecache.sources.SelectorType;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a configuration file may say of the answers that a source tells of. */
final class CoverKeys {

  private CoverKeys() {}

  /** The tags of these answers. */
  static ObjectType<Set<String>> covers() {
    return ObjectType.of(
        "source-covers",
        "The answers that a source tells of: those that any of these keys names.",
        keys -> {
          var tags =
              keys.key(
                      "tags",
                      selectors(SelectorType.TAG),
                      "Tags, each as a whole, such as one that all answers of a kind have.")
                  .example("product-lists")
                  .optional();
          var prefixes =
              keys.key("prefixes", selectors(SelectorType.URI_PREFIX), "URIs, and all below them.")
                  .example("https://shop.example/v1/products")
                  .optional();
          var origins =
              keys.key("origins", selectors(SelectorType.ORIGIN), "All of a host.")
                  .example("https://shop.example")
                  .optional();
          var routes =
              keys.key("routes", selectors(SelectorType.ROUTE), "Ids of routes.")
                  .example("catalog/product")
                  .optional();
          return values ->
              some(
                  Stream.of(
                      values.get(tags),
                      values.get(prefixes),
                      values.get(origins),
                      values.get(routes)));
        });
  }

  private static Type<List<Set<String>>> selectors(SelectorType type) {
    return oneOrMore(
        text()
            .as(
                selector ->
                    type.tags(selector, List.of())
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "value: "
                                        + selector
                                        + " (expected: "
                                        + type.expected()
                                        + ")"))));
  }

  private static Set<String> some(Stream<Optional<List<Set<String>>>> named) {
    Set<String> all =
        named
            .flatMap(Optional::stream)
            .flatMap(List::stream)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "keys: none (expected: tags, prefixes, origins or routes)");
    }
    return all;
  }
}
