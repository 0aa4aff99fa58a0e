package dev.edgecache.cloudfront.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.edgecache.cloudfront.model.CacheBehavior;
import dev.edgecache.cloudfront.model.CacheBehavior.Methods;
import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.OriginRequestPolicy;
import dev.edgecache.cloudfront.model.Origins;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.ReadResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCompilerTest {

  private static final String KEPT =
      "cache: { fresh: 1m }, key: {}, tags: [t], cdn: { fresh: 10s }";

  /** Policies, each a line of its name, its hosts and its routes in flow style. */
  private static PolicySet policies(String... policies) {
    List<Policy> parsed = new ArrayList<>();
    for (String policy : policies) {
      switch (PolicyFiles.parse("p.yaml", policy)) {
        case ReadResult.Valid<Policy>(Policy valid, _) -> parsed.add(valid);
        case ReadResult.Invalid<Policy>(var problems) ->
            throw new AssertionError(problems.toString());
      }
    }
    return PolicySet.of(parsed);
  }

  /** A policy of routes, each the keys after its name. */
  private static String policy(String name, String hosts, String... routes) {
    return "policy: "
        + name
        + "\nhosts: ["
        + hosts
        + "]\nroutes:\n"
        + IntStream.range(0, routes.length)
            .mapToObj(i -> "- { name: r" + i + ", " + routes[i] + " }\n")
            .collect(Collectors.joining());
  }

  private static DistributionModel compiled(Optional<Origins> origins, String... routes) {
    EdgeSettings plain = EdgeSettings.DEFAULT;
    EdgeSettings settings =
        new EdgeSettings(plain.name(), plain.hosts(), plain.tagHeader(), plain.sessions(), origins);
    return switch (PolicyCompiler.compile(policies(policy("p", "h.example", routes)), settings)) {
      case Compilation.Compiled(var model, _) -> model;
      case Compilation.Refused(var reasons) -> throw new AssertionError(reasons.toString());
    };
  }

  private static List<String> behaviors(String... routes) {
    return compiled(Optional.empty(), routes).behaviors().stream()
        .map(behavior -> (behavior.cache().keeps() ? "+ " : "- ") + behavior.pattern())
        .toList();
  }

  private static CachePolicy cache(String route) {
    return compiled(Optional.empty(), route).behaviors().getLast().cache();
  }

  private static List<String> refusals(String... policies) {
    return switch (PolicyCompiler.compile(policies(policies), EdgeSettings.DEFAULT)) {
      case Compilation.Compiled _ -> List.of();
      case Compilation.Refused(var reasons) -> reasons.stream().map(Finding::toString).toList();
    };
  }

  private static List<String> advice(String route) {
    return switch (PolicyCompiler.compile(
        policies(policy("p", "h.example", route)), EdgeSettings.DEFAULT)) {
      case Compilation.Compiled(_, var advice) -> advice.stream().map(Finding::message).toList();
      case Compilation.Refused(var reasons) -> throw new AssertionError(reasons.toString());
    };
  }

  @Test
  @DisplayName("a star crosses slashes: longer paths are guarded, and longer routes go first")
  void guardsLongerPaths() {
    assertThat(behaviors("path: '/p/{id}', " + KEPT, "path: '/p/{id}/r', " + KEPT))
        .containsExactly("- /p/*/*/r", "+ /p/?*/r", "- /p/*/*", "+ /p/?*");
  }

  @Test
  @DisplayName("a route that is not kept stands before a pattern that would take its requests")
  void keepsNothingOfOtherRoutes() {
    assertThat(
            behaviors(
                "path: '/v/**', " + KEPT,
                "path: '/v/cart/**', cache: never",
                "path: '/account/**', cache: never"))
        .containsExactly("- /v/cart/*", "- /v/cart", "+ /v/*", "+ /v");
  }

  @Test
  @DisplayName("a path of which GET takes nothing but a write stands needs no behaviour")
  void leavesOutWrites() {
    assertThat(
            behaviors(
                "path: '/p/{id}', methods: [GET], " + KEPT,
                "path: '/p/search', methods: [POST], cache: never"))
        .containsExactly("- /p/*/*", "+ /p/?*");
  }

  @Test
  @DisplayName("the key holds what the proxy's does, with whole values, and sessions apart")
  void keysWhatTheProxyKeys() {
    CachePolicy policy =
        cache(
            "path: /p, cache: { fresh: 1m, compress: { codings: [br] } }, consistency: session,"
                + " cors: { origins: any }, cdn: { fresh: 1500ms, stale-if-error: 1m },"
                + " key: { query: [b, a], headers: { x-t: any, Accept-Language: [de] },"
                + " cookies: [c], countries: { groups: { de: [DE] }, otherwise: w } }");
    assertThat(policy.headers().words())
        .isEqualTo("Accept-Language CloudFront-Viewer-Country Host Origin X-T");
    assertThat(policy.cookies().words()).isEqualTo("c edge-session");
    assertThat(policy.query().words()).isEqualTo("a b");
    assertThat(policy.codings()).isEqualTo(new CachePolicy.Codings(false, true));
    assertThat(policy.times().max()).isEqualTo(Duration.ofSeconds(62));
  }

  @Test
  @DisplayName("what CloudFront writes of viewers is sent on where any route keys or forwards it")
  void sendsWhatCloudFrontWrites() {
    DistributionModel model =
        compiled(
            Optional.empty(),
            "path: /kept, " + KEPT,
            "path: /price, cache: { fresh: 1m },"
                + " key: { countries: { groups: { de: [DE] }, otherwise: w } }",
            "path: /city, cache: { fresh: 1m }, key: { headers: { X-A: any } },"
                + " forward: { headers: [cloudfront-viewer-city, X-B], because: b }");
    assertThat(model.all())
        .allSatisfy(
            behavior ->
                assertThat(behavior.forward())
                    .isEqualTo(
                        OriginRequestPolicy.everythingAnd(
                            List.of("CloudFront-Viewer-Country", "CloudFront-Viewer-City"))));
    assertThat(compiled(Optional.empty(), "path: /kept, " + KEPT).byDefault().forward())
        .isEqualTo(OriginRequestPolicy.EVERYTHING);
  }

  @Test
  @DisplayName("more than ten of what CloudFront writes are refused")
  void refusesManyAddedFields() {
    String eleven =
        IntStream.range(0, 11)
            .mapToObj(i -> "CloudFront-Viewer-" + (char) ('A' + i))
            .collect(Collectors.joining(", "));
    assertThat(
            refusals(
                policy(
                    "p",
                    "h.example",
                    "path: /a, cache: { fresh: 1m }, key: {}, forward: { headers: ["
                        + eleven
                        + "], because: b }")))
        .singleElement()
        .asString()
        .startsWith("all routes: 11 fields that CloudFront adds (expected: at most 10): ");
  }

  @Test
  @DisplayName("hosts by wildcard take their routes; hosts of no policy are refused")
  void takesHostsByWildcard() {
    PolicySet policies = policies(policy("p", "'*.shop.example'", "path: /a, " + KEPT));
    assertThat(PolicyCompiler.compile(policies, forHosts("*.shop.example")))
        .isInstanceOfSatisfying(
            Compilation.Compiled.class,
            compiled -> assertThat(compiled.model().behaviors()).hasSize(1));
    assertThat(PolicyCompiler.compile(policies, forHosts("shop.example", "shop.test")))
        .isInstanceOfSatisfying(
            Compilation.Refused.class,
            refused ->
                assertThat(refused.reasons())
                    .singleElement()
                    .hasToString(
                        "hosts: [shop.example, shop.test] take no route of the policies (expected:"
                            + " hosts that a policy names)"));
  }

  private static EdgeSettings forHosts(String... hosts) {
    EdgeSettings plain = EdgeSettings.DEFAULT;
    return new EdgeSettings(
        plain.name(), List.of(hosts), plain.tagHeader(), plain.sessions(), plain.origins());
  }

  @ParameterizedTest
  @DisplayName("a host that CloudFront can't take as an alias is refused")
  @ValueSource(strings = {"a.example:443", "a b", "", "*", "a.*.example", "a..example"})
  void refusesHosts(String host) {
    assertThatThrownBy(() -> forHosts(host))
        .hasMessage("host: " + host + " (expected: a host name without port, or *. and one)");
  }

  @Test
  @DisplayName("policies without cdn are told of, as CloudFront keeps nothing of them")
  void tellsThatNothingIsKept() {
    assertThat(advice("path: /a, cache: never"))
        .containsExactly("none says cdn, so that CloudFront keeps nothing");
  }

  @Test
  @DisplayName("equal keys and lifetimes are one policy")
  void sharesPolicies() {
    assertThat(compiled(Optional.empty(), "path: /a, " + KEPT, "path: /b, " + KEPT).cachePolicies())
        .hasSize(2)
        .contains(CachePolicy.NOTHING_KEPT);
  }

  @Test
  @DisplayName("only what reads alone fails over to another origin")
  void failsOver() {
    Origins origins = new Origins("a.example", Optional.of("b.example"), List.of());
    assertThat(
            compiled(
                    Optional.of(origins),
                    "path: '/p/{id}', methods: [GET], " + KEPT,
                    "path: '/p/{id}/r', methods: [GET], " + KEPT,
                    "path: '/p/{id}/r', methods: [POST], cache: never")
                .behaviors())
        .filteredOn(behavior -> behavior.methods() == Methods.READING)
        .extracting(CacheBehavior::target, behavior -> behavior.pattern().text())
        .containsExactly(tuple(Origins.GROUP, "/p/?*"));
  }

  @Test
  @DisplayName("what CloudFront can't do is refused with the route and the reason")
  void refuses() {
    String fields =
        IntStream.range(0, 10).mapToObj(i -> "X-" + i + ": any").collect(Collectors.joining(", "));
    String key = "cache: { fresh: 1m }, cdn: { fresh: 1s }, key: ";
    assertThat(
            refusals(
                policy(
                    "p",
                    "",
                    "path: /a, " + key + "{ headers: { " + fields + " } }",
                    "path: /b, " + key + "{ headers: { Cookie: any } }",
                    "path: '/c%C3%A9', " + KEPT,
                    "path: /d, " + key + "{ query: ['f[x]'] }",
                    "path: /e, " + key + "{ headers: { X-Edge-Zone: any } }")))
        .satisfiesExactlyInAnyOrder(
            reason -> assertThat(reason).startsWith("p/r0: 11 fields in the key (expected: at"),
            reason ->
                assertThat(reason)
                    .isEqualTo("p/r1: the field Cookie can't be in the key of CloudFront"),
            reason ->
                assertThat(reason)
                    .isEqualTo(
                        "p/r2: path pattern: /c%C3%A9 (expected: no %, which CloudFront can't"
                            + " take); leave cdn out"),
            reason -> assertThat(reason).startsWith("p/r3: the query parameter f[x] is sent in"),
            reason ->
                assertThat(reason)
                    .isEqualTo("p/r4: the field X-Edge-Zone can't be in the key of CloudFront"));
  }

  @Test
  @DisplayName("CF-5: what never fits into the fields of an answer is refused with the reason")
  void refusesWhatNeverFits() {
    String route = "cache: { fresh: 1m }, cdn: { fresh: 1s }, key: {}, ";
    assertThat(
            refusals(
                policy(
                    "p",
                    "",
                    "path: /many, " + route + tags(50, "t"),
                    "path: /most, " + route + tags(49, "t"),
                    "path: '/long/{id}', " + route + tags(40, "{id}" + "l".repeat(198)),
                    "path: '/fits/{id}', " + route + tags(40, "{id}" + "l".repeat(190)),
                    "path: /cors, " + route + "cors: { origins: any, expose: [" + names() + "] }")))
        .containsExactlyInAnyOrder(
            "p/r0: 50 tags (expected: at most 49 beside that of the route, as CloudFront drops more"
                + " without a word)",
            "p/r2: tags of at least 8051 characters in all (expected: at most 8000, beyond which no"
                + " answer tells any; leave some out, or shorten them)",
            "p/r4: fields of answers of at least 20860 octets (expected: at most 20480, which is"
                + " all that CloudFront takes; name fewer tags, and fewer fields below cors)");
  }

  private static String tags(int count, String text) {
    return IntStream.range(10, 10 + count)
        .mapToObj(i -> "'" + text + i + "'")
        .collect(Collectors.joining(", ", "tags: [", "]"));
  }

  /** Names of 20,798 characters in all, with what separates them. */
  private static String names() {
    return IntStream.range(100, 500)
        .mapToObj(i -> "X-" + i + "-" + "n".repeat(44))
        .collect(Collectors.joining(", "));
  }

  @Test
  @DisplayName("hosts that take different routes need a distribution each")
  void refusesHostsApart() {
    assertThat(
            refusals(
                policy("p", "a.example", "path: /a, " + KEPT),
                policy("q", "b.example", "path: /a, " + KEPT)))
        .containsExactly(
            "hosts: [[a.example], [b.example]] take different routes, which paths alone can't tell"
                + " apart (expected: a distribution for each, named by --host)");
  }

  @Test
  @DisplayName("a route for any host adds its key, as a distribution has a name of its own")
  void addsTheKeyOfAnyHost() {
    PolicySet policies =
        policies(
            policy("p", "a.example", "path: /a, " + KEPT),
            policy(
                "q",
                "",
                "path: '/{x}', cache: { fresh: 1m }, cdn: { fresh: 1s }, key: { cookies: [c] }"));
    assertThat(PolicyCompiler.compile(policies, EdgeSettings.DEFAULT))
        .isInstanceOfSatisfying(
            Compilation.Compiled.class,
            compiled ->
                assertThat(compiled.model().behaviorOf("/a").cache().cookies().takes("c"))
                    .isTrue());
  }

  @Test
  @DisplayName("what costs hits is told")
  void advises() {
    assertThat(
            advice(
                "path: /a, cache: { fresh: 1m }, cdn: { fresh: 1s },"
                    + " key: { headers: { Accept-Language: [de, en], Accept-Encoding: [zstd] } }"))
        .containsExactlyInAnyOrder(
            "CloudFront keeps an answer for each value of Accept-Language, not for each of"
                + " [de, en]; fewer requests find one",
            "of Accept-Encoding CloudFront tells no more than br and gzip",
            "without tags only an invalidation of its path reaches CloudFront");
    assertThat(
            advice(
                "path: '/a/{id}', cache: { fresh: 1m }, cdn: { fresh: 1s }, key: {}, "
                    + tags(32, "{id}")))
        .containsExactly(
            "with long parameters its tags have more than 8000 characters, and an answer tells none"
                + " of them then; name fewer");
  }
}
