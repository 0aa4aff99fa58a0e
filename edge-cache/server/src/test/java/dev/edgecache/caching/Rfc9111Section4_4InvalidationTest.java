package dev.edgecache.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.ReadResult;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9111 §4.4 and RFC 9875 §3: what an answer to an unsafe request invalidates")
class Rfc9111Section4_4InvalidationTest {

  private static final PolicySet POLICIES =
      switch (PolicyFiles.parse(
          "test.yaml",
          """
          policy: test
          routes:
            - { name: all, path: /**, cache: {} }
            - { name: writes, path: /cart/items, methods: [POST, PUT], cache: never }
            - { name: ledger, path: /ledger/**, cache: never }
          """)) {
        case ReadResult.Valid<Policy>(var policy, var document) -> PolicySet.of(List.of(policy));
        case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
      };

  private static final String TARGET = "path shop.example/cart/items";

  /** A method, the answer to it, and the tags that go; the target is {@code /cart/items?a=1}. */
  record Row(String requirement, String method, int status, Fields answer, Set<String> tags) {
    @Override
    public String toString() {
      return requirement;
    }
  }

  private static Row row(
      String requirement, String method, int status, Fields answer, String... tags) {
    return new Row(requirement, method, status, answer, Set.of(tags));
  }

  private static Row location(String requirement, String location, String... tags) {
    return row(requirement, "POST", 201, Fields.of("Location", location), tags);
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("MUST the target of POST", "POST", 200, Fields.EMPTY, TARGET),
        row("MUST the target of PUT", "PUT", 204, Fields.EMPTY, TARGET),
        row("MUST the target of DELETE", "DELETE", 303, Fields.EMPTY, TARGET),
        row("MUST the target of a method of unknown safety", "M-SEARCH", 200, Fields.EMPTY, TARGET),
        row("MUST the target, methods being case-sensitive", "get", 200, Fields.EMPTY, TARGET),
        row("not by a safe method", "GET", 200, Fields.of("Location", "/other")),
        row("not by OPTIONS", "OPTIONS", 200, Fields.EMPTY),
        row("not by an error of the client's", "POST", 404, Fields.of("Location", "/other")),
        row("not by an error of the server's", "POST", 500, Fields.EMPTY),
        row(
            "MAY what Content-Location names",
            "PUT",
            200,
            Fields.of("Content-Location", "/cart/items/7"),
            TARGET,
            "path shop.example/cart/items/7"),
        location("MAY an absolute path", "/orders/1", TARGET, "path shop.example/orders/1"),
        location("MAY a relative path", "items/7", TARGET, "path shop.example/cart/items/7"),
        location("MAY dot segments", "../orders/./1", TARGET, "path shop.example/orders/1"),
        location("MAY whatever its query", "/o?x=1#y", TARGET, "path shop.example/o"),
        location("MAY encoded otherwise", "/%6f", TARGET, "path shop.example/o"),
        location("MAY by its URI", "HTTPS://SHOP.example:443/o", TARGET, "path shop.example/o"),
        location("nothing of a route that never stores", "/ledger/7", TARGET),
        location("MAY by its host", "//shop.example/o", TARGET, "path shop.example/o"),
        location("MUST NOT another host's", "https://other.example/o", TARGET),
        location("MUST NOT another port's", "https://shop.example:8443/o", TARGET),
        location("MUST NOT another scheme's", "http://shop.example/o", TARGET),
        location(
            "MUST NOT another host's, by a user name", "//shop.example@evil.example/o", TARGET),
        location("no URI", "https:///o", TARGET),
        location("another kind of URI", "mailto:a@shop.example", TARGET),
        row(
            "MAY groups, by their origin",
            "POST",
            200,
            Fields.of("Cache-Group-Invalidation", "\"Cart\", \"eu\""),
            TARGET,
            "group:https://shop.example/^cart",
            "group:https://shop.example/eu"),
        row(
            "MUST NOT groups by a safe method",
            "GET",
            200,
            Fields.of("Cache-Group-Invalidation", "\"eu\"")),
        row(
            "MUST NOT groups of a malformed field",
            "POST",
            200,
            Fields.of("Cache-Group-Invalidation", "\"eu\", us"),
            TARGET));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void invalidates(Row row) {
    RequestHead request =
        new RequestHead(row.method, "https", "shop.example", "/cart/items", "a=1", Fields.EMPTY);

    assertThat(
            WriteInvalidation.tags(
                POLICIES,
                POLICIES.match(request),
                request,
                new ResponseHead(row.status, row.answer)))
        .isEqualTo(row.tags);
  }

  @Test
  void aWriteToWhatIsNeverStoredInvalidatesNothing() {
    assertThat(tagsOfPost("/ledger/1")).isEmpty();
  }

  private static Set<String> tagsOfPost(String path) {
    RequestHead request =
        new RequestHead("POST", "https", "shop.example", path, null, Fields.EMPTY);
    return WriteInvalidation.tags(
        POLICIES, POLICIES.match(request), request, new ResponseHead(200, Fields.EMPTY));
  }
}
