package dev.edgecache.cdn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.cdn.CdnSettings.Everything;
import dev.edgecache.cdn.CdnSettings.Site;
import dev.edgecache.cdn.CdnSettings.Tags;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Coarsening.Kind;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.TagHeader;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.ReadResult;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tags of this cache mean at CloudFront. */
class CdnTest {

  private static final Destination SHOP = new Destination.Distribution("ESHOP");
  private static final Coarsening COARSER =
      new Coarsening(
          List.of(new Kind("product:", "products", Optional.of("/v1/p/"), Optional.of("lists"))));

  private static final String POLICY =
      """
      policy: shop
      hosts: [shop.example]
      routes:
        - name: product
          path: /p/{id}
          tags: ["product:{id}"]
          cache: { fresh: 1h }
          key: {}
          cdn: { fresh: 1m }
        - name: write-through
          path: /w/{id}
          tags: ["written:{id}"]
          cache: { fresh: 1h }
          key: {}
          cdn: { fresh: 1m, invalidate: all }
        - name: expiring
          path: /e/{id}
          tags: ["expiring:{id}"]
          cache: { fresh: 1h }
          key: {}
          cdn: { fresh: 1m, invalidate: none }
        - name: inside
          path: /i/{id}
          tags: ["inside:{id}"]
          cache: { fresh: 1h }
          key: {}
      """;

  private static Meaning.Language language(boolean byTag, Everything everything, String... hosts) {
    return new Meaning.Language(
        new Site(SHOP, Set.of(hosts), Tags.CHECK), byTag, everything, COARSER);
  }

