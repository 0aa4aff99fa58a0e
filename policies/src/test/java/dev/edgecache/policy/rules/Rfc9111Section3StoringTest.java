package dev.edgecache.policy.rules;

import static dev.edgecache.http.Level.MAY;
import static dev.edgecache.http.Level.MUST;
import static dev.edgecache.http.Level.OURS;
import static dev.edgecache.http.Level.SHOULD;
import static dev.edgecache.policy.rules.RouteFixture.ORIGIN_SAYS;
import static dev.edgecache.policy.rules.RouteFixture.request;
import static dev.edgecache.policy.rules.RouteFixture.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.CacheRule.ClientDirectives;
import dev.edgecache.policy.CacheRule.Credentials;
import dev.edgecache.policy.CacheRule.SetCookie;
import dev.edgecache.policy.CorsRule;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.LifetimeRule;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.Storability.DoNotStore;
import dev.edgecache.policy.Storability.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which answers may be stored: RFC 9111 §3, §3.1, §3.5 and what a policy adds. */
class Rfc9111Section3StoringTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String FRESH = "Cache-Control: max-age=60";
  private static final String PART = "GET|Range: bytes=0-4";

  /** A message head as lines: the first is the method or status, the others are fields. */
  record Row(
      Level level,
      String name,
      RouteFixture route,
      String request,
      String response,
      String result) {
    @Override
    public String toString() {
      return level + " " + name;
    }
  }

  private static Row row(Level level, String name, String request, String response, String result) {
    return new Row(level, name, route("/**").followOrigin(), request, response, result);
  }

  static Stream<Row> origins() {
    return Stream.of(
        row(MUST, "GET with a lifetime is stored", "GET", "200|" + FRESH, "stored"),
        row(MUST, "POST is not", "POST", "200|" + FRESH, "METHOD"),
        row(MUST, "an unknown method is not", "FOO", "200|" + FRESH, "METHOD"),
        row(MUST, "HEAD has nothing to store", "HEAD", "200|" + FRESH, "METHOD"),
        row(MUST, "an interim answer is not stored", "GET", "103|" + FRESH, "STATUS"),
        row(MUST, "304 is no answer of its own", "GET", "304|" + FRESH, "STATUS"),
        row(MAY, "a part (§3.3)", PART, "206|Content-Range: bytes 0-4/10|" + FRESH, "stored"),
        row(MUST, "a part without its place is not", PART, "206|" + FRESH, "PARTIAL"),
        row(
            MAY,
            "another part than was asked for, which says which it is",
            PART,
            "206|Content-Range: bytes 5-9/10|" + FRESH,
            "stored"),
        row(
            MUST,
            "a part of another length than it says is not (RFC 9110 §14.4)",
            PART,
            "206|Content-Range: bytes 0-4/10|Content-Length: 4|" + FRESH,
            "PARTIAL"),
        row(MAY, "205 without content", "GET", "205|Content-Length: 0|" + FRESH, "stored"),
        row(
            MUST,
            "205 with content is not (RFC 9110 §15.3.6)",
            "GET",
            "205|Content-Length: 5|" + FRESH,
            "STATUS"),
        row(MUST, "205 that may have content is not", "GET", "205|" + FRESH, "STATUS"),
        row(
            OURS,
            "a part of an unknown whole is not",
            PART,
            "206|Content-Range: bytes 0-4/*|" + FRESH,
            "PARTIAL"),
        row(
            MUST,
            "a part of another unit is not",
            PART,
            "206|Content-Range: lines 0-4/10|" + FRESH,
            "PARTIAL"),
        row(
            MUST,
            "a part with an invalid place is not (RFC 9110 §14.4)",
            PART,
            "206|Content-Range: bytes 0-10/10|" + FRESH,
            "PARTIAL"),
        row(
            MUST,
            "a part that was not asked for is not",
            "GET",
            "206|Content-Range: bytes 0-4/10|" + FRESH,
            "PARTIAL"),
        row(MAY, "an unknown final status is stored", "GET", "299|" + FRESH, "stored"),
        row(MAY, "599 is stored", "GET", "599|" + FRESH, "stored"),
        row(OURS, "416 is about one request (SEC-5)", "GET", "416|" + FRESH, "STATUS"),
        row(OURS, "431 is about one request (SEC-5)", "GET", "431|" + FRESH, "STATUS"),
        row(MUST, "no-store (SEC-7)", "GET", "200|" + FRESH + ", no-store", "NO_STORE"),
        row(
            MUST,
            "no-store in another case and line (SEC-7)",
            "GET",
            "200|" + FRESH + "|cache-control: foo=\"a, b\" , NO-STORE",
            "NO_STORE"),
        row(
            MUST,
            "no-store of the request",
            "GET|Cache-Control: no-store",
            "200|" + FRESH,
            "NO_STORE"),
        row(MUST, "private (SEC-7)", "GET", "200|" + FRESH + ", private", "PRIVATE"),
        row(
            MAY,
            "private fields do not make the answer private",
            "GET",
            "200|" + FRESH + ", private=\"x-user\"",
            "stored"),
        row(
            MUST,
            "must-understand with an unknown status",
            "GET",
            "299|" + FRESH + ", must-understand",
            "STATUS"),
        row(
            SHOULD,
            "must-understand with a known status overrules no-store",
            "GET",
            "200|" + FRESH + ", must-understand, no-store",
            "stored"),
        row(MUST, "Authorization (SEC-7)", "GET|Authorization: x", "200|" + FRESH, "AUTHORIZATION"),
        row(
            MAY,
            "Authorization with public",
            "GET|Authorization: x",
            "200|" + FRESH + ", public",
            "stored"),
        row(
            MAY,
            "Authorization with s-maxage",
            "GET|Authorization: x",
            "200|Cache-Control: s-maxage=60",
            "stored"),
        row(
            MAY,
            "Authorization with must-revalidate",
            "GET|Authorization: x",
            "200|" + FRESH + ", must-revalidate",
            "stored"),
        row(
            MUST,
            "Authorization with proxy-revalidate",
            "GET|Authorization: x",
            "200|" + FRESH + ", proxy-revalidate",
            "AUTHORIZATION"),
        row(
            OURS,
            "Authorization with public malformed",
            "GET|Authorization: x",
            "200|" + FRESH + ", public=",
            "AUTHORIZATION"),
        row(
            OURS,
            "Authorization with s-maxage malformed",
            "GET|Authorization: x",
            "200|" + FRESH + ", s-maxage=a|ETag: \"a\"",
            "AUTHORIZATION"),
        row(
            OURS,
            "Authorization with must-revalidate in a malformed member",
            "GET|Authorization: x",
            "200|" + FRESH + ", a must-revalidate",
            "AUTHORIZATION"),
        row(
            OURS,
            "must-understand malformed does not outweigh no-store",
            "GET",
            "200|" + FRESH + ", no-store, must-understand=",
            "NO_STORE"),
        row(MUST, "Vary: * (SEC-7)", "GET", "200|" + FRESH + "|Vary: *", "VARY_ANY"),
        row(MUST, "Vary: *, (SEC-7)", "GET", "200|" + FRESH + "|Vary: , *", "VARY_ANY"),
        row(MUST, "Vary: Foo, * (SEC-7)", "GET", "200|" + FRESH + "|Vary: Foo, *", "VARY_ANY"),
        row(
            MUST,
            "* in a second Vary line (SEC-7)",
            "GET",
            "200|" + FRESH + "|Vary: Foo|Vary: *",
            "VARY_ANY"),
        row(
            MUST,
            "nothing says how long",
            "GET",
            "200|Last-Modified: Sat, 21 Nov 2026 12:00:00 GMT",
            "NO_LIFETIME"),
        row(
            MAY,
            "a guess for 200",
            "GET",
            "200|Last-Modified: Fri, 20 Nov 2026 12:00:00 GMT",
            "stored"),
        row(
            MUST,
            "no guess for 201",
            "GET",
            "201|Last-Modified: Fri, 20 Nov 2026 12:00:00 GMT",
            "NO_LIFETIME"),
        row(
            MAY,
            "a guess for 201 that is public",
            "GET",
            "201|Last-Modified: Fri, 20 Nov 2026 12:00:00 GMT|Cache-Control: public",
            "stored"),
        row(
            MAY,
            "no-cache with a validator",
            "GET",
            "200|ETag: \"a\"|Cache-Control: no-cache",
            "stored"),
        row(MAY, "no-cache without one", "GET", "200|Cache-Control: no-cache", "NO_LIFETIME"),
        row(OURS, "a validator alone", "GET", "200|ETag: \"a\"", "NO_LIFETIME"),
        row(
            MUST,
            "no-cache of a status that nothing permits",
            "GET",
            "201|ETag: \"a\"|Cache-Control: no-cache",
            "NO_LIFETIME"),
        row(
            OURS,
            "stale at once without use",
            "GET",
            "200|Cache-Control: max-age=0",
            "NO_LIFETIME"),
        row(
            MAY,
            "stale at once with a window",
            "GET",
            "200|Cache-Control: max-age=0, stale-while-revalidate=9",
            "stored"),
        row(MUST, "a GET with content (SEC-4)", "GET|Content-Length: 1", "200|" + FRESH, "METHOD"),
        row(MUST, "Set-Cookie (SEC-7)", "GET", "200|" + FRESH + "|Set-Cookie: a=b", "SET_COOKIE"),
        row(
            MAY,
            "a Set-Cookie that is qualified away",
            "GET",
            "200|" + FRESH + ", no-cache=\"Set-Cookie\"|Set-Cookie: a=b",
            "stored"),
        row(MAY, "within the size", "GET", "200|" + FRESH + "|Content-Length: 1048576", "stored"),
        row(OURS, "too large", "GET", "200|" + FRESH + "|Content-Length: 1048577", "TOO_LARGE"));
  }

  static Stream<Row> policies() {
    LifetimeRule silent = rule(Duration.ofSeconds(30), Map.of(503, Duration.ofSeconds(2)));
    return Stream.of(
        new Row(MUST, "never", route("/**").never(), "GET", "200|" + FRESH, "POLICY"),
        new Row(OURS, "silent", route("/**").lifetime(silent), "GET", "200", "stored"),
        new Row(OURS, "silent for 302", route("/**").lifetime(silent), "GET", "302", "NO_LIFETIME"),
        new Row(
            OURS,
            "silent for 302 that is named",
            route("/**").lifetime(silent).statuses(302),
            "GET",
            "302",
            "stored"),
        new Row(OURS, "silent for 404", route("/**").lifetime(silent), "GET", "404", "NO_LIFETIME"),
        new Row(OURS, "negative for 503", route("/**").lifetime(silent), "GET", "503", "stored"),
        new Row(
            MUST,
            "no-store in spite of silent (SEC-7)",
            route("/**").lifetime(silent),
            "GET",
            "200|Cache-Control: no-store",
            "NO_STORE"),
        new Row(
            OURS, "another status", route("/**").statuses(200), "GET", "404|" + FRESH, "STATUS"),
        new Row(
            OURS,
            "a negative status beside statuses",
            route("/**").statuses(200).lifetime(silent),
            "GET",
            "503",
            "stored"),
        new Row(
            OURS,
            "shared credentials",
            route("/**").followOrigin().credentials(Credentials.SHARED),
            "GET|Authorization: x",
            "200|" + FRESH,
            "stored"),
        new Row(
            OURS,
            "Authorization that the origin never sees",
            route("/**"),
            "GET|Authorization: x",
            "200|" + FRESH,
            "stored"),
        new Row(
            MUST,
            "Authorization that is forwarded (SEC-7)",
            route("/**").forward(new ForwardRule(Set.of("Authorization"), Set.of(), Set.of())),
            "GET|Authorization: x",
            "200|" + FRESH,
            "AUTHORIZATION"),
        new Row(
            MUST,
            "Authorization that is keyed (SEC-7)",
            route("/**").header("Authorization"),
            "GET|Authorization: x",
            "200|" + FRESH,
            "AUTHORIZATION"),
        new Row(
            OURS,
            "no-store of a request that does not count",
            route("/**").clientDirectives(ClientDirectives.IGNORE),
            "GET|Cache-Control: no-store",
            "200|" + FRESH,
            "stored"),
        new Row(
            OURS,
            "Set-Cookie by policy",
            route("/**").setCookie(SetCookie.STORE),
            "GET",
            "200|" + FRESH + "|Set-Cookie: a=b",
            "stored"),
        new Row(
            MUST,
            "no-store of a targeted field",
            route("/**").targeted("CDN-Cache-Control"),
            "GET",
            "200|" + FRESH + "|CDN-Cache-Control: no-store",
            "NO_STORE"),
        new Row(
            MUST,
            "a targeted field replaces no-store",
            route("/**").targeted("CDN-Cache-Control"),
            "GET",
            "200|Cache-Control: no-store|CDN-Cache-Control: max-age=60",
            "stored"),
        new Row(
            MUST,
            "a targeted field that is not on the list",
            route("/**"),
            "GET",
            "200|Cache-Control: no-store|CDN-Cache-Control: max-age=60",
            "NO_STORE"),
        new Row(
            MUST,
            "too many tags (PUR-11)",
            route("/**").tagsFrom("Surrogate-Key"),
            "GET",
            "200|" + FRESH + "|Surrogate-Key: " + words(501),
            "TOO_MANY_TAGS"),
        new Row(
            OURS,
            "as many tags as may be (PUR-11)",
            route("/**").tagsFrom("Surrogate-Key"),
            "GET",
            "200|" + FRESH + "|Surrogate-Key: " + words(500),
            "stored"));
  }

  @ParameterizedTest
  @MethodSource({"origins", "policies"})
  void judges(Row row) {
    Storability judged = assess(row.route(), row.request(), row.response());
    String result = judged instanceof DoNotStore(Reason reason) ? reason.name() : "stored";
    assertThat(result).isEqualTo(row.result());
  }

  @Test
  @DisplayName(
      "RFC 9111 §3.1 hop-by-hop, listed, proxy and qualified fields, Age and Warning are not"
          + " stored")
  void storesFields() {
    Storability.Store stored =
        stored(
            route("/**").followOrigin().setCookie(SetCookie.STRIP),
            "200|Cache-Control: max-age=9, no-cache=\"x-a\", private=\"X-B\"|X-A: 1|x-b: 2|X-C:"
                + " 3|Connection: x-d, close|X-D: 4|Keep-Alive: 5|Proxy-Authenticate: 6|Age:"
                + " 7|Warning: 110 - x|Proxy-Authentication-Info: 8|Set-Cookie: 9|Unknown:"
                + " 10|Transfer-Encoding: chunked|Trailer: x|Upgrade: y|Proxy-Connection:"
                + " z|CDN-Cache-Control: max-age=1");
    assertThat(stored.fields())
        .isEqualTo(
            Fields.of(
                "Cache-Control",
                "max-age=9, no-cache=\"x-a\", private=\"X-B\"",
                "X-C",
                "3",
                "Unknown",
                "10",
                "CDN-Cache-Control",
                "max-age=1"));
  }

  @Test
  @DisplayName("RFC 9111 §4.1 Vary selects by what the origin sees and the key does not hold")
  void varies() {
    String response =
        "200|" + FRESH + "|Vary: Cookie, X-Market, Accept|Vary: accept, X-Api-Key, Origin";
    CorsRule cors =
        new CorsRule(
            Set.of("*"), List.of(), List.of(), List.of(), CorsRule.Credentials.OMIT, Duration.ZERO);
    assertThat(stored(route("/**").followOrigin(), response).vary())
        .containsExactly("accept", "cookie", "origin", "x-api-key", "x-market");
    assertThat(stored(route("/**").followOrigin().cors(cors), response).vary())
        .containsExactly("accept", "cookie", "x-api-key", "x-market");
    assertThat(stored(route("/**").header("X-Market").cookies("theme"), response).vary()).isEmpty();
    ForwardRule forward = new ForwardRule(Set.of("X-API-Key"), Set.of("exp"), Set.of());
    assertThat(stored(route("/**").header("X-Market").forward(forward), response).vary())
        .containsExactly("cookie", "x-api-key");
  }

  private static LifetimeRule rule(Duration silent, Map<Integer, Duration> negative) {
    return new LifetimeRule(
        Optional.of(silent),
        ORIGIN_SAYS.min(),
        ORIGIN_SAYS.max(),
        ORIGIN_SAYS.override(),
        negative,
        0);
  }

  private static Storability.Store stored(RouteFixture route, String response) {
    return (Storability.Store) assess(route, "GET", response);
  }

  private static Storability assess(RouteFixture route, String request, String response) {
    List<String> asked = List.of(request.split("\\|"));
    List<String> answered = List.of(response.split("\\|"));
    RequestHead head = request(asked.getFirst(), "https://h/a", lines(asked));
    ResponseHead answer =
        new ResponseHead(Integer.parseInt(answered.getFirst()), Fields.of(lines(answered)));
    return Storing.assess(route.match(head), head, answer, NOW);
  }

  private static String[] lines(List<String> message) {
    List<String> fields = new ArrayList<>();
    for (String line : message.subList(1, message.size())) {
      fields.addAll(List.of(line.split(": ", 2)));
    }
    return fields.toArray(String[]::new);
  }

  private static String words(int count) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words.append("t").append(i).append(' ');
    }
    return words.toString();
  }
}
