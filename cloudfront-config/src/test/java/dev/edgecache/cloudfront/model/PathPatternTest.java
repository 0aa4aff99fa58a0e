package dev.edgecache.cloudfront.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @DisplayName("a star crosses slashes and may be nothing, a question mark is one character")
  @CsvSource({
    "/v1/products/*, /v1/products/1, true",
    "/v1/products/*, /v1/products/, true",
    "/v1/products/*, /v1/products/1/reviews, true",
    "/v1/products/*, /v1/products, false",
    "/v1/products/*, /V1/products/1, false",
    "/v1/products/?*, /v1/products/, false",
    "/v1/products/?*, /v1/products/1, true",
    "/v1/*/reviews, /v1/a/b/reviews, true",
    "/v1/*/reviews, /v1/reviews, false",
    "*, /, true",
  })
  void matches(String pattern, String path, boolean expected) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "*, /a/?*, true",
    "/a/*, /a/?*, true",
    "/a/?*, /a/*, false",
    "/a/*, /a/*/b, true",
    "/a/*/b, /a/*, false",
    "/a/?, /a/?*, false",
    "/a/?*, /a/?, true",
    "/a/*, /a, false",
    "/a/?*, /a/*/*, true",
    "/a/?*, /a/*?, true",
    "/a/*/*, /a/?*, false",
    "/*b*/*, /a/bb/?, true",
  })
  void covers(String wider, String narrower, boolean expected) {
    assertThat(new PathPattern(wider).covers(new PathPattern(narrower))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "/a/*, /*/b, true",
    "/a/?*, /a/, false",
    "/a/*/c, /a/b/?, true",
    "/a/*/c, /a/b/d, false",
    "/a*, /b*, false",
  })
  void meets(String one, String other, boolean expected) {
    assertThat(new PathPattern(one).meets(new PathPattern(other))).isEqualTo(expected);
    assertThat(new PathPattern(other).meets(new PathPattern(one))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a%41", "/a,b", "/ä"})
  void refusesWhatCloudFrontCannotTake(String text) {
    assertThatThrownBy(() -> new PathPattern(text)).hasMessageStartingWith("path pattern: " + text);
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThatThrownBy(() -> new PathPattern("/".repeat(256))).hasMessageContaining("1 to 255");
  }
}