  private static Set<String> told(Meaning meaning) {
    return meaning.items().stream().map(Item::text).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @DisplayName("CF-5: tags are told as tags, paths as paths; what can't be told is said")
  @CsvSource({
    "category:1, #category:1",
    "product:1, '#product:1 #lists'",
    "'path shop.example/a/b', '/a/b /a/b?*'",
    "'path shop.example/a/~b', '/a/*'",
    "'prefix shop.example/a', /a/*",
    "'route shop/product', #route:shop/product",
    "'path shop.example/~b', LEFT",
    "'host shop.example', LEFT",
    "'everything ', LEFT"
  })
  void byTag(String tag, String items) {
    assertMeans(Meaning.of(List.of(tag), language(true, Everything.LIFETIME)), tag, items);
  }

  @ParameterizedTest
  @DisplayName("CF-7: without tags at the distribution, what is known of paths is told")
  @CsvSource({
    "category:1, LEFT",
    "product:1, /v1/p/*",
    "'path shop.example/a/b', '/a/b /a/b?*'",
    "'route shop/product', LEFT"
  })
  void byPath(String tag, String items) {
    assertMeans(Meaning.of(List.of(tag), language(false, Everything.LIFETIME)), tag, items);
  }

  private static void assertMeans(Meaning meaning, String tag, String items) {
    if (items.equals("LEFT")) {
      assertThat(meaning.left()).containsExactly(tag);
      assertThat(meaning.items()).isEmpty();
    } else {
      assertThat(told(meaning)).containsExactlyInAnyOrder(items.split(" ", -1));
      assertThat(meaning.left()).isEmpty();
    }
  }

  @Test
  void everythingIsToldOnlyWhereTheConfigurationSaysSo() {
    Meaning meaning =
        Meaning.of(List.of(ImplicitTags.EVERYTHING), language(true, Everything.WILDCARD));
    assertThat(told(meaning)).containsExactly("/*");
  }

  @Test
  void aDistributionIsToldOfItsOwnHosts() {
    Meaning.Language language = language(true, Everything.WILDCARD, "shop.example");
    Meaning meaning =
        Meaning.of(List.of("path other.example/a", "host other.example", "a"), language);
    assertThat(told(meaning)).containsExactly("#a");
    assertThat(meaning.left()).isEmpty();
  }

  @Test
  @DisplayName("CF-5: fifty tags fit; of more, those of a kind become one, or none is told")
  void atMostFiftyTags() {
    AtomicInteger tooMany = new AtomicInteger();
    CdnTags line = new CdnTags("Edge-Cache-Tag", COARSER, tooMany::incrementAndGet);
    assertThat(line.of(Set.of("b", "a", "path shop.example/x", "route shop/product")))
        .contains("a,b,route:shop/product");
    assertThat(line.of(numbered("x", 50)).orElseThrow().split(",", -1)).hasSize(50);
    assertThat(tooMany).hasValue(0);
    assertThat(line.of(numbered("x", 51))).isEmpty();
    assertThat(tooMany).hasValue(1);
    assertThat(line.of(numbered("product:", 1))).contains("product:0,products");
    Set<String> crowd = numbered("product:", 60);
    crowd.add("a");
    assertThat(line.of(crowd)).contains("a,lists,products");
    assertThat(line.of(Set.of("x".repeat(257)))).isEmpty();
    assertThat(
            line.of(
                IntStream.range(0, 40)
                    .mapToObj(i -> "x".repeat(250) + i)
                    .collect(Collectors.toSet())))
        .isEmpty();
  }

  private static Set<String> numbered(String beginning, int many) {
    return new HashSet<>(
        IntStream.range(0, many).mapToObj(i -> beginning + i).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @DisplayName("Invalidations by writes, and of routes that CloudFront does not keep, cost nothing")
  @CsvSource({
    "product:1, true, false",
    "written:1, true, true",
    "expiring:1, false, false",
    "inside:1, false, false",
    "other, false, false",
    "'path shop.example/p/1', true, false",
    "'path shop.example/w/1', true, true",
    "'path shop.example/i/1', false, false",
    "'route shop/product', true, false",
    "'route shop/inside', false, false",
    "'everything ', true, true"
  })
  void reach(String tag, boolean byEvent, boolean byWrite) {
    Reach reach = new Reach(CdnTest::policies);
    assertThat(reach.has(invalidation(tag, "the admin port"), tag)).isEqualTo(byEvent);
    assertThat(reach.has(invalidation(tag, Invalidation.BY_A_WRITE), tag)).isEqualTo(byWrite);
  }

  private static Invalidation invalidation(String tag, String source) {
    return Invalidation.of(Set.of(tag), Instant.EPOCH, source);
  }

  private static PolicySet policies() {
    return switch (PolicyFiles.parse("shop.yaml", POLICY)) {
      case ReadResult.Valid<Policy>(var policy, _) -> PolicySet.of(List.of(policy));
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }

  @Test
  @DisplayName("CF-7: a distribution that reads no tags, or others, is found at the start")
  void tagSupport() {
    AtomicInteger asked = new AtomicInteger();
    TagHeader[] answers = {
      new TagHeader.Unread("away"), new TagHeader.Named("edge-cache-TAG"), new TagHeader.None()
    };
    TagSupport support =
        new TagSupport("Edge-Cache-Tag", _ -> answers[asked.getAndIncrement() % answers.length]);
    Site site = new Site(SHOP, Set.of(), Tags.CHECK);
    assertThat(support.known(site)).isEmpty();
    support.check(site, Instant.EPOCH);
    assertThat(support.known(site)).isEmpty();
    assertThat(support.trouble(site)).hasValueSatisfying(text -> assertThat(text).contains("away"));
    support.check(site, Instant.EPOCH.plusSeconds(1));
    assertThat(asked).hasValue(1);
    support.check(site, Instant.EPOCH.plusSeconds(11));
    assertThat(support.known(site)).contains(true);
    assertThat(support.trouble(site)).isEmpty();
    support.check(site, Instant.EPOCH.plusSeconds(100));
    assertThat(asked).as("asked until it has told").hasValue(2);
    TagSupport plain = new TagSupport("Edge-Cache-Tag", _ -> new TagHeader.None());
    plain.check(site, Instant.EPOCH);
    assertThat(plain.known(site)).contains(false);
    assertThat(plain.trouble(site)).contains("distribution/ESHOP reads no tags");
    assertThat(plain.known(new Site(SHOP, Set.of(), Tags.ASSUME))).contains(true);
  }

  @Test
  @DisplayName("CF-7: a distribution that does not tell for long gets tags, and holds up no others")
  void tagSupportUnread() {
    AtomicInteger asked = new AtomicInteger();
    TagSupport support =
        new TagSupport(
            "Edge-Cache-Tag",
            _ ->
                asked.incrementAndGet() < 5
                    ? new TagHeader.Unread("denied")
                    : new TagHeader.None());
    Site site = new Site(SHOP, Set.of(), Tags.CHECK);
    for (int seconds : List.of(0, 10, 20)) {
      support.check(site, Instant.EPOCH.plusSeconds(seconds));
      assertThat(support.known(site)).isEmpty();
    }
    support.check(site, Instant.EPOCH.plusSeconds(30));
    assertThat(support.known(site)).contains(true);
    assertThat(support.trouble(site))
        .contains("distribution/ESHOP does not tell where it reads tags: denied; it is told tags");
    support.check(site, Instant.EPOCH.plusSeconds(40));
    assertThat(support.known(site)).as("once it tells, that counts").contains(false);
  }
}
