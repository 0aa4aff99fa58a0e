package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.SourceStatus;
import dev.edgecache.sources.feed.LossRule;
import dev.edgecache.sources.feed.LostFeeds;
import dev.edgecache.sources.feed.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is stored while a source of invalidations is lost. */
@Timeout(60)
class LostFeedsTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - { name: all, path: /**, cache: {} }
        - { name: prices, path: /prices/**, cache: {} }
      """;
  private static final String FRESH = "Cache-Control: max-age=600";

  private ProxyUnderTest proxy;
  private Progress progress;
  private LostFeeds lost;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
    progress = new Progress("kafka", proxy.time::instant);
    lost = feeding(ImplicitTags.EVERYTHING);
    proxy.origin.always(arrived -> arrived.ok(FRESH, "answer"));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @Test
  @DisplayName("PUR-7: a loss that is short changes nothing")
  void aShortLossChangesNothing() throws Exception {
    assertFetched();
    progress.failed("the bus is gone");
    pass(59);
    pass(0);

    assertHit(541);
  }

  @Test
  @DisplayName("PUR-7: what is stored is fresh for a short while after the loss, then not")
  void whatIsStoredIsFreshForAShortWhile() throws Exception {
    assertFetched();
    progress.failed("the bus is gone");
    pass(60);
    assertHit(10);

    pass(9);
    assertHit(1);

    pass(1);
    assertThat(get().cacheStatus()).startsWith("edge-cache;fwd=stale");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("PUR-7: while a feed is lost, each answer is fresh for a short while")
  void answersAreFreshForAShortWhileMeanwhile() throws Exception {
    progress.failed("the bus is gone");
    pass(100);

    assertFetched();
    assertHit(10);
    pass(9);
    assertHit(1);
    pass(2);
    assertThat(get().cacheStatus()).startsWith("edge-cache;fwd=stale");
    assertHit(10);
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("PUR-7: once the source has caught up, what was not invalidated is fresh as before")
  void itHealsByItself() throws Exception {
    assertFetched();
    progress.failed("the bus is gone");
    pass(100);
    progress.behind(Duration.ofSeconds(100));
    pass(0);
    assertThat(lost.of("catalogue")).isPresent();

    progress.caughtUp(proxy.time.instant(), Duration.ZERO);
    pass(0);

    assertThat(lost.of("catalogue")).isEmpty();
    assertHit(500);
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("PUR-7: of what a lost source does not tell of, everything is fresh as before")
  void onlyWhatItCoversIsConcerned() throws Exception {
    lost = feeding(ImplicitTags.ofRoute("test/prices"));
    assertFetched();
    assertThat(proxy.get("/prices/1").get().cacheStatus()).contains("fwd=uri-miss");
    progress.failed("the bus is gone");
    pass(70);

    assertThat(lost.of("catalogue")).isPresent();
    assertHit(530);
    assertThat(proxy.get("/prices/1").get().cacheStatus()).startsWith("edge-cache;fwd=stale");

    progress.caughtUp(proxy.time.instant(), Duration.ZERO);
    pass(0);
    assertHit(530);
  }

  private LostFeeds feeding(String tag) {
    LossRule rule = new LossRule(Duration.ofMinutes(1), Duration.ofSeconds(10), Set.of(tag));
    return new LostFeeds(Map.of(new Feeding(), rule), proxy.floors, proxy.time::instant);
  }

  private void pass(long seconds) {
    proxy.time.advance(Duration.ofSeconds(seconds));
    lost.look();
  }

  private void assertFetched() throws Exception {
    assertThat(get().cacheStatus()).contains("fwd=uri-miss");
  }

  private void assertHit(long left) throws Exception {
    assertThat(get().cacheStatus()).isEqualTo("edge-cache;hit;ttl=" + left);
  }

  private Reply get() throws Exception {
    return proxy.get("/p").get();
  }

  /** A source whose feed is this test. */
  private final class Feeding implements Source {
    @Override
    public String name() {
      return "catalogue";
    }

    @Override
    public void start() {}

    @Override
    public SourceStatus status() {
      return progress.status();
    }

    @Override
    public void close() {}
  }
}
