package dev.edgecache.policy.rules;

import static dev.edgecache.policy.rules.RouteFixture.get;
import static dev.edgecache.policy.rules.RouteFixture.request;
import static dev.edgecache.policy.rules.RouteFixture.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.Storability;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9110 §8.4, RFC 9111 §5.2.2.6: which answers go out encoded, what the origin sees")
class Rfc9110Section8_4CompressionTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String BROWSER = "gzip, deflate, br, zstd";

  private static RouteFixture following() {
    return route("r", "/**").followOrigin().compress("application/json", "text/*");
  }

  private static RouteFixture keyed() {
    return route("r", "/**").query("q").compress("application/json");
  }

  static Stream<RouteFixture> routes() {
    return Stream.of(following(), keyed());
  }

  private static Storability.Store stored(RouteFixture route, int status, String... fields) {
    RequestHead request = get("https://h/a", "Accept-Encoding", BROWSER, "Range", "bytes=0-1");
    Fields answer =
        Fields.of(fields).toBuilder().addAll(Fields.of("Cache-Control", "max-age=60")).build();
    return (Storability.Store)
        Storing.assess(route.match(request), request, new ResponseHead(status, answer), NOW);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "200, Content-Type, application/json, true, a named type",
        "200, Content-Type, text/html; charset=utf-8, true, a kind of types",
        "404, Content-Type, application/json, true, an error with content",
        "410, Content-Type, application/json, true, an error with content",
        "200, Content-Type, image/png, false, another type",
        "200, X-No-Type, application/json, false, no type",
        "300, Content-Type, application/json, false, another status",
      })
  void encodes(int status, String name, String value, boolean encoded, String requirement) {
    assertThat(stored(following(), status, name, value).compression().isPresent())
        .as(requirement)
        .isEqualTo(encoded);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Encoding, gzip, MUST nothing is encoded twice",
    "Content-Encoding, identity, OURS not even what says that it is not encoded",
    "Cache-Control, no-transform, MUST what must not be changed",
    "CDN-Cache-Control, 'max-age=60, no-transform', MUST in a targeted field",
  })
  void leaves(String name, String value, String requirement) {
    RouteFixture route = following().targeted("CDN-Cache-Control");
    assertThat(stored(route, 200, "Content-Type", "text/css", name, value).compression())
        .as(requirement)
        .isEmpty();
  }

  @Test
  @DisplayName(
      "MUST no-transform holds though a targeted field replaces Cache-Control for lifetimes")
  void noTransformBesideTargetedField() {
    RouteFixture route = following().targeted("CDN-Cache-Control");
    assertThat(
            stored(
                    route,
                    200,
                    "Content-Type",
                    "text/css",
                    "CDN-Cache-Control",
                    "max-age=60",
                    "Cache-Control",
                    "no-transform")
                .compression())
        .isEmpty();
  }

  @Test
  @DisplayName("OURS a part is a part of what goes out encoded once it is whole")
  void part() {
    assertThat(
            stored(following(), 206, "Content-Type", "text/css", "Content-Range", "bytes 0-1/5000")
                .compression())
        .isPresent();
  }

  @ParameterizedTest
  @MethodSource("routes")
  @DisplayName("the origin is asked for no coding, whatever the client accepts")
  void asksForIdentity(RouteFixture route) {
    for (String sent : new String[] {BROWSER, "identity;q=0", ""}) {
      RequestHead asked = get("https://h/a", "Accept-Encoding", sent);
      assertThat(Forwarding.forwarded(route.match(asked), asked).fields().all("Accept-Encoding"))
          .containsExactly("identity");
    }
    RequestHead silent = get("https://h/a");
    assertThat(Forwarding.forwarded(route.match(silent), silent).fields().all("accept-encoding"))
        .containsExactly("identity");
  }

  @Test
  @DisplayName("what the store has nothing to do with is forwarded as it is")
  void writesPass() {
    RequestHead write = request("POST", "https://h/a", "Accept-Encoding", BROWSER);
    assertThat(Forwarding.forwarded(following().match(write), write).fields())
        .isEqualTo(write.fields());
  }

  @ParameterizedTest
  @MethodSource("routes")
  @DisplayName("one stored answer serves every Accept-Encoding, whatever the origin's Vary says")
  void oneVariant(RouteFixture route) {
    assertThat(
            stored(route, 200, "Content-Type", "text/css", "Vary", "Accept-Encoding, X-Tier")
                .vary())
        .doesNotContain("accept-encoding");
  }

  @Test
  @DisplayName("what was stored when the origin saw Accept-Encoding is not found, and vice versa")
  void keysDiffer() {
    RequestHead asked = get("https://h/a");
    RouteFixture plain = route("r", "/**").followOrigin();
    assertThat(KeyRules.key(following().match(asked), asked))
        .isEqualTo(KeyRules.key(following().compress("text/css").match(asked), asked))
        .isNotEqualTo(KeyRules.key(plain.match(asked), asked));
  }
}
