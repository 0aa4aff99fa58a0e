package dev.edgecache.policy.files.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFile;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LintTest {

  /**
   * A route that breaks one rule, and the same route repaired as the rule's fix says.
   *
   * @param broken the keys of the route after name and path, which is {@code /p/{id}}
   * @param finding the one finding: rule, key path within the route, message
   * @param repaired the same keys, without finding
   */
  record Case(String broken, String finding, String repaired) {
    @Override
    public String toString() {
      return finding;
    }
  }

  private static final String STORE = "cache: { fresh: 30s, stale-if-error: 1h }";

  /** Keys that store without finding, with more below cache and key. */
  private static String keyed(String cache, String key) {
    return "cache: { fresh: 30s, stale-if-error: 1h" + cache + " }, key: { query: [q]" + key + " }";
  }

  static List<Case> cases() {
    String because = "because: same for all";
    return List.of(
        new Case(
            keyed("", "") + ", forward: { headers: [authorization], " + because + " }",
            "EC001 forward.headers: Authorization reaches the origin, not the key",
            keyed(", authorization: as-origin-says", "")
                + ", forward: { headers: [authorization], because: it checks the token alone }"),
        new Case(
            keyed("", "") + ", forward: { headers: [Cookie], " + because + " }",
            "EC002 forward.headers: forwards all cookies",
            keyed("", "") + ", forward: { cookies: [ab-test], " + because + " }"),
        new Case(
            keyed("", ", headers: { cookie: any }"),
            "EC002 key.headers: keys all cookies",
            keyed("", ", cookies: [currency]")),
        new Case(
            keyed("", "") + ", forward: { headers: [X-Api-Key] }",
            "EC003 forward: forwards what is not keyed",
            keyed("", "") + ", forward: { headers: [X-Api-Key], " + because + " }"),
        new Case(
            keyed(", authorization: shared", ""),
            "EC004 cache.authorization: answers to one token are sent to everybody",
            keyed(", authorization: shared, " + because, "")),
        new Case(
            keyed(", authorization: shared", ""),
            "EC004 cache.authorization: answers to one token are sent to everybody",
            keyed(", authorization: shared", ", headers: { Authorization: any }")),
        new Case(
            "cache: { authorization: shared }",
            "EC004 cache.authorization: answers to one token are sent to everybody",
            "cache: {}"),
        new Case(
            keyed(", set-cookie: store", ""),
            "EC005 cache.set-cookie: one client's cookie is sent to everybody",
            keyed(", set-cookie: strip", "")),
        new Case(
            keyed("", ", headers: { user-agent: any, X-Tenant: any }"),
            "EC006 key.headers.user-agent: any value is a variant",
            keyed("", ", headers: { Accept-Language: [en, de], X-Tenant: any }")),
        new Case(
            STORE + ", key: {}",
            "EC007 key: no query parameter counts",
            STORE + ", key: { query: [] }"),
        new Case(
            STORE + ", key: {}",
            "EC007 key: no query parameter counts",
            STORE + ", key: {}, forward: { query: [trace], " + because + " }"),
        new Case(
            STORE + ", key: { query: all }",
            "EC008 key.query: every parameter makes a variant",
            STORE.replace("cache: {", "cache: { no-vary-search: obey,") + ", key: { query: all }"),
        new Case(
            STORE + ", key: { query: all }",
            "EC008 key.query: every parameter makes a variant",
            STORE + ", key: { query: [page] }"),
        new Case(
            keyed("", "") + ", forward: { query: [q, r], " + because + " }",
            "EC009 forward.query: q is in the key already",
            keyed("", "") + ", forward: { query: [r], " + because + " }"),
        new Case(
            keyed("", ", headers: { X-A: any }") + ", forward: { headers: [x-a], " + because + " }",
            "EC009 forward.headers: X-A is in the key already",
            keyed("", ", headers: { X-A: any }")),
        new Case(
            keyed("", ", headers: { Origin: any }") + ", cors: { origins: any }",
            "EC010 key.headers: each site is a variant",
            keyed("", "") + ", cors: { origins: any }"),
        new Case(
            "cache: { max: 1h, stale-if-error: 1h }, key: { query: [] }",
            "EC011 cache: no lifetime when the origin names none",
            "cache: { max: 1h, fresh: 1m, stale-if-error: 1h }, key: { query: [] }"),
        new Case(
            "cache: { negative: { 404: 30s, 410: 61s } }",
            "EC012 cache.negative.410: more than a minute",
            "cache: { negative: { 404: 30s, 410: 1m } }"),
        new Case(
            "cache: { fresh: 0s, stale-while-revalidate: 1m }",
            "EC013 cache.fresh: each use asks the origin",
            "cache: { fresh: 1s, stale-while-revalidate: 1m }"),
        new Case(
            "cache: { fresh: 0s, stale-while-revalidate: 1m }",
            "EC013 cache.fresh: each use asks the origin",
            "cache: { fresh: 0s, min: 5s, stale-while-revalidate: 1m }"),
        new Case(
            "cache: { override: 0s, stale-while-revalidate: 1m }",
            "EC013 cache.override: each use asks the origin",
            "cache: { override: 1s, stale-while-revalidate: 1m }"),
        new Case(
            "cache: { wait-for-fresh: 60ms }",
            "EC014 cache.wait-for-fresh: no stale answer is permitted",
            "cache: { wait-for-fresh: 60ms, stale-while-revalidate: 1m }"),
        new Case(
            "cache: { stale-despite-s-maxage: true }",
            "EC014 cache.stale-despite-s-maxage: no stale answer is permitted",
            "cache: { stale-despite-s-maxage: true, stale-if-error: 1m }"),
        new Case(
            "cache: { fresh: 1m, override: 2m }",
            "EC014 cache.fresh: override replaces it",
            "cache: { override: 2m }"),
        new Case(
            "cache: { fresh: 30s }, key: { query: [] }",
            "EC015 cache: no stale answer in place of an error",
            STORE + ", key: { query: [] }"),
        new Case(
            "cache: { fresh: 2h, stale-if-error: 1h }, key: { query: [] }",
            "EC016 cache: fresh for an hour or more, without tags",
            "cache: { fresh: 2h, stale-if-error: 1h }, key: { query: [] }, tags-from: [Cache-Tag]"),
        new Case(
            "cache: {}, tags: [shop, 'product:{sku}']",
            "EC017 tags[1]: {sku} is not a parameter of /p/{id}",
            "cache: {}, tags: [shop, 'product:{id}']"),
        new Case(
            "cache: {}, tags: ['best sellers']",
            "EC018 tags[0]: not a tag of CloudFront",
            "cache: {}, tags: [best-sellers]"),
        new Case(
            "cache: {}, tags: [" + "a".repeat(257) + "]",
            "EC018 tags[0]: not a tag of CloudFront",
            "cache: {}, tags: [" + "a".repeat(256) + "]"),
        new Case(
            "cache: never, tags: [shop]",
            "EC019 tags: cache: never leaves nothing to tag",
            "cache: {}, tags: [shop]"),
        new Case(
            "cache: {}, methods: [PUT, GET, DELETE]",
            "EC020 methods: answers to DELETE, PUT aren't stored",
            "cache: {}, methods: [GET, HEAD]"),
        new Case(
            "cache: {}, upgrades: [websocket]",
            "EC021 upgrades: stored answers don't switch protocols",
            "cache: never, upgrades: [websocket]"),
        new Case(
            keyed(", compress: { types: [text/css, image/*] }", ""),
            "EC023 cache.compress.types: image/* is compressed already",
            keyed(", compress: { types: [text/css, image/svg+xml] }", "")),
        new Case(
            "cache: never, methods: [PUT], writes: [shop, 'product:{sku}']",
            "EC017 writes[1]: {sku} is not a parameter of /p/{id}",
            "cache: never, methods: [PUT], writes: [shop, 'product:{id}']"),
        new Case(
            "cache: never, writes: [a b]",
            "EC018 writes[0]: not a tag of CloudFront",
            "cache: never, writes: [a-b]"),
        new Case(
            "cache: never, methods: [HEAD, GET], writes: [shop]",
            "EC024 writes: GET, HEAD writes nothing",
            "cache: never, methods: [POST, GET], writes: [shop]"),
        new Case(
            "cache: never, consistency: primary, refill: { wait: 10ms }",
            "EC025 refill: consistency: primary waits for no replica",
            "cache: never, consistency: session, refill: { wait: 10ms }"),
        new Case(
            "cache: never, consistency: primary, refill: { wait: 10ms }",
            "EC025 refill: consistency: primary waits for no replica",
            "cache: never, consistency: primary"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsTheMistakeAndNothingElse(Case one) {
    assertThat(Lint.check(List.of(file("hosts: [a.example]", one.broken()))))
        .extracting(
            finding ->
                finding.rule().id()
                    + " "
                    + finding.path().toString().replace("routes[0].", "")
                    + ": "
                    + finding.message())
        .containsExactly(one.finding());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isSilentOnceTheMistakeIsRepaired(Case one) {
    assertThat(Lint.check(List.of(file("hosts: [a.example]", one.repaired())))).isEmpty();
  }

  @Test
  @DisplayName("EC022: a policy with keys of its own names its hosts, one that follows need not")
  void anyHost() {
    PolicyFile keyed = file("", keyed("", ""));
    assertThat(Lint.check(List.of(keyed)))
        .extracting(Finding::toString)
        .containsExactly("p.yaml:1:1: advice EC022: policy: holds for any host");
    assertThat(Lint.check(List.of(file("", "cache: {}")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'product:{id}', '', product:{productId}",
    "'product:{id}', '', PRODUCT:42",
    "'product:{id}', 'prodcut:{id} is a tag of no route', prodcut:{id}",
    "'product:{id}', 'product is a tag of no route', product",
    "'{id}:x:p', '', y:{id}:p",
    "'{id}:x:p', '{id}:x:q is a tag of no route', {id}:x:q",
    "lists, 'list is a tag of no route', list",
  })
  @DisplayName("EC026: a tag that an event purges is one of a route in any file")
  void tagsOfEvents(String carried, String finding, String purged) {
    PolicyFile routes = file("hosts: [a.example]", STORE + ", tags: ['" + carried + "']");
    PolicyFile events =
        file(
            "hosts: [b.example]",
            "cache: never }\nevents:\n  changed: { purge: [\"" + purged + "\"]");
    List<Finding> found = Lint.check(List.of(routes, events));
    if (finding.isEmpty()) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found)
          .extracting(Finding::toString)
          .containsExactly("p.yaml:6:22: warning EC026: events.changed.purge[0]: " + finding);
    }
    PolicyFile open = file("hosts: [c.example]", STORE + ", tags-from: [Surrogate-Key]");
    assertThat(Lint.check(List.of(routes, events, open))).isEmpty();
  }

  @Test
  void pointsAtTheKeyInTheFile() {
    PolicyFile file = file("hosts: [a.example]", "cache: { negative: { 404: 1h } }, tags: [a b]");
    assertThat(Lint.check(List.of(file)))
        .extracting(Finding::toString)
        .containsExactly(
            "p.yaml:4:54: warning EC012: routes[0].cache.negative.404: more than a minute",
            "p.yaml:4:74: error EC018: routes[0].tags[0]: not a tag of CloudFront");
  }

  @Test
  void eachRuleHasACaseAndAnIdOfItsOwn() {
    Stream<String> tested = cases().stream().map(one -> one.finding().substring(0, 5)).distinct();
    assertThat(Lint.rules())
        .extracting(LintRule::id)
        .doesNotHaveDuplicates()
        .isSorted()
        .containsExactlyElementsOf(
            Stream.concat(tested, Stream.of("EC022", "EC026")).sorted().toList());
  }

  @Test
  @DisplayName("docs/lint.md is what the table of rules says; if not, copy target/lint.md there")
  void documentation() throws IOException {
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/lint.md"), Lint.reference());
    assertThat(Path.of("../docs/lint.md")).hasContent(Lint.reference());
  }

  private static PolicyFile file(String hosts, String route) {
    String text =
        Stream.of(
                "policy: p",
                hosts.isEmpty() ? "# no hosts" : hosts,
                "routes:",
                "  - { name: a, path: \"/p/{id}\", " + route + " }",
                "")
            .reduce((one, other) -> one + "\n" + other)
            .orElseThrow();
    return switch (PolicyFiles.parse("p.yaml", text)) {
      case ReadResult.Valid<Policy>(Policy policy, var document) ->
          new PolicyFile(policy, document);
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }
}
