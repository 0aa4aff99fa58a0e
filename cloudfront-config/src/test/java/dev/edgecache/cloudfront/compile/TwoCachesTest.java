package dev.edgecache.cloudfront.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.coding.ContentCoding;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.ConsistencyRule.Promise;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.rules.Cors;
import dev.edgecache.policy.rules.Forwarding;
import dev.edgecache.policy.rules.KeyRules;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.PolicySet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * CloudFront and the proxy behind it, by {@link Viewer} and by the proxy's own rules: whatever is
 * in one cache, nobody gets an answer that the other would not have given.
 */
class TwoCachesTest {

  private static final int WORLDS = Integer.getInteger("cloudfront.worlds", 1500);
  private static final int REQUESTS = 60;

  /** A distribution with the policies from which it is made. */
  private record World(long seed, PolicySet policies, DistributionModel distribution) {}

  private interface Check {
    void of(World world, RequestHead one, RequestHead other);
  }

  private static void everywhere(Check check) {
    for (long seed = 0; seed < WORLDS; seed++) {
      RandomWorld random = new RandomWorld(seed);
      Optional<World> world = seed == 0 ? Optional.of(shop()) : world(seed, random);
      for (int i = 0; i < REQUESTS && world.isPresent(); i++) {
        RequestHead one = random.request();
        check.of(world.get(), one, random.like(one));
      }
    }
  }

  private static Optional<World> world(long seed, RandomWorld random) {
    return random.policies().map(policies -> world(seed, policies));
  }

  private static World world(long seed, PolicySet policies) {
    EdgeSettings plain = EdgeSettings.DEFAULT;
    EdgeSettings settings =
        new EdgeSettings(
            plain.name(),
            List.of("api.example"),
            plain.tagHeader(),
            plain.sessions(),
            plain.origins());
    return switch (PolicyCompiler.compile(policies, settings)) {
      case Compilation.Compiled(var model, _) -> new World(seed, policies, model);
      case Compilation.Refused(var reasons) -> throw new AssertionError(reasons.toString());
    };
  }

  private static World shop() {
    return new World(0, ShopModel.policies(), ShopModel.of(Optional.empty()));
  }

  /** Whether CloudFront keeps the answer to a request, which says so only where it may. */
  private static boolean isKept(World world, RequestHead request) {
    Viewer viewer = Viewer.of(world.distribution(), request);
    Match match = world.policies().match(viewer.forwarded());
    return viewer.behavior().cache().keeps()
        && match.cdn(viewer.forwarded()).isPresent()
        && !isOfSession(match, request);
  }

  /** Answers to requests of sessions go out {@code private, no-store}. */
  private static boolean isOfSession(Match match, RequestHead request) {
    return match.route().consistency().promise() == Promise.SESSION
        && request.fields().all("Cookie").stream().anyMatch(line -> line.contains("edge-session="));
  }

  private static boolean isNamedPlainly(RequestHead request) {
    return !Objects.requireNonNullElse(request.query(), "").contains("%");
  }

  @Test
  @DisplayName("two requests that get one answer from CloudFront get one from the proxy")
  void mergesNothingThatTheProxyKeepsApart() {
    int[] merged = new int[1];
    everywhere(
        (world, one, other) -> {
          Viewer viewer = Viewer.of(world.distribution(), one);
          if (!isKept(world, one)
              || !isNamedPlainly(other)
              || !viewer.key().equals(Viewer.of(world.distribution(), other).key())) {
            return;
          }
          merged[0]++;
          Match match = world.policies().match(one);
          Match otherMatch = world.policies().match(other);
          assertThat(KeyRules.key(otherMatch, other))
              .as("seed %s: %s and %s", world.seed(), one, other)
              .isEqualTo(KeyRules.key(match, one));
          assertThat(crossOrigin(otherMatch, other)).isEqualTo(crossOrigin(match, one));
          assertThat(coding(world, otherMatch, other)).isEqualTo(coding(world, match, one));
          assertThat(isOfSession(otherMatch, other)).isFalse();
        });
    assertThat(merged[0]).as("pairs that CloudFront merges").isGreaterThan(WORLDS / 3);
  }

  private static Fields crossOrigin(Match match, RequestHead request) {
    return Cors.decorated(match, request, new ResponseHead(200, Fields.of())).fields();
  }

  /** The coding that a request gets whose answer is stored, as the proxy sees the request. */
  private static Optional<ContentCoding> coding(World world, Match match, RequestHead request) {
    Fields seen = Viewer.of(world.distribution(), request).forwarded().fields();
    return match
        .route()
        .cache()
        .compression()
        .flatMap(rule -> ContentCoding.preferred(seen, rule.codings()));
  }

  @Test
  @DisplayName("what the proxy keys or forwards arrives there")
  void hidesNothing() {
    everywhere(
        (world, one, other) -> {
          RequestHead seen = Viewer.of(world.distribution(), one).forwarded();
          Match match = world.policies().match(one);
          Match atProxy = world.policies().match(seen);
          assertThat(KeyRules.key(atProxy, seen)).isEqualTo(KeyRules.key(match, one));
          assertThat(named(atProxy, Forwarding.forwarded(atProxy, seen)))
              .isEqualTo(named(match, Forwarding.forwarded(match, one)));
        });
  }

  /** A request without what no policy names: CloudFront writes nothing of its own by itself. */
  private static RequestHead named(Match match, RequestHead request) {
    Fields fields = request.fields().without("Accept-Encoding");
    return request.withFields(
        switch (match.route().key()) {
          case KeyRule.Named _ -> fields;
          case KeyRule.FollowOrigin() -> fields.without(Viewer.COUNTRY);
        });
  }

  @Test
  @DisplayName("a behaviour that keeps has no least lifetime and room for the stale windows")
  void keepsNoLongerThanAnswersSay() {
    int[] kept = new int[1];
    everywhere(
        (world, one, other) -> {
          var times = Viewer.of(world.distribution(), one).behavior().cache().times();
          assertThat(times.min()).isZero();
          assertThat(times.byDefault()).isZero();
          if (isKept(world, one)) {
            kept[0]++;
            CdnRule rule = world.policies().match(one).cdn(one).orElseThrow();
            assertThat(times.max()).isGreaterThanOrEqualTo(rule.kept());
          }
        });
    assertThat(kept[0]).as("answers that are kept").isGreaterThan(WORLDS);
  }

  @Test
  @DisplayName(
      "a path of a route that CloudFront must not keep takes a behaviour that keeps nothing")
  void guardsWhatIsNotKept() {
    everywhere(
        (world, one, other) -> {
          Match match = world.policies().match(one);
          boolean plainPath =
              !match.path().isAmbiguous() && match.path().raw().equals(match.path().normalised());
          boolean ownHost = one.authority().equals("api.example");
          if (plainPath && ownHost && match.route().cdn().isEmpty()) {
            assertThat(Viewer.of(world.distribution(), one).behavior().cache().keeps())
                .as("seed %s: %s of %s", world.seed(), one.path(), match)
                .isFalse();
          }
        });
  }

  @Test
  @DisplayName("all that the shop's policies let CloudFront keep is kept")
  void keepsWhatTheShopAllows() {
    World shop = shop();
    for (String path :
        List.of(
            "/v1/products",
            "/v1/products/1",
            "/v1/products/1/reviews",
            "/v1/categories",
            "/v1/categories/1/products",
            "/v1/search",
            "/v1/prices/1",
            "/assets/a/b.css")) {
      RequestHead request =
          new RequestHead("GET", "https", "api.shop.example", path, null, Fields.of());
      assertThat(isKept(shop, request)).as(path).isTrue();
    }
  }
}
