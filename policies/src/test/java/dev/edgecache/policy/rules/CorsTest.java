package dev.edgecache.policy.rules;

import static dev.edgecache.policy.rules.RouteFixture.get;
import static dev.edgecache.policy.rules.RouteFixture.request;
import static dev.edgecache.policy.rules.RouteFixture.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.CorsRule;
import dev.edgecache.policy.CorsRule.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CorsTest {

  private static final String VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

  private static final RouteFixture SHOP =
      route("/**")
          .cors(
              new CorsRule(
                  Set.of("https://shop.example", "https://m.shop.example"),
                  List.of("GET", "PUT"),
                  List.of("X-Api-Key"),
                  List.of("ETag"),
                  Credentials.INCLUDE,
                  Duration.ofHours(1)));

  private static final RouteFixture ANYBODY =
      route("/**")
          .cors(
              new CorsRule(
                  Set.of("*"),
                  List.of(),
                  List.of(),
                  List.of(),
                  Credentials.OMIT,
                  Duration.ofSeconds(5)));

  private static Fields preflight(RouteFixture route, String origin) {
    RequestHead request =
        request("OPTIONS", "https://h/", "Origin", origin, "Access-Control-Request-Method", "PUT");
    ResponseHead answer = Cors.preflight(route.match(request), request).orElseThrow();
    assertThat(answer.status()).isEqualTo(204);
    return answer.fields();
  }

  private static Fields decorated(RouteFixture route, RequestHead request, String... response) {
    return Cors.decorated(route.match(request), request, new ResponseHead(200, Fields.of(response)))
        .fields();
  }

  @Test
  void preflightOfAnAllowedSite() {
    assertThat(preflight(SHOP, "https://shop.example"))
        .isEqualTo(
            Fields.of(
                "Access-Control-Allow-Origin", "https://shop.example",
                "Access-Control-Allow-Credentials", "true",
                "Access-Control-Allow-Methods", "GET, PUT",
                "Access-Control-Allow-Headers", "X-Api-Key",
                "Access-Control-Max-Age", "3600",
                "Vary", VARY));
    assertThat(preflight(ANYBODY, "null"))
        .isEqualTo(
            Fields.of(
                "Access-Control-Allow-Origin", "*", "Access-Control-Max-Age", "5", "Vary", VARY));
  }

  @Test
  @DisplayName("A site that is not allowed gets no permission")
  void preflightOfAnotherSite() {
    assertThat(preflight(SHOP, "https://evil.example")).isEqualTo(Fields.of("Vary", VARY));
    assertThat(preflight(SHOP, "https://shop.example.evil.example"))
        .isEqualTo(Fields.of("Vary", VARY));
    assertThat(preflight(SHOP, "null")).isEqualTo(Fields.of("Vary", VARY));
  }

  @Test
  void otherRequestsAreNoPreflights() {
    for (RequestHead request :
        List.of(
            get("https://h/", "Origin", "https://shop.example"),
            request("OPTIONS", "https://h/", "Origin", "https://shop.example"),
            request("OPTIONS", "https://h/", "Access-Control-Request-Method", "PUT"))) {
      assertThat(Cors.preflight(SHOP.match(request), request)).isEmpty();
    }
    RequestHead preflight =
        request("OPTIONS", "https://h/", "Origin", "o", "Access-Control-Request-Method", "PUT");
    assertThat(Cors.preflight(route("/**").match(preflight), preflight)).isEmpty();
  }

  @Test
  @DisplayName("One stored answer is decorated for each site, in place of what the origin said")
  void decoratesForEachSite() {
    String[] stored = {"Content-Type", "x", "access-control-allow-origin", "https://old.example"};
    assertThat(decorated(SHOP, get("https://h/", "Origin", "https://m.shop.example"), stored))
        .isEqualTo(
            Fields.of(
                "Content-Type", "x",
                "Access-Control-Allow-Origin", "https://m.shop.example",
                "Access-Control-Allow-Credentials", "true",
                "Access-Control-Expose-Headers", "ETag",
                "Vary", "Origin"));
    Fields without = Fields.of("Content-Type", "x", "Vary", "Origin");
    assertThat(decorated(SHOP, get("https://h/", "Origin", "https://evil.example"), stored))
        .isEqualTo(without);
    assertThat(decorated(SHOP, get("https://h/"), stored)).isEqualTo(without);
  }

  @Test
  @DisplayName("Vary names Origin once")
  void variesOnce() {
    assertThat(decorated(SHOP, get("https://h/"), "Vary", "Accept, ORIGIN"))
        .isEqualTo(Fields.of("Vary", "Accept, ORIGIN"));
    assertThat(decorated(SHOP, get("https://h/"), "Vary", "*")).isEqualTo(Fields.of("Vary", "*"));
    assertThat(decorated(SHOP, get("https://h/"), "Vary", "Accept"))
        .isEqualTo(Fields.of("Vary", "Accept", "Vary", "Origin"));
  }

  @Test
  void leavesOtherRoutesToTheOrigin() {
    assertThat(
            decorated(
                route("/**"), get("https://h/", "Origin", "o"), "Access-Control-Allow-Origin", "o"))
        .isEqualTo(Fields.of("Access-Control-Allow-Origin", "o"));
  }
}
