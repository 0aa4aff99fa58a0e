package dev.edgecache.policy.files;

import static dev.edgecache.policy.files.HttpWords.cookieName;
import static dev.edgecache.policy.files.HttpWords.fieldName;
import static dev.edgecache.policy.files.HttpWords.parameterName;
import static dev.edgecache.policy.files.HttpWords.set;
import static dev.edgecache.yaml.keys.Types.mapOf;
import static dev.edgecache.yaml.keys.Types.nonEmptyListOf;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.word;

import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.KeyRule.CountryGroups;
import dev.edgecache.policy.KeyRule.HeaderRule;
import dev.edgecache.policy.KeyRule.QueryRule;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys below {@code key:} and {@code forward:}. */
final class RequestKeys {

  private RequestKeys() {}

  private static final Type<QueryRule> QUERY =
      oneOf(word("all", new QueryRule.All()), set(parameterName()).as(QueryRule.Only::new));

  private static final Type<HeaderRule> HEADER =
      oneOf(
          word("any", new HeaderRule.AnyValue()), nonEmptyListOf(text()).as(HeaderRule.OneOf::new));

  private static final ObjectType<CountryGroups> COUNTRIES =
      ObjectType.of(
          "countries",
          "Groups of viewer countries; each group gets one answer.",
          keys -> {
            var header =
                keys.key(
                        "header",
                        fieldName(),
                        "The request field with the ISO 3166-1 code of the viewer's country.")
                    .orElse(CountryGroups.DEFAULT_HEADER);
            var groups =
                keys.key(
                        "groups",
                        mapOf(HttpWords.name(), nonEmptyListOf(country())),
                        "The countries of each group by the group's name.")
                    .example("{ euro: [DE, FR, IT], uk: [GB] }")
                    .required();
            var otherwise =
                keys.key(
                        "otherwise",
                        HttpWords.name(),
                        "The group of all other and of unknown countries; one of the above or"
                            + " another name.")
                    .example("world")
                    .required();
            return values ->
                new CountryGroups(
                    values.get(header), byCountry(values.get(groups)), values.get(otherwise));
          });

  private static Type<String> country() {
    return text("country code", "a country code in capitals such as DE", "[A-Z]{2}");
  }

  private static Map<String, String> byCountry(Map<String, List<String>> groups) {
    Map<String, String> groupOf = new HashMap<>();
    groups.forEach(
        (group, countries) -> {
          for (String country : countries) {
            String other = groupOf.put(country, group);
            if (other != null) {
              throw new IllegalArgumentException(
                  "groups: " + country + " in " + other + " and " + group + " (expected: once)");
            }
          }
        });
    return groupOf;
  }

  private static final ObjectType<KeyRule> NAMED =
      ObjectType.of(
          "key",
          "What tells two requests apart beyond host and path. All else is dropped from the key"
              + " and is not sent to the origin, unless `forward` names it.",
          keys -> {
            var query =
                keys.key(
                        "query",
                        QUERY,
                        "The query parameters that count; `all` for the whole query as it was"
                            + " sent.")
                    .example("[currency, page]")
                    .orElse("[]");
            var headers =
                keys.key(
                        "headers",
                        mapOf(fieldName(), HEADER),
                        "The header fields that count: each with the values among which the"
                            + " request's preference chooses, the first when nothing matches; or"
                            + " with `any` value.")
                    .example("{ Accept-Language: [en, de, fr] }")
                    .orElse("{}");
            var cookies =
                keys.key("cookies", set(cookieName()), "The cookies whose values count.")
                    .example("[currency]")
                    .orElse("[]");
            var countries =
                keys.key("countries", COUNTRIES, "The groups of viewer countries that count.")
                    .optional();
            return values ->
                new KeyRule.Named(
                    values.get(query),
                    caseless(values.get(headers)),
                    values.get(cookies),
                    values.get(countries));
          });

  private static Map<String, HeaderRule> caseless(Map<String, HeaderRule> headers) {
    HttpWords.requireDistinct("headers", headers.keySet());
    return headers;
  }

  /** {@code follow-origin}, or what the key is made of. */
  static final Type<KeyRule> KEY = oneOf(word("follow-origin", new KeyRule.FollowOrigin()), NAMED);

  static final ObjectType<ForwardRule> FORWARD =
      ObjectType.of(
          "forward",
          "What the origin sees although it is not in the key. The author vouches that stored"
              + " answers do not depend on it.",
          keys -> {
            var headers =
                keys.key("headers", set(fieldName()), "Header fields.")
                    .example("[X-Api-Key]")
                    .orElse("[]");
            var cookies = keys.key("cookies", set(cookieName()), "Cookies by name.").orElse("[]");
            var query = keys.key("query", set(parameterName()), "Query parameters.").orElse("[]");
            keys.key(
                    "because",
                    text(),
                    "Why stored answers do not depend on what is forwarded; for reviewers and the"
                        + " lint.")
                .example("the key only counts calls for billing")
                .optional();
            return values ->
                new ForwardRule(values.get(headers), values.get(cookies), values.get(query));
          });
}
