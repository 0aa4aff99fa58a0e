package dev.edgecache.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.ImplicitTags.Scope;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.ReadResult;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImplicitTagsTest {

  private static final PolicySet POLICIES =
      switch (PolicyFiles.parse(
          "test.yaml",
          """
          policy: test
          routes:
            - { name: all, path: /**, cache: {} }
          """)) {
        case ReadResult.Valid<Policy>(var policy, var document) -> PolicySet.of(List.of(policy));
        case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
      };

  private static Match match(String path) {
    return POLICIES.match(
        new RequestHead("GET", "https", "Shop.example", path, null, Fields.EMPTY));
  }

  private static Set<String> stored(String path) {
    return ImplicitTags.with(Set.of("product:42"), match(path));
  }

  @Test
  @DisplayName("PUR-9: path, prefixes, host and route are tags of every stored response")
  void everyStoredResponseHasThem() {
    assertThat(stored("/v1/Products/42"))
        .containsExactlyInAnyOrder(
            "product:42",
            "path shop.example/v1/Products/42",
            "prefix shop.example/v1",
            "prefix shop.example/v1/Products",
            "host shop.example",
            "route test/all");
  }

  @Test
  @DisplayName("each implicit tag says which responses have it, and no tag of a policy does")
  void tellTheirScope() {
    assertThat(ImplicitTags.scopeOf("product:42")).isEmpty();
    assertThat(ImplicitTags.scopeOf(ImplicitTags.EVERYTHING)).contains(new Scope.Everything());
    assertThat(ImplicitTags.scopeOf(ImplicitTags.ofPath("a.example", "/v1/b")))
        .contains(new Scope.Path("a.example", "/v1/b"));
    assertThat(ImplicitTags.ofPrefix("a.example", "/v1/b").stream().map(ImplicitTags::scopeOf))
        .containsExactlyInAnyOrder(
            Optional.of(new Scope.Prefix("a.example", "/v1/b")),
            Optional.of(new Scope.Path("a.example", "/v1/b")));
    assertThat(ImplicitTags.scopeOf(ImplicitTags.ofHost("a.example")))
        .contains(new Scope.Host("a.example"));
    assertThat(ImplicitTags.scopeOf(ImplicitTags.ofRoute("shop/all")))
        .contains(new Scope.OfRoute("shop/all"));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1, /v1, true",
    "/v1, /v1/, true",
    "/v1, /v1/products, true",
    "/v1/, /v1/products/42, true",
    "/v1, /v10, false",
    "/v1, /V1/products, false",
    "/v1/products, /v1, false",
    "/, /anything/at/all, true",
    "/%76%31, /v1/products, true",
    "/1/2/3/4/5/6/7/8/9, /1/2/3/4/5/6/7/8/9/10, true",
    "/1/2/3/4/5/6/7/8/9, /1/2/3/4/5/6/7/8/9, true",
    "/1/2/3/4/5/6/7/8, /1/2/3/4/5/6/7/8, true",
    "/1/2/3/4/5/6/7/8, /1/2/3/4/5/6/7/8/9, true",
    "/1/2/3/4/5/6/7/8, /1/2/3/4/5/6/7/x, false",
  })
  void aPrefixReachesWholeSegments(String prefix, String path, boolean reached) {
    Set<String> invalidated = ImplicitTags.ofPrefix("shop.example", prefix);

    assertThat(!Collections.disjoint(invalidated, stored(path))).isEqualTo(reached);
  }

  @Test
  @DisplayName("PUR-11: a path of many segments has a bounded number of tags")
  void deepPathsHaveFewTags() {
    assertThat(stored("/a".repeat(1_000))).hasSize(1 + 1 + ImplicitTags.MOST_SEGMENTS + 2);
  }

  @Test
  @DisplayName("PUR-11: tags that many responses have take memory once")
  void sharedTagsAreTheSameStrings() {
    Set<String> one = stored("/v1/products/1");
    Set<String> other = stored("/v1/products/2");
    for (String tag : List.of("prefix shop.example/v1", "host shop.example", "route test/all")) {
      assertThat(same(one, tag)).isSameAs(same(other, tag));
    }
  }

  private static String same(Set<String> tags, String tag) {
    return tags.stream().filter(tag::equals).findFirst().orElseThrow();
  }
}
