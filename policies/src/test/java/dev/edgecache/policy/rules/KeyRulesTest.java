package dev.edgecache.policy.rules;

import static dev.edgecache.policy.rules.RouteFixture.get;
import static dev.edgecache.policy.rules.RouteFixture.request;
import static dev.edgecache.policy.rules.RouteFixture.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.negotiation.NoVarySearch;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.KeyRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRulesTest {

  private static final KeyRule.CountryGroups EUROPE =
      new KeyRule.CountryGroups(
          KeyRule.CountryGroups.DEFAULT_HEADER, Map.of("FR", "eu", "DE", "eu", "GB", "uk"), "row");

  private static RouteFixture named() {
    return route("r", "/**")
        .query("currency", "filter[brand]")
        .header("X-Tier")
        .header("X-Market", "web", "app")
        .cookies("theme")
        .countries(EUROPE);
  }

  private static RouteFixture following() {
    return route("r", "/**").followOrigin();
  }

  private static List<String> parts(RouteFixture route, RequestHead request) {
    List<String> parts = KeyRules.key(route.match(request), request).parts();
    return parts.subList(1, parts.size());
  }

  private static CacheKey key(RouteFixture route, RequestHead request) {
    return KeyRules.key(route.match(request), request);
  }

  @Test
  @DisplayName("what No-Vary-Search says is a part of the key, and so is what counts by it")
  void namesWhatTheOriginSaysOfTheQuery() {
    NoVarySearch said = NoVarySearch.of(Fields.of("No-Vary-Search", "key-order, params=(\"utm\")"));
    for (RouteFixture route : List.of(following(), route("r", "/**").wholeQuery())) {
      RequestHead request = get("http://h/p?b=1&utm=x&a=%32");
      List<String> parts =
          KeyRules.key(route.obeyNoVarySearch().match(request), request, said).parts();
      assertThat(parts.subList(1, parts.size()))
          .containsExactly(
              "http", "h", "/p", "no-vary-search key-order, params=(\"utm\")", "?a=2&b=1");
    }
  }

  @Test
  @DisplayName("keys by other words of the origin are other keys, whatever is left of the query")
  void tellsWordsOfTheOriginApart() {
    RequestHead request = get("http://h/p");
    Match match = following().obeyNoVarySearch().match(request);
    assertThat(
            List.of("", "key-order", "params=(\"a\")", "params=(\"a\" \"b\")", "except=()").stream()
                .map(value -> NoVarySearch.of(Fields.of("No-Vary-Search", value)))
                .map(said -> KeyRules.key(match, request, said)))
        .doesNotHaveDuplicates();
  }

  @Test
  void namesTheKeptPartsInAFixedOrder() {
    RequestHead request =
        get(
            "https://H.example:443/a%62?x=1&currency=EUR&filter%5bbrand%5D=b&currency=USD",
            "Cookie",
            "sid=1; theme=dark",
            "x-market",
            "APP",
            "X-Tier",
            " gold ",
            "cloudfront-viewer-country",
            "de");
    assertThat(parts(named(), request))
        .containsExactly(
            "https",
            "h.example",
            "/ab",
            "?currency=EUR",
            "?currency=USD",
            "?filter%5Bbrand%5D=b",
            "x-market: app",
            "x-tier: gold",
            "cookie theme=dark",
            "country: eu");
  }

  @Test
  @DisplayName("What is absent has a part of its own, or the first choice")
  void namesWhatIsAbsent() {
    assertThat(parts(named(), get("http://h/")))
        .containsExactly(
            "http", "h", "/", "x-market: web", "x-tier", "cookie theme", "country: row");
  }

  @ParameterizedTest(name = "{0} and {1} are one: {2}")
  @DisplayName("SEC-1 SEC-2 requests share a key only if they mean the same")
  @CsvSource({
    "https://h/a, http://h/a, false",
    "https://h/a, https://g/a, false",
    "https://h/a, https://h:8443/a, false",
    "https://h/a, https://H.:443/a, true",
    "https://h/a, https://h/%61, true",
    "https://h/a, https://h/A, false",
    "https://h/a%40b, https://h/a@b, false",
    "https://h/?currency=, https://h/?currency, false",
    "https://h/?currency=EUR, https://h/?currency=eur, false",
    "https://h/?currency=EUR, https://h/?utm=1&currency=EUR, true",
    "https://h/?currency=EUR, https://h/?c%75rrency=EUR, true",
    "https://h/?currency=EUR, https://h/?currency=%45UR, false",
    "https://h/?currency=1&currency=2, https://h/?currency=2&currency=1, false",
    "https://h/?currency=1%26currency=2, https://h/?currency=1&currency=2, false",
    "https://h/, https://h/?, true",
    "https://h/, https://h/?utm=1, true",
    "https://h/?currency=1, https://h/?utm;currency=1, false",
  })
  void namedKeys(String one, String other, boolean same) {
    assertThat(key(named(), get(one)).equals(key(named(), get(other)))).isEqualTo(same);
  }

  @ParameterizedTest(name = "{0} and {1} are one: {2}")
  @DisplayName("SEC-2 where the origin is followed, path and query are the key as they were sent")
  @CsvSource({
    "https://h/a, https://h/%61, false",
    "https://h/a//b, https://h/a/b, false",
    "https://h/a/../b, https://h/b, false",
    "https://h/a;x, https://h/a, false",
    "https://h/a, https://h/a?, false",
    "https://h/a?b&c, https://h/a?c&b, false",
    "https://h/a?b, https://H/a?b, true",
  })
  void followingKeys(String one, String other, boolean same) {
    assertThat(key(following(), get(one)).equals(key(following(), get(other)))).isEqualTo(same);
  }

  @Test
  @DisplayName("SEC-2 an empty field differs from none")
  void emptyDiffersFromAbsent() {
    assertThat(key(named(), get("http://h/", "X-Tier", "")))
        .isNotEqualTo(key(named(), get("http://h/")));
    assertThat(key(named(), get("http://h/", "Cookie", "theme=")))
        .isNotEqualTo(key(named(), get("http://h/")));
  }

  @Test
  @DisplayName("SEC-2 a value can't pose as another part")
  void valuesCannotPoseAsParts() {
    assertThat(key(named(), get("http://h/", "X-Tier", "a cookie theme=b")))
        .isNotEqualTo(key(named(), get("http://h/", "X-Tier", "a", "Cookie", "theme=b")));
  }

  @Test
  @DisplayName("OPS-2 the version is the same for the same rules and differs for any other")
  void versions() {
    RequestHead request = get("http://h/");
    Map<String, RouteFixture> seen = new HashMap<>();
    List<RouteFixture> different =
        List.of(
            following(),
            route("other", "/**").followOrigin(),
            route("r", "/**"),
            route("r", "/**").wholeQuery(),
            route("r", "/**").query("a"),
            route("r", "/**").query("a", "b"),
            route("r", "/**").query("a1:b"),
            route("r", "/**").header("a"),
            route("r", "/**").header("a", "b"),
            route("r", "/**").header("a", "b", "c"),
            route("r", "/**").header("a", "c", "b"),
            route("r", "/**").cookies("a"),
            route("r", "/**").countries(EUROPE),
            named());
    for (RouteFixture rule : different) {
      assertThat(seen.put(KeyRules.version(rule.match(request)), rule)).isNull();
    }
    assertThat(KeyRules.version(named().match(request)))
        .isEqualTo(KeyRules.version(named().maxSize(7).match(request)))
        .hasSize(12);
    assertThat(KeyRules.version(following().match(request))).isEqualTo("a1260a141dd8");
  }

  @Test
  @DisplayName("SEC-2 SEC-4 the key is injective: equal keys mean that the origin sees the same")
  void isInjective() {
    Random random = new Random(41);
    RouteFixture route = named();
    PolicySet policies = PolicySet.of(List.of(RouteFixture.policy("test", "", route)));
    Map<CacheKey, RequestHead> byKey = new HashMap<>();
    Map<RequestHead, CacheKey> byForwarded = new HashMap<>();
    int repeated = 0;
    for (int i = 0; i < 60_000; i++) {
      RequestHead request = randomRequest(random);
      Match match = policies.match(request);
      if (!match.usesStore(request)) {
        continue;
      }
      CacheKey key = KeyRules.key(match, request);
      RequestHead forwarded = Forwarding.forwarded(match, request);
      RequestHead seen =
          new RequestHead(
              "GET",
              forwarded.scheme(),
              match.host(),
              forwarded.path(),
              forwarded.query(),
              forwarded.fields());
      RequestHead before = byKey.put(key, seen);
      repeated += before == null ? 0 : 1;
      assertThat(before == null || before.equals(seen)).as(key + ": " + request.uri()).isTrue();
      CacheKey other = byForwarded.put(seen, key);
      assertThat(other == null || other.equals(key)).as(key + ": " + request.uri()).isTrue();
    }
    assertThat(repeated).isBetween(1_000, 50_000);
  }

  /** The request made again from the key of another, and from the variant that it selects. */
  private static Optional<RequestHead> again(
      RouteFixture route, RequestHead request, String... vary) {
    PolicySet policies = PolicySet.of(List.of(RouteFixture.policy("test", "", route)));
    CacheKey key = KeyRules.key(policies.match(request), request);
    return KeyRules.request(policies, key, Variant.of(List.of(vary), request.fields()));
  }

  @Test
  @DisplayName("SEC-4 a request made again from its key has that key, and the origin sees the same")
  void requestsAreMadeAgain() {
    Random random = new Random(43);
    RouteFixture route = named();
    PolicySet policies = PolicySet.of(List.of(RouteFixture.policy("test", "", route)));
    int checked = 0;
    for (int i = 0; i < 20_000; i++) {
      RequestHead request = randomRequest(random);
      Match match = policies.match(request);
      if (!match.usesStore(request)) {
        continue;
      }
      checked++;
      RequestHead again = again(route, request, "x-market", "x-tier").orElseThrow();
      Match other = policies.match(again);
      assertThat(KeyRules.key(other, again)).isEqualTo(KeyRules.key(match, request));
      RequestHead seen = Forwarding.forwarded(other, again);
      RequestHead before = Forwarding.forwarded(match, request);
      assertThat(seen.target()).isEqualTo(before.target());
      assertThat(seen.fields()).as(request.toString()).isEqualTo(before.fields());
    }
    assertThat(checked).isGreaterThan(10_000);
  }

  @Test
  void requestsAreMadeAgainWithCountryAndVariant() {
    RequestHead request =
        get(
            "https://h/p?currency=EUR",
            "CloudFront-Viewer-Country",
            "fr",
            "Accept-Language",
            "de, en;q=0.5");
    RequestHead again = again(named(), request, "accept-language").orElseThrow();
    assertThat(again.uri()).isEqualTo("https://h/p?currency=EUR");
    assertThat(again.fields().first("CloudFront-Viewer-Country")).isIn("DE", "FR");
    assertThat(again.fields().first("Accept-Language")).isEqualTo("de, en;q=0.5");
    assertThat(again.fields().contains("X-Tier")).isFalse();
  }

  @Test
  @DisplayName("SEC-4 a request is not made again where the key does not say all that it was")
  void requestsThatTheKeyDoesNotTellAreNotMadeAgain() {
    RequestHead request = get("https://h/p", "Authorization", "Basic YTpi", "Cookie", "sid=1");
    RouteFixture plain = route("r", "/**");
    assertThat(again(plain, request)).isPresent();
    assertThat(again(following(), request)).isEmpty();
    assertThat(
            again(
                route("r", "/**").forward(new ForwardRule(Set.of("X-Api-Key"), Set.of(), Set.of())),
                request))
        .isEmpty();
    assertThat(again(plain, request, "cookie")).isEmpty();
    assertThat(again(plain, request, "authorization")).isEmpty();
    assertThat(again(route("r", "/**").header("Authorization"), request)).isEmpty();
    assertThat(again(plain, get("https://h/p"), "cookie", "authorization")).isPresent();
  }

  @Test
  @DisplayName("OPS-2 a request is not made again from a key of other rules")
  void requestsOfOtherRulesAreNotMadeAgain() {
    RequestHead request = get("https://h/p");
    CacheKey former = KeyRules.key(route("r", "/**").query("a").match(request), request);
    PolicySet policies = PolicySet.of(List.of(RouteFixture.policy("test", "", named())));
    assertThat(KeyRules.request(policies, former, Variant.ONLY)).isEmpty();
  }

  private static RequestHead randomRequest(Random random) {
    String query = text(random, "currency=", "&", "=", "%", "filter[brand]", "a", "%26", ";", "?");
    return request(
        "GET",
        pick(random, "http", "https")
            + "://"
            + pick(random, "h", "H.", "h:80", "g")
            + "/"
            + text(random, "a", "%61", "%2A", "%2a", "/")
            + (random.nextBoolean() ? "?" + query : ""),
        "X-Tier",
        text(random, "a", " ", ":", "=", ",").strip(),
        pick(random, "X-Market", "X-Unkeyed"),
        pick(random, "app", "web", "WEB", "tv", ""),
        "Cookie",
        text(random, "theme=", "a", ";", " ", "="));
  }

  private static String text(Random random, String... pieces) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      text.append(pick(random, pieces));
    }
    return text.toString();
  }

  private static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }
}
