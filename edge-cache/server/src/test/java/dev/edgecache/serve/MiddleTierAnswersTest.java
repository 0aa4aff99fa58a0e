package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.downstream.MiddleTier;
import dev.edgecache.cdn.CdnTags;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.invalidation.target.Drain;
import dev.edgecache.serve.Collaborators.InFront;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.serve.record.AnswersUnderWay;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a proxy behind CloudFront says of its answers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MiddleTierAnswersTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: product
          path: /p/{id}
          tags: ["product:{id}"]
          cache: { stale-while-revalidate: 60s, stale-if-error: 1h, targeted: [CDN-Cache-Control] }
          key: {}
          cdn: { fresh: 30s, stale-if-error: 20s }
        - name: inside
          path: /inside
          cache: {}
          key: {}
      """;

  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final AnswersUnderWay answers = new AnswersUnderWay();
  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy =
        new ProxyUnderTest(
            POLICY,
            Setup.PLAIN.withInFront(
                new InFront(
                    new MiddleTier(
                        new CdnTags("Edge-Cache-Tag", Coarsening.NONE, () -> {}),
                        tags -> tags.stream().anyMatch(underWay::contains)),
                    Optional.of(answers))));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private static void assertControl(Reply reply, String expected) {
    assertThat(reply.field("Cache-Control")).isEqualTo(expected);
  }

  @Test
  @DisplayName("The remaining lifetime goes out, without Age; tags go out, on a 304 too")
  void remaining() throws Exception {
    proxy.origin.always(
        arrived -> arrived.ok("Cache-Control: max-age=40\nETag: \"v1\"\nAge: 5", "content"));
    Reply miss = proxy.get("/p/1").get();
    assertControl(miss, "max-age=0, s-maxage=30, stale-if-error=20");
    assertThat(miss.field("Age")).isEmpty();
    proxy.time.advance(Duration.ofSeconds(15));
    Reply hit = proxy.get("/p/1").get();
    assertControl(hit, "max-age=0, s-maxage=20, stale-if-error=20");
    assertThat(hit.field("Age")).isEmpty();
    assertThat(hit.field("Edge-Cache-Tag")).isEqualTo("product:1,route:test/product");
    Reply unchanged = proxy.get("/p/1", "If-None-Match", "\"v1\"").get();
    assertThat(unchanged.status()).isEqualTo(304);
    assertControl(unchanged, "max-age=0, s-maxage=20, stale-if-error=20");
    assertThat(unchanged.field("Edge-Cache-Tag")).isEqualTo("product:1,route:test/product");
  }

  @Test
  @DisplayName(
      "CF-2: a stale answer is never to be kept, be it while it is renewed or for an error")
  void stale() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=10", "old"));
    proxy.get("/p/1").get();
    proxy.time.advance(Duration.ofSeconds(15));
    proxy.origin.always(null);
    Reply stale = proxy.get("/p/1").get();
    assertThat(stale.body()).isEqualTo("old");
    assertControl(stale, "no-store, stale-if-error=0");
    proxy.origin.take().answer("503 Service Unavailable", "", "");
    proxy.awaitQuiet();
  }

  @Test
  @DisplayName("CF-1: while an invalidation is on its way, answers are kept for a second at most")
  void clamp() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=40", "content"));
    proxy.get("/p/1").get();
    underWay.add("product:1");
    assertControl(proxy.get("/p/1").get(), "max-age=0, s-maxage=1, stale-if-error=0");
    assertControl(proxy.get("/p/2").get(), "max-age=0, s-maxage=30, stale-if-error=20");
    underWay.clear();
    assertControl(proxy.get("/p/1").get(), "max-age=0, s-maxage=30, stale-if-error=20");
  }

  @Test
  @DisplayName("CF-6: answers of our own are not kept")
  void own() throws Exception {
    proxy.origin.always(Arrived::breakOff);
    Reply failed = proxy.get("/p/1").get();
    assertThat(failed.status()).isEqualTo(502);
    assertControl(failed, "no-store");
  }

  @Test
  @DisplayName("What CloudFront may not keep is for its client alone")
  void unshared() throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.ok("Cache-Control: max-age=40\nCDN-Cache-Control: max-age=600", "content"));
    Reply inside = proxy.get("/inside").get();
    assertControl(inside, "private, max-age=40, stale-if-error=0");
    assertThat(inside.field("CDN-Cache-Control")).isEmpty();
    assertThat(inside.field("Edge-Cache-Tag")).isEmpty();
    Reply posted = proxy.send("POST", "/p/1").get();
    assertControl(posted, "private, max-age=40, stale-if-error=0");
  }

  @Test
  @DisplayName("CF-1: an answer is under way until its last byte is out")
  void underWay() throws Exception {
    CompletableFuture<Reply> reply = proxy.get("/p/1");
    Arrived arrived = proxy.origin.take();
    Drain.Begun begun = answers.begun();
    assertThat(begun.haveEnded()).isFalse();
    arrived.ok("Cache-Control: max-age=40", "content");
    reply.get();
    ProxyUnderTest.await(begun::haveEnded, "the answer has ended");
  }

  @Test
  @DisplayName("CF-1: an answer that CloudFront may not keep holds no invalidation back")
  void unsharedIsNotAwaited() throws Exception {
    CompletableFuture<Reply> inside = proxy.get("/inside");
    Arrived first = proxy.origin.take();
    CompletableFuture<Reply> posted = proxy.send("POST", "/p/1");
    Arrived second = proxy.origin.take();
    assertThat(answers.begun().haveEnded()).isTrue();
    first.ok("", "content");
    second.ok("", "content");
    inside.get();
    posted.get();
  }
}
