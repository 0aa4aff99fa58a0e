package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.ManualPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is meant for the primary is read there, and nowhere else unless it was replaced. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PrimaryRoutesTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: stock
          path: /stock/{id}
          methods: [GET]
          consistency: primary
          cache: { fresh: 1h }
      """;

  private final ManualPositions positions = new ManualPositions();
  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY, Setup.PLAIN.withPositions(positions));
    positions.replay(100);
    positions.commit(100);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @Test
  @DisplayName("consistency: primary is read at the primary, by each client")
  void primaryRoutesAreReadAtThePrimary() throws Exception {
    for (int i = 1; i <= 2; i++) {
      CompletableFuture<Reply> reply = proxy.get("/stock/1");
      proxy.primary.take().ok("Cache-Control: max-age=60", "stock " + i);
      assertThat(reply.get().body()).isEqualTo("stock " + i);
      assertThat(reply.get().field("Cache-Control"))
          .as("an outer cache would answer in place of the primary")
          .isEqualTo("private, no-store");
    }
    assertThat(proxy.origin.arrivals()).isZero();
  }

  @Test
  @DisplayName("I5: nothing is read at a primary that was replaced, not even what is meant for it")
  void primaryRoutesAreNotReadAtAnOldPrimary() throws Exception {
    positions.replacePrimary();

    assertThat(proxy.get("/stock/1").get().status()).isEqualTo(503);
    CompletableFuture<Reply> reply = proxy.get("/far/1");
    proxy.origin.take().ok("", "near");

    assertThat(reply.get().body()).isEqualTo("near");
    assertThat(proxy.primary.arrivals()).isZero();
  }

  @Test
  @DisplayName("reads of routes with consistency: primary do not stand in for the local origin's")
  void primaryRoutesAreNotHeldToTheLimitOfThoseThatStandIn() throws Exception {
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i <= ProxyUnderTest.FALLBACK; i++) {
      replies.add(proxy.get("/stock/" + i));
    }
    for (int i = 0; i <= ProxyUnderTest.FALLBACK; i++) {
      proxy.primary.take().ok("", "stock");
    }

    for (CompletableFuture<Reply> reply : replies) {
      assertThat(reply.get().status()).isEqualTo(200);
    }
  }
}
