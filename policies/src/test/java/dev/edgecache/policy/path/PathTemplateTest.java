package dev.edgecache.policy.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTemplateTest {

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "/, /, true",
    "/, /a, false",
    "/a, /a, true",
    "/a, /a/, false",
    "/a/, /a/, true",
    "/a, /A, false",
    "/caf%c3%a9, /caf%C3%A9, true",
    "/v1/products/{id}, /v1/products/7, true",
    "/v1/products/{id}, /v1/products/, false",
    "/v1/products/{id}, /v1/products, false",
    "/v1/products/{id}, /v1/products/7/reviews, false",
    "/v1/*/reviews, /v1/7/reviews, true",
    "/v1/*/reviews, /v1//reviews, false",
    "/v1/cart/**, /v1/cart, true",
    "/v1/cart/**, /v1/cart/, true",
    "/v1/cart/**, /v1/cart/a/b, true",
    "/v1/cart/**, /v1/carts, false",
    "/**, /, true",
    "/**, /a/b, true",
    "/**, *, false",
  })
  void matches(String template, String path, boolean expected) {
    assertThat(PathTemplate.parse(template).matches(path)).isEqualTo(expected);
  }

  @Test
  void namesTheSegmentsOfAPath() {
    assertThat(PathTemplate.parse("/{shop}/p/{id}").parametersOf("/de/p/a%20b"))
        .isEqualTo(Map.of("shop", "de", "id", "a%20b"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "v1 | path: v1 (expected: a slash first)",
        "'' | path:  (expected: a slash first)",
        "/**/a | path: /**/a (expected: ** only as the last segment)",
        "/a//b | path: /a//b (expected: no empty segment but the last)",
        "/{} | path: /{} (expected: {name} of letters, digits, - and _, not {})",
        "/{a b} | path: /{a b} (expected: {name} of letters, digits, - and _, not {a b})",
        "/{a}/{a} | path: /{a}/{a} (expected: each parameter once, not {a} again)",
        "/p-{id} | path: /p-{id} (expected: a whole segment for *, ** or {name}, not p-{id})",
        "/a* | path: /a* (expected: a whole segment for *, ** or {name}, not a*)",
        "/a/.. | path: /a/.. (expected: segments that every origin reads alike, not ..:"
            + " it has a dot segment)",
        "/a%2Fb | path: /a%2Fb (expected: segments that every origin reads alike, not a%2Fb:"
            + " it has a percent-encoded delimiter)",
        "/a?b | path: /a?b (expected: segments that every origin reads alike, not a?b:"
            + " it has a character that a path can't hold)",
      })
  void refuses(String text, String message) {
    assertThatThrownBy(() -> PathTemplate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  @DisplayName("A literal goes before a parameter or *, these before **")
  void ordersBySpecificity() {
    assertThat(
            Stream.of("/**", "/{a}/b", "/a/**", "/a/{b}", "/a/b/**", "/a/b", "/*/**")
                .map(PathTemplate::parse)
                .sorted(PathTemplate.MOST_SPECIFIC_FIRST)
                .map(PathTemplate::text))
        .containsExactly("/a/b", "/a/b/**", "/a/{b}", "/a/**", "/{a}/b", "/*/**", "/**");
  }
}
