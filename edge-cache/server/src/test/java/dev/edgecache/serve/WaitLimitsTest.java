package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.fetch.WaitLimits;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that would wait for the answer of others where too many do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitLimitsTest {
  private static final String POLICY =
      """
      policy: test
      routes:
        - name: all
          path: /**
          cache: { request-cache-control: obey }
      """;
  private static final String CACHEABLE = "Cache-Control: max-age=60\nETag: \"v1\"";

  @Test
  @DisplayName("COL-6: those who would wait beyond the limits are turned away at once")
  void waitersAreLimited() throws Exception {
    try (ProxyUnderTest narrow = limited()) {
      List<CompletableFuture<Reply>> waiting = new ArrayList<>();
      for (String target : List.of("/p", "/p", "/p", "/q", "/q")) {
        waiting.add(narrow.get(target));
        narrow.awaitWaiting(waiting.size());
      }

      assertTurnedAway(narrow.get("/p").get());
      assertTurnedAway(narrow.get("/q").get());
      waiting.add(narrow.get("/alone"));
      for (int i = 0; i < 3; i++) {
        narrow.origin.take().ok(CACHEABLE, "apple");
      }
      for (var reply : waiting) {
        assertThat(reply.get().body()).isEqualTo("apple");
      }
      assertThat(narrow.get("/p").get().cacheStatus()).contains("hit");

      var next = List.of(narrow.get("/r"), narrow.get("/r"), narrow.get("/r"));
      narrow.awaitWaiting(3);
      narrow.origin.take().ok(CACHEABLE, "pear");
      for (var reply : next) {
        assertThat(reply.get().body()).isEqualTo("pear");
      }
    }
  }

  /** Two may wait for one fetch of others, and three in all. */
  private static ProxyUnderTest limited() throws Exception {
    return new ProxyUnderTest(POLICY, Setup.PLAIN.withWaits(new WaitLimits(2, 3)));
  }

  private static void assertTurnedAway(Reply reply) {
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.field("Retry-After")).isEqualTo("1");
    assertThat(reply.field("Proxy-Status")).contains("error=connection_limit_reached");
  }

  @Test
  @DisplayName("COL-6: who is turned away gets a stale answer where that is allowed")
  void whoIsTurnedAwayMayHaveAStaleAnswer() throws Exception {
    try (ProxyUnderTest narrow = limited()) {
      var first = narrow.get("/p");
      narrow.origin.take().ok("Cache-Control: max-age=60, stale-if-error=600", "old");
      first.get();
      narrow.time.advance(Duration.ofSeconds(61));
      var waiting = List.of(narrow.get("/p"), narrow.get("/p"), narrow.get("/p"));
      narrow.awaitWaiting(3);

      Reply stale = narrow.get("/p").get();
      assertThat(stale.body()).isEqualTo("old");
      assertThat(stale.cacheStatus()).contains("hit").contains("detail=stale-if-error");

      narrow.origin.take().ok(CACHEABLE, "new");
      for (var reply : waiting) {
        assertThat(reply.get().body()).isEqualTo("new");
      }
    }
  }
}
