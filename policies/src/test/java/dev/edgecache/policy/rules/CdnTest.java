package dev.edgecache.policy.rules;

import static dev.edgecache.policy.rules.RouteFixture.request;
import static dev.edgecache.policy.rules.RouteFixture.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.policy.CdnRule;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CdnTest {

  private static final CdnRule RULE =
      new CdnRule(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ZERO,
          CdnRule.Invalidate.EVENTS);

  @ParameterizedTest(name = "{0} {1}: {2}")
  @DisplayName("a cache in front keeps what the store may hold and what is spelled plainly")
  @CsvSource({
    "GET, /p/1, true",
    "HEAD, /p/1, true",
    "GET, /p/1?q=%41, true",
    "GET, /p/%20, true",
    "POST, /p/1, false",
    "GET, /p/%41, false",
    "GET, /p/%c3%a4, false",
    "GET, /p/%2e%2e, false",
    "GET, /p/1?%71=a, false",
    "GET, /p/1?a=%41&%71, false",
  })
  void keeps(String method, String target, boolean expected) {
    var request = request(method, "https://h" + target);
    assertThat(route("/p/{id}").cdn(RULE).match(request).cdn(request).isPresent())
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("a request with content, and a route without a rule, leave nothing to keep")
  void keepsNothing() {
    var plain = request("GET", "https://h/p/1");
    var withContent = request("GET", "https://h/p/1", "Content-Length", "3");
    assertThat(route("/p/{id}").match(plain).cdn(plain)).isEmpty();
    assertThat(route("/p/{id}").cdn(RULE).match(withContent).cdn(withContent)).isEmpty();
  }

  @Test
  @DisplayName("it keeps an answer for its lifetime and the longer window")
  void kept() {
    assertThat(RULE.kept()).isEqualTo(Duration.ofSeconds(70));
  }
}
