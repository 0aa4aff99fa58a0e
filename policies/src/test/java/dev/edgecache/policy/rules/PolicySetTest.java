package dev.edgecache.policy.rules;

import static dev.edgecache.policy.rules.RouteFixture.get;
import static dev.edgecache.policy.rules.RouteFixture.policy;
import static dev.edgecache.policy.rules.RouteFixture.request;
import static dev.edgecache.policy.rules.RouteFixture.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.http.Authority;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CorsRule;
import dev.edgecache.policy.HostPattern;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.path.PathTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicySetTest {

  private static final PolicySet SHOP =
      PolicySet.of(
          List.of(
              policy("fallback", "", route("anything", "/shared/**")),
              policy("wide", "*.shop.example", route("wild", "/**")),
              policy("wider", "*.example", route("wild", "/**")),
              policy("port", "api.shop.example:8443", route("root", "/")),
              policy(
                  "catalog",
                  "API.shop.example.",
                  route("rest", "/v1/**"),
                  route("cart", "/v1/cart/**").never(),
                  route("product", "/v1/products/{id}").methods("GET"),
                  route("top", "/v1/products/top"),
                  route("reviews", "/v1/*/{id}/reviews"),
                  route("order", "/v1/orders").methods("POST"),
                  route("orders", "/v1/orders"))));

  private static String matched(PolicySet policies, RequestHead request) {
    return policies.match(request).route().id();
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "GET, https://api.shop.example/v1/products/7, catalog/product",
    "HEAD, https://api.shop.example/v1/products/7, catalog/product",
    "PUT, https://api.shop.example/v1/products/7, catalog/rest",
    "GET, https://api.shop.example/v1/products/top, catalog/top",
    "GET, https://api.shop.example/v1/products/7/reviews, catalog/reviews",
    "GET, https://api.shop.example/v1/products/7/other, catalog/rest",
    "GET, https://api.shop.example/v1, catalog/rest",
    "GET, https://api.shop.example/v1/cart, catalog/cart",
    "GET, https://api.shop.example/v1/cart/x.css, catalog/cart",
    "POST, https://api.shop.example/v1/orders, catalog/order",
    "GET, https://api.shop.example/v1/orders, catalog/orders",
    "GET, https://API.SHOP.example.:443/v1/orders, catalog/orders",
    "GET, https://api.shop.example:9443/v1/orders, catalog/orders",
    "GET, https://api.shop.example:8443/v1/orders, catalog/orders",
    "GET, https://api.shop.example:8443/, port/root",
    "GET, https://api.shop.example/, wide/wild",
    "GET, https://api.shop.example/shared/x, wide/wild",
    "GET, https://a.b.shop.example/, wide/wild",
    "GET, https://shop.example/, wider/wild",
    "GET, https://example/shared/x, fallback/anything",
    "GET, https://example/v1/orders, builtin/pass",
    "GET, https://[2001:db8::1]:8443/shared/x, fallback/anything",
    "GET, https:///shared/x, fallback/anything",
    "OPTIONS, https://api.shop.example/v1/products/7, catalog/rest",
  })
  @DisplayName("The most specific host, then path, then method is matched")
  void matches(String method, String uri, String expected) {
    assertThat(matched(SHOP, request(method, uri))).isEqualTo(expected);
  }

  @Test
  void asteriskFormTakesTheBuiltinRoute() {
    RequestHead asterisk =
        new RequestHead("OPTIONS", "https", "api.shop.example", "*", null, Fields.EMPTY);
    assertThat(matched(SHOP, asterisk)).isEqualTo("builtin/pass");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/v1/products//7",
    "/v1/products/../cart",
    "/v1/products/%2e%2e/cart",
    "/v1/products/..%2fcart",
    "/v1/products/7;x.css",
    "/v1/products/7%00.css",
    "/v1/products/7%0A",
    "/v1/products/7#x",
    "/v1/products/7\\..",
    "/v1/products/7%3fx",
    "/v1/products/%252e",
  })
  @DisplayName("SEC-2 SEC-3 an ambiguous path takes no route that stores under a named key")
  void ambiguousPathsPass(String path) {
    assertThat(matched(SHOP, get("https://api.shop.example" + path))).isEqualTo("builtin/pass");
  }

  @Test
  @DisplayName("SEC-3 an ambiguous path may take a route that never stores")
  void ambiguousPathsTakeRoutesThatNeverStore() {
    assertThat(matched(SHOP, get("https://api.shop.example/v1/cart//x;y")))
        .isEqualTo("catalog/cart");
  }

  @Test
  @DisplayName(
      "SEC-2 ambiguous paths are stored only where all routes of the host follow the origin")
  void ambiguousPathsFollowTheOrigin() {
    Policy shared = policy("shared", "", route("all", "/**").followOrigin());
    Policy account = policy("account", "shop.example", route("account", "/account/**").never());
    PolicySet policies = PolicySet.of(List.of(shared, account));
    assertThat(matched(policies, get("https://other.example/x/../account")))
        .isEqualTo("shared/all");
    assertThat(matched(policies, get("https://shop.example/x/../account")))
        .isEqualTo("builtin/pass");
    assertThat(matched(policies, get("https://shop.example/x"))).isEqualTo("shared/all");
  }

  @Test
  @DisplayName("A preflight takes the route of the method that it asks for, if that answers CORS")
  void preflights() {
    CorsRule cors =
        new CorsRule(
            Set.of("*"), List.of(), List.of(), List.of(), CorsRule.Credentials.OMIT, Duration.ZERO);
    PolicySet policies =
        PolicySet.of(
            List.of(
                policy(
                    "p",
                    "",
                    route("get", "/a").methods("GET").cors(cors),
                    route("put", "/a").methods("PUT"),
                    route("rest", "/**").never())));
    String[] get = {"Origin", "https://shop.example", "Access-Control-Request-Method", "GET"};
    String[] put = {"Origin", "https://shop.example", "Access-Control-Request-Method", "PUT"};
    assertThat(matched(policies, request("OPTIONS", "https://h/a", get))).isEqualTo("p/get");
    assertThat(matched(policies, request("OPTIONS", "https://h/a", put))).isEqualTo("p/rest");
    assertThat(matched(policies, request("OPTIONS", "https://h/a"))).isEqualTo("p/rest");
  }

  @Test
  void namesPathParameters() {
    Match match = SHOP.match(get("https://api.shop.example/v1/products/%37%c3%a9"));
    assertThat(match.parameters()).isEqualTo(Map.of("id", "7%C3%A9"));
    assertThat(match.routeIndex()).isEqualTo(SHOP.routes().indexOf(match.route()));
  }

  @Test
  @DisplayName("An empty set passes everything, and builtin's route is its last")
  void isTotal() {
    PolicySet none = PolicySet.of(List.of());
    assertThat(matched(none, get("https://h/x"))).isEqualTo("builtin/pass");
    assertThat(none.match(get("https://h/x")).routeIndex()).isEqualTo(0);
    assertThat(SHOP.routes().getLast().id()).isEqualTo("builtin/pass");
  }

  @Test
  @DisplayName("A set names the hosts of its policies, or all if one holds for any host")
  void namesHosts() {
    PolicySet named = PolicySet.of(List.of(policy("p", "h:80 *.g", route("/a"))));
    assertThat(named.names(named.match(get("http://h/other")))).isTrue();
    assertThat(named.names(named.match(get("https://x.g/a")))).isTrue();
    assertThat(named.names(named.match(get("https://h/a")))).isFalse();
    assertThat(named.names(named.match(get("https://a b/a")))).isFalse();
    assertThat(SHOP.names(SHOP.match(get("https://a b/a")))).isTrue();
  }

  @Test
  void refusesRoutesThatMatchTheSameRequests() {
    assertThatThrownBy(
            () ->
                PolicySet.of(
                    List.of(
                        policy("a", "h", route("x", "/a/{id}").methods("GET", "PUT")),
                        policy("b", "H.", route("y", "/a/*").methods("HEAD")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "routes: a/x and b/y match the same requests"
                + " (expected: different hosts, paths or methods)");
    assertThatThrownBy(() -> PolicySet.of(List.of(policy("a", "h"), policy("a", "g"))))
        .hasMessage("policies: two of the name a (expected: a name for each)");
  }

  @Test
  @DisplayName("The tree finds what a comparison with every route finds")
  void agreesWithANaiveSearch() {
    Random random = new Random(2025);
    int compared = 0;
    for (int round = 0; round < 3_000; round++) {
      List<Policy> policies = randomPolicies(random);
      PolicySet set;
      try {
        set = PolicySet.of(policies);
      } catch (IllegalArgumentException _) {
        continue;
      }
      Collections.shuffle(policies, random);
      PolicySet shuffled = PolicySet.of(policies);
      for (int i = 0; i < 20; i++) {
        RequestHead request =
            request(pick(random, "GET", "HEAD", "PUT"), "http://" + host(random) + path(random));
        String expected = naive(policies, request);
        assertThat(matched(set, request)).as(request.uri() + " " + policies).isEqualTo(expected);
        assertThat(matched(shuffled, request)).isEqualTo(expected);
        compared += expected.startsWith("builtin") ? 0 : 1;
      }
    }
    assertThat(compared).isGreaterThan(10_000);
  }

  private static String naive(List<Policy> policies, RequestHead request) {
    record Candidate(int hostRank, Route route) {}
    List<Candidate> candidates = new ArrayList<>();
    for (Policy policy : policies) {
      int hostRank = hostRank(policy, request.authority());
      for (Route route : policy.routes()) {
        boolean method =
            route.methods().isEmpty()
                || route.methods().contains(request.method())
                || (request.method().equals("HEAD") && route.methods().contains("GET"));
        if (hostRank >= 0 && method && route.path().matches(request.path())) {
          candidates.add(new Candidate(hostRank, route));
        }
      }
    }
    return candidates.stream()
        .min(
            Comparator.comparingInt((Candidate candidate) -> -candidate.hostRank())
                .thenComparing(c -> c.route().path(), PathTemplate.MOST_SPECIFIC_FIRST)
                .thenComparing(c -> c.route().methods().isEmpty()))
        .map(candidate -> candidate.route().id())
        .orElse("builtin/pass");
  }

  private static int hostRank(Policy policy, String host) {
    int rank = policy.hosts().isEmpty() ? 0 : -1;
    for (String text : policy.hosts()) {
      HostPattern pattern = HostPattern.parse(text);
      if (pattern.matches(Authority.parse(host).orElseThrow(), "http")) {
        int exact = pattern.kind() == HostPattern.Kind.EXACT ? 1000 : 1;
        int port = pattern.port().isPresent() ? 1000 : 0;
        rank = Math.max(rank, exact + port + pattern.host().length());
      }
    }
    return rank;
  }

  private static List<Policy> randomPolicies(Random random) {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      RouteFixture[] routes = new RouteFixture[random.nextInt(5)];
      for (int j = 0; j < routes.length; j++) {
        StringBuilder path = new StringBuilder();
        int depth = random.nextInt(3);
        for (int k = 0; k < depth; k++) {
          path.append('/').append(pick(random, "a", "b", "*", "{p" + k + "}"));
        }
        path.append('/').append(pick(random, "", "a", "*", "**"));
        routes[j] = route("r" + j, path.toString());
        if (random.nextBoolean()) {
          routes[j].methods(pick(random, "GET", "PUT"));
        }
      }
      String hosts =
          pick(random, "", "*.x", "*.y.x", "y.x", "z.y.x", "z.y.x *.x", "z.y.x:1", "y.x:80");
      policies.add(policy("p" + i, hosts, routes));
    }
    return policies;
  }

  private static String host(Random random) {
    return pick(random, "x", "y.x", "z.y.x", "q.y.x", "z.y.x:1", "z.y.x:2", "other");
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    int depth = random.nextInt(4);
    for (int i = 0; i < depth; i++) {
      path.append('/').append(pick(random, "a", "b", "c"));
    }
    return path.append(random.nextInt(3) == 0 ? "/" : depth == 0 ? "/" : "").toString();
  }

  private static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }
}
