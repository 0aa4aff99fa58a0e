package dev.edgecache.policy.rules;

import static dev.edgecache.policy.rules.RouteFixture.get;
import static dev.edgecache.policy.rules.RouteFixture.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagsTest {

  private static Set<String> tags(RouteFixture route, String uri, String... response) {
    return Tags.of(route.match(get(uri)), Fields.of(response)).orElseThrow();
  }

  @Test
  @DisplayName("CF-5 templates are filled from the path, decoded and in lower case")
  void fillsTemplates() {
    assertThat(
            tags(
                route("/{shop}/p/{id}").tags("product:{id}", "Catalog", "{shop}:{id}", "x:{none}"),
                "https://h/DE/p/A%20b%2Cc"))
        .containsExactlyInAnyOrder("product:a%20b%2cc", "catalog", "de:a%20b%2cc", "x:{none}");
  }

  @Test
  @DisplayName("the tags of a write are filled as those of an answer")
  void fillsWrites() {
    RouteFixture route = route("/p/{id}").tags("catalog").writes("Product:{id}", "lists");
    assertThat(Tags.written(route.match(RouteFixture.request("PUT", "https://h/p/A%20b"))))
        .containsExactly("lists", "product:a%20b");
    assertThat(Tags.written(route("/p/{id}").match(get("https://h/p/1")))).isEmpty();
  }

  @Test
  void takesTagsFromFields() {
    assertThat(
            tags(
                route("/**").tagsFrom("surrogate-key", "Cache-Tag", "Cache-Groups", "X-Absent"),
                "https://H/",
                "Surrogate-Key",
                " a  B ",
                "Surrogate-Key",
                "c",
                "cache-tag",
                "d, e f,,D",
                "Cache-Groups",
                "\"g\", \"G\""))
        .containsExactlyInAnyOrder(
            "a", "b", "c", "d", "e%20f", "group:https://h/g", "group:https://h/^g");
  }

  @Test
  @DisplayName("RFC 9875 a Cache-Groups that is no list of strings is ignored")
  void ignoresInvalidGroups() {
    assertThat(
            tags(route("/**").tagsFrom("Cache-Groups"), "https://h/", "Cache-Groups", "\"a\", b"))
        .isEmpty();
  }

  @Test
  @DisplayName("RFC 9875 another host's group of the same name is another tag")
  void groupsBelongToTheirOrigin() {
    assertThat(Tags.group("https", "h", "a")).isNotEqualTo(Tags.group("https", "g", "a"));
  }

  @Test
  @DisplayName("CF-5 a tag that is too long keeps its answer from being stored")
  void refusesLongTags() {
    Fields response = Fields.of("Cache-Tag", "x".repeat(Tags.GREATEST_LENGTH + 1));
    assertThat(Tags.of(route("/**").tagsFrom("Cache-Tag").match(get("https://h/")), response))
        .isEmpty();
  }

  @ParameterizedTest(name = "{0} of {1} is {2}")
  @CsvSource({
    "product:{id}, 42, product:42",
    "product:{id}, ÄÖ x, product:%c3%a4%c3%b6%20x",
    "{id}, 50%, 50%25",
    "{id}{id, 7, 7{id",
    "{}, 7, {}",
  })
  void fills(String template, String id, String tag) {
    assertThat(Tags.filled(template, Map.of("id", id))).isEqualTo(tag);
  }

  @Test
  @DisplayName(
      "CF-5 any text makes a tag that CloudFront takes, and different texts different tags")
  void anyTextMakesATag() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(8); j > 0; j--) {
        text.append((char) random.nextInt(random.nextBoolean() ? 128 : 0x3000));
      }
      assertThat(Tags.normalised(text.toString())).matches("[!-+\\--@\\[-~]*");
    }
    assertThat(Tags.normalised("a%2cb")).isNotEqualTo(Tags.normalised("a,b"));
  }
}
