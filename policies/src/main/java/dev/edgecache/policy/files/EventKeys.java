package dev.edgecache.policy.files;

import static dev.edgecache.policy.files.HttpWords.requireDistinct;
import static dev.edgecache.yaml.keys.Types.listOf;
import static dev.edgecache.yaml.keys.Types.mapOf;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.policy.PurgeRule;
import dev.edgecache.policy.path.FieldTemplate;
import dev.edgecache.policy.path.FieldTemplate.Expansion;
import dev.edgecache.policy.path.FieldTemplate.Part;
import dev.edgecache.yaml.keys.Key;
import dev.edgecache.yaml.keys.Keys;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import dev.edgecache.yaml.keys.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The keys of a policy file that say what events and changes of rows invalidate. */
final class EventKeys {

  private EventKeys() {}

  /** A tag, or another text that is no URL. */
  private static final Type<FieldTemplate> TEXT =
      text()
          .as(
              text -> {
                FieldTemplate template = FieldTemplate.parse(text);
                if (template.parts().stream().anyMatch(EventKeys::isReserved)) {
                  throw new IllegalArgumentException(
                      "value: " + text + " (expected: {field}; {+field} is for URLs)");
                }
                return template;
              });

  private static boolean isReserved(Part part) {
    return part instanceof Part.Field(_, Expansion expansion) && expansion == Expansion.RESERVED;
  }

  private static final Type<FieldTemplate> URL =
      text(
              "URL",
              "a URL such as https://api.shop.example/v1/products/{productId}, or {+url}",
              "(https?://|\\{\\+)\\S+")
          .as(FieldTemplate::parse);

  private static Type<List<FieldTemplate>> templates(Type<FieldTemplate> template) {
    return listOf(template)
        .as(
            templates -> {
              requireDistinct("value", templates.stream().map(FieldTemplate::text).toList());
              return templates;
            });
  }

  private static final ObjectType<PurgeRule> EVENT =
      ObjectType.of(
          "event",
          "What an event of one type invalidates: tags, URLs or prefixes, at least one of them."
              + " `{field}` stands for a field of the event, `{order.id}` for one within another;"
              + " a list makes one text for each element.",
          keys -> {
            Function<Values, PurgeRule> purge = purge(keys);
            Key<Optional<FieldTemplate>> position =
                keys.key(
                        "position",
                        TEXT,
                        "Where the change was committed: `epoch@LSN`, or an LSN of the current"
                            + " epoch.")
                    .example("\"{position}\"")
                    .optional();
            return values -> {
              PurgeRule rule = purge.apply(values);
              return new PurgeRule(
                  rule.tags(), rule.urls(), rule.prefixes(), rule.mode(), values.get(position));
            };
          });

  private static final ObjectType<PurgeRule> TABLE =
      ObjectType.of(
          "table",
          "What a change of a row in one table invalidates, by the row as it was and as it is."
              + " `{column}` stands for the value of a column.",
          keys -> {
            Function<Values, PurgeRule> purge = purge(keys);
            return values -> {
              PurgeRule rule = purge.apply(values);
              rule.fields().stream()
                  .filter(path -> path.size() > 1)
                  .findFirst()
                  .ifPresent(
                      path -> {
                        throw new IllegalArgumentException(
                            "value: {"
                                + String.join(".", path)
                                + "} (expected: the name of a column)");
                      });
              return rule;
            };
          });

  private static Function<Values, PurgeRule> purge(Keys keys) {
    Key<List<FieldTemplate>> tags =
        keys.key("purge", templates(TEXT), "Tags of answers.")
            .example("[\"product:{productId}\", product-lists]")
            .orElse("[]");
    Key<List<FieldTemplate>> urls =
        keys.key(
                "urls",
                templates(URL),
                "URLs of answers, whatever the query. `{field}` is percent-encoded, `{+field}`"
                    + " holds a path or a whole URL (RFC 6570).")
            .example("[\"https://api.shop.example/v1/products/{productId}\"]")
            .orElse("[]");
    Key<List<FieldTemplate>> prefixes =
        keys.key("prefixes", templates(URL), "The same, and all below their paths.")
            .example("[\"https://api.shop.example/v1/categories/{categoryId}\"]")
            .orElse("[]");
    Key<PurgeRule.Mode> mode =
        keys.key(
                "mode",
                words(PurgeRule.Mode.class),
                "Whether answers are not used again, or are stale.")
            .orElse("hard");
    return values -> {
      if (values.get(tags).isEmpty()
          && values.get(urls).isEmpty()
          && values.get(prefixes).isEmpty()) {
        throw new IllegalArgumentException(
            "purge: nothing (expected: tags, or urls or prefixes beside it)");
      }
      return new PurgeRule(
          values.get(tags),
          values.get(urls),
          values.get(prefixes),
          values.get(mode),
          Optional.empty());
    };
  }

  /** What events invalidate, by type. */
  static final Type<Map<String, PurgeRule>> EVENTS =
      mapOf(
          text("event type", "the type of an event such as product.updated", "\\S{1,200}"), EVENT);

  /** What changes of rows invalidate, by table. */
  static final Type<Map<String, PurgeRule>> TABLES =
      mapOf(
          text("table name", "a schema and a table such as public.product", "[^\\s.]+\\.[^\\s.]+"),
          TABLE);
}
