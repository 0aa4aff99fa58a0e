package dev.edgecache.policy.rules;

import static dev.edgecache.policy.rules.RouteFixture.get;
import static dev.edgecache.policy.rules.RouteFixture.request;
import static dev.edgecache.policy.rules.RouteFixture.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CorsRule;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.KeyRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest {

  private static final CorsRule ANY_ORIGIN =
      new CorsRule(
          Set.of("*"), List.of(), List.of(), List.of(), CorsRule.Credentials.OMIT, Duration.ZERO);

  private static RequestHead forwarded(RouteFixture route, RequestHead request) {
    return Forwarding.forwarded(route.match(request), request);
  }

  @Test
  @DisplayName("SEC-4 the origin sees what is keyed, in its normalised form, and a safe few fields")
  void showsWhatIsKeyed() {
    RequestHead request =
        get(
            "https://h/%61?z=1&locale=de&currency=EUR",
            "Host",
            "h",
            "User-Agent",
            "x",
            "X-Market",
            "APP",
            "Cookie",
            "sid=1; theme=dark; b=2",
            "Authorization",
            "Bearer x",
            "If-None-Match",
            "\"a\"",
            "Range",
            "bytes=0-1",
            "traceparent",
            "00-1",
            "Via",
            "1.1 x",
            "X-Unknown",
            "1",
            "Cache-Control",
            "no-cache");
    RouteFixture route =
        route("/**").query("currency", "locale").header("X-Market", "web", "app").cookies("theme");
    assertThat(forwarded(route, request))
        .isEqualTo(
            new RequestHead(
                "GET",
                "https",
                "h",
                "/a",
                "currency=EUR&locale=de",
                Fields.of(
                    "Host",
                    "h",
                    "traceparent",
                    "00-1",
                    "Via",
                    "1.1 x",
                    "Cache-Control",
                    "no-cache",
                    "X-Market",
                    "app",
                    "Cookie",
                    "theme=dark")));
  }

  @Test
  @DisplayName("SEC-4 a keyed field that forward: names too goes out in its normalised form alone")
  void keyedGoesBeforeForwarded() {
    RouteFixture route =
        route("/**")
            .header("X-Market", "web", "app")
            .forward(new ForwardRule(Set.of("x-market"), Set.of(), Set.of()));
    assertThat(forwarded(route, get("https://h/", "X-Market", "tv")).fields())
        .isEqualTo(Fields.of("X-Market", "web"));
  }

  @Test
  @DisplayName("A query of which nothing is kept is no query")
  void dropsTheQuery() {
    assertThat(forwarded(route("/**"), get("https://h/a?utm=1")).target()).isEqualTo("/a");
    assertThat(forwarded(route("/**").wholeQuery(), get("https://h/a?utm=1")).target())
        .isEqualTo("/a?utm=1");
  }

  @Test
  @DisplayName("What forward: names reaches the origin beside the key")
  void showsWhatForwardNames() {
    RouteFixture route =
        route("/**")
            .query("b")
            .cookies("theme")
            .forward(new ForwardRule(Set.of("X-Api-Key"), Set.of("exp"), Set.of("a")));
    RequestHead request =
        get("https://h/?c=1&b=2&a=3", "x-api-key", "k", "Cookie", "theme=t; sid=s; exp=e");
    assertThat(forwarded(route, request).target()).isEqualTo("/?a=3&b=2");
    assertThat(forwarded(route, request).fields())
        .isEqualTo(Fields.of("x-api-key", "k", "Cookie", "exp=e; theme=t"));
  }

  @Test
  @DisplayName("A country reaches the origin as the first of its group, and not at all without one")
  void showsACountryOfTheGroup() {
    KeyRule.CountryGroups groups =
        new KeyRule.CountryGroups("X-Country", Map.of("FR", "eu", "DE", "eu"), "row");
    RouteFixture route = route("/**").countries(groups);
    assertThat(forwarded(route, get("https://h/", "X-Country", "fr")).fields())
        .isEqualTo(Fields.of("X-Country", "DE"));
    assertThat(forwarded(route, get("https://h/", "X-Country", "US")).fields())
        .isEqualTo(Fields.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-HTTP-Method-Override",
        "x-http-method",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Forwarded-Host"
      })
  @DisplayName("SEC-4 SEC-5 a field that disguises the request never reaches the origin of a store")
  void hidesDisguises(String name) {
    RequestHead request = get("https://h/", name, "/admin");
    ForwardRule named = new ForwardRule(Set.of(name), Set.of(), Set.of());
    assertThat(forwarded(route("/**").forward(named), request).fields()).isEqualTo(Fields.EMPTY);
    assertThat(forwarded(route("/**").followOrigin(), request).fields()).isEqualTo(Fields.EMPTY);
    assertThat(forwarded(route("/**").never(), request)).isEqualTo(request);
  }

  @Test
  @DisplayName("A request that the store can't answer is forwarded as it is")
  void passesOtherRequests() {
    String[] fields = {"Authorization", "x", "Cookie", "a=b"};
    RequestHead post = request("POST", "https://h/?utm=1", fields);
    assertThat(forwarded(route("/**"), post)).isEqualTo(post);
    RequestHead never = get("https://h/?utm=1", fields);
    assertThat(forwarded(route("/**").never(), never)).isEqualTo(never);
    assertThat(forwarded(route("/**").followOrigin(), never)).isEqualTo(never);
  }

  @ParameterizedTest
  @CsvSource({"Content-Length, 5", "Transfer-Encoding, chunked"})
  @DisplayName("SEC-4 a GET with content does not use the store")
  void fatGetPasses(String field, String value) {
    RequestHead fat = get("https://h/", field, value);
    assertThat(route("/**").match(fat).usesStore(fat)).isFalse();
    RequestHead lean = get("https://h/", "Content-Length", "0");
    assertThat(route("/**").match(lean).usesStore(lean)).isTrue();
  }

  @Test
  @DisplayName("Origin is not forwarded where the cache answers CORS itself")
  void hidesOriginUnderCors() {
    RequestHead request = get("https://h/", "Origin", "https://shop.example");
    assertThat(forwarded(route("/**").followOrigin().cors(ANY_ORIGIN), request).fields())
        .isEqualTo(Fields.EMPTY);
    assertThat(forwarded(route("/**").followOrigin(), request)).isEqualTo(request);
  }

  @Test
  @DisplayName("Request directives that the route ignores are not forwarded")
  void hidesIgnoredDirectives() {
    RequestHead request = get("https://h/", "Cache-Control", "no-cache", "Pragma", "no-cache");
    RouteFixture ignoring = route("/**").clientDirectives(CacheRule.ClientDirectives.IGNORE);
    assertThat(forwarded(ignoring, request).fields()).isEqualTo(Fields.EMPTY);
    assertThat(forwarded(route("/**"), request)).isEqualTo(request);
  }
}
