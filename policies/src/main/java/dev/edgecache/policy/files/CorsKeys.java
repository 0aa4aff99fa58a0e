package dev.edgecache.policy.files;

import static dev.edgecache.policy.files.HttpWords.distinct;
import static dev.edgecache.policy.files.HttpWords.fieldName;
import static dev.edgecache.policy.files.HttpWords.method;
import static dev.edgecache.yaml.keys.Types.durationOrZero;
import static dev.edgecache.yaml.keys.Types.nonEmptyListOf;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.word;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.policy.CorsRule;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.util.Set;

/** The keys below {@code cors:}. */
final class CorsKeys {

  private CorsKeys() {}

  private static final Type<Set<String>> ORIGINS =
      oneOf(word("any", Set.of("*")), nonEmptyListOf(origin()).as(Set::copyOf));

  private static Type<String> origin() {
    return text(
        "origin",
        "an origin in lower case such as https://shop.example",
        "https?://[a-z0-9.-]+(:[0-9]{1,5})?");
  }

  static final ObjectType<CorsRule> CORS =
      ObjectType.of(
          "cors",
          "The cross-origin requests of browsers that the cache itself allows, preflights"
              + " included, so that one stored answer serves every allowed site.",
          keys -> {
            var origins =
                keys.key("origins", ORIGINS, "The sites whose scripts may read answers.")
                    .example("[https://shop.example]")
                    .required();
            var methods =
                keys.key("methods", distinct(method()), "The methods that preflights allow.")
                    .orElse("[GET, HEAD]");
            var headers =
                keys.key(
                        "headers",
                        distinct(fieldName()),
                        "The request fields that preflights allow.")
                    .example("[Content-Type]")
                    .orElse("[]");
            var expose =
                keys.key(
                        "expose",
                        distinct(fieldName()),
                        "The answer's fields that scripts may read.")
                    .example("[ETag]")
                    .orElse("[]");
            var credentials =
                keys.key(
                        "credentials",
                        words(CorsRule.Credentials.class),
                        "Whether browsers may send cookies and other credentials.")
                    .orElse("omit");
            var maxAge =
                keys.key(
                        "max-age",
                        durationOrZero(),
                        "How long browsers may keep the answer to a preflight.")
                    .orElse("10m");
            return values ->
                new CorsRule(
                    values.get(origins),
                    values.get(methods),
                    values.get(headers),
                    values.get(expose),
                    values.get(credentials),
                    values.get(maxAge));
          });
}
