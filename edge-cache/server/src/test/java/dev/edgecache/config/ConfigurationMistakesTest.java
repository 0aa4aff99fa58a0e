package dev.edgecache.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of mistakes in {@code edge-cache.yaml}: place, key, value and expectation. */
class ConfigurationMistakesTest {

  @TempDir Path folder;

  /** Lines in place of others of the least file, or after it, and what is said about them. */
  record Mistake(String lines, List<String> problems) {
    static Mistake of(String lines, String... problems) {
      return new Mistake(lines, List.of(problems));
    }
  }

  static List<Mistake> mistakes() {
    return List.of(
        Mistake.of("memroy: 40%", "5:1: memroy: unknown key; did you mean \"memory\"? known keys:"),
        Mistake.of("events: {}", "5:1: events: unknown key; known keys: listen, admin"),
        Mistake.of(
            "memory: 2GiB",
            "5:9: memory: value: 2147483648 bytes (expected: at most 80% of the heap, 858993459"
                + " bytes; EDGE_CACHE_HEAP sets a larger heap)"),
        Mistake.of("memory: 90.5%", "5:9: memory: value: 90.5% (expected: at most 80% of the heap"),
        Mistake.of(
            "drain: 30", "5:8: drain: value: 30 (expected: a duration above zero such as 60ms"),
        Mistake.of(
            "drain: 0s", "5:8: drain: value: \"0s\" (expected: a duration above zero such as"),
        Mistake.of(
            "data: \"\"", "5:7: data: value: \"\" (expected: text of at least one character"),
        Mistake.of("drain: 2h", "5:8: drain: value: longer than allowed (expected: at most 1h)"),
        Mistake.of(
            "access-log: stdot",
            "5:13: access-log: value: \"stdot\" (expected: off, or stdout, or a file such as"
                + " logs/access.log); did you mean \"stdout\"?"),
        Mistake.of(
            "unknown-host: refused",
            "5:15: unknown-host: value: \"refused\" (expected: pass or refuse); did you mean"
                + " \"refuse\"?"),
        Mistake.of("server-timing: true", "5:16: server-timing: value: true (expected: on or off)"),
        Mistake.of(
            "trusted-proxies: [10.0.0.0/33]",
            "5:19: trusted-proxies[0]: value: 10.0.0.0/33 (expected: an IP address or a range such"
                + " as 10.0.0.0/8)"),
        Mistake.of("pseudonym: a b", "5:12: pseudonym: value: \"a b\" (expected: a letter, then"),
        Mistake.of(
            "admin: 0.0.0.0:8081",
            "5:8: admin: address: 0.0.0.0 can be reached from other machines (expected: a token,"
                + " client-authorities, or a loopback address such as 127.0.0.1)"),
        Mistake.of(
            "admin: 127.0.0.1:8080",
            "5:1: admin: 127.0.0.1:8080 is taken by another listener (expected: an address"
                + " of its own)"),
        Mistake.of(
            "admin: { address: \"127.0.0.1:1\", token: hunter2hunter2hunter2 }",
            "5:41: admin.token: value: not shown (expected: a mapping); keep secrets out of this"
                + " file: write { env: NAME } or { file: path }"),
        Mistake.of(
            "admin: { address: \"127.0.0.1:1\", token: { env: SHORT } }",
            "admin.token: 5 characters (expected: at least 16, for instance from: openssl"
                + " rand -hex 32)"),
        Mistake.of(
            "admin: { address: \"127.0.0.1:1\", token: { env: NOWHERE } }",
            "admin.token: value: environment variable NOWHERE is empty or not set (expected: the"
                + " secret)"),
        Mistake.of(
            "admin: { address: \"127.0.0.1:1\", token: { file: lines } }",
            "admin.token: value: file lines holds other characters (expected: one line of visible"
                + " ASCII)"),
        Mistake.of(
            "listen: 8080",
            "1:9: listen: value: 8080 (expected: host:port such as 127.0.0.1:8080 or [::1]:8080"),
        Mistake.of(
            "listen: [127.0.0.1:8080, 127.0.0.1:8080]",
            "1:1: listen: 127.0.0.1:8080 is taken by another listener"),
        Mistake.of("listen: []", "1:1: listen: value: [] (expected: a list of at least one"),
        Mistake.of(
            "listen: { address: \"127.0.0.1:1\", tls: { certificate: server.pem } }",
            "listen.tls: key \"key\" is missing"),
        Mistake.of(
            "listen: { address: \"127.0.0.1:1\", tls: { certificate: none.pem, key: server.key } }",
            "listen.tls.certificate: value: none.pem (expected: a path that exists; there is no "),
        Mistake.of(
            "listen: { address: \"127.0.0.1:1\", limits: { head: 1B, fields: 5, target: 2MiB } }",
            "listen.limits.head: value: 1 bytes (expected: 1024 to 1048576)",
            "listen.limits.fields: value: 5 (expected: a number from 10 to 10000)",
            "listen.limits.target: value: 2097152 bytes (expected: 256 to 1048576)"),
        Mistake.of("policies: nowhere/", "2:11: policies: value: nowhere/ (expected: a path that"),
        Mistake.of(
            "origins: { primary: { url: \"http://a\" } }", "origins: key \"local\" is missing"),
        Mistake.of(
            "origins: { local: { url: \"http://a\" }, rollout: { share: 5% } }",
            "origins.rollout: there is no primary (expected: beside primary alone)"),
        Mistake.of(
            "origins: { local: { url: \"http://a\" }, fallback: { concurrent: 7 } }",
            "origins.fallback: there is no primary (expected: beside primary alone)"),
        Mistake.of(
            "sessions: { keys: [{ env: TOKEN }], identity: { header: X, jwt-claim: sub } }",
            "sessions.keys[0]: ",
            "sessions.identity: keys: 2 of header, jwt-claim (expected: exactly one)"),
        Mistake.of(
            "origins: { local: { url: \"ftp://a\" } }",
            "origins.local.url: value: \"ftp://a\" (expected: a URL such as"),
        Mistake.of(
            "origins: { local: { url: \"http://a/base\" } }",
            "origins.local.url: http://a/base (expected: http://host[:port] or"
                + " https://host[:port])"),
        Mistake.of(
            "origins: { local: { url: \"http://a\", path-prefix: /api/ } }",
            "origins.local.path-prefix: value: \"/api/\" (expected: a path such as /api, without a"
                + " slash at its end)"),
        Mistake.of(
            "origins: { local: { url: \"http://a\", headers: { Host: { env: ORIGIN_KEY } } } }",
            "origins.local.headers: name: Host (expected: a field other than Host"),
        Mistake.of(
            "origins: { local: { url: \"http://a\", headers: { X-Key: hunter2 } } }",
            "origins.local.headers.X-Key: value: not shown (expected: a mapping); keep secrets"
                + " out"),
        Mistake.of(
            "origins: { local: { url: \"https://a\", tls: { certificate: client.pem } } }",
            "origins.local.tls.certificate: alone (expected: key beside it, or" + " neither)"),
        Mistake.of(
            "origins: { local: { url: \"http://a\", breaker: { window: 10 } } }",
            "origins.local.breaker: minimum: 20 (expected: 1 to 10)"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void eachMistakeIsNamedWithItsPlaceAndWhatWasExpected(Mistake mistake) {
    List<String> problems =
        file().problems(WrittenConfiguration.with(mistake.lines())).stream()
            .map(Problem::toString)
            .toList();

    assertThat(problems).hasSameSizeAs(mistake.problems());
    for (int i = 0; i < problems.size(); i++) {
      assertThat(problems.get(i))
          .startsWith(file().path().toString())
          .contains(mistake.problems().get(i))
          .doesNotContain("hunter2");
    }
  }

  @Test
  void allMistakesOfAFileAreReportedAtOnce() {
    assertThat(file().problems("listen: 1\npolicies: no/\norigins: {}\nmemory: x\n"))
        .extracting(problem -> problem.position().line())
        .containsExactly(1, 2, 3, 4);
  }

  private WrittenConfiguration file() {
    return WrittenConfiguration.in(folder);
  }
}
