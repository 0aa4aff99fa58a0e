package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients get as a local origin and a primary come and go. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailoverTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: page
          path: /page/**
          cache: { fresh: 10s, stale-if-error: 1h }
        - name: resident
          path: /resident/**
          cache: never
          residency: stay
        - name: rest
          path: /**
          cache: never
      """;

  private TestOrigin primary;
  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy =
        new ProxyUnderTest(
            POLICY,
            Setup.PLAIN
                .withPrimary()
                .withOrigins(
                    settings ->
                        settings
                            .withBreaker(
                                new OriginSettings.Breaker(
                                    1, 100, 100, 3, Duration.ofSeconds(5), Set.of(503)))
                            .withRetries(new OriginSettings.Retries(1, 10))));
    primary = proxy.primary;
    proxy.origin.always(arrived -> arrived.ok("", "local"));
    primary.always(arrived -> arrived.ok("", "primary"));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @Test
  @DisplayName("local down: reads are fetched and passed on from the primary, and stored")
  void readsFailOver() throws Exception {
    proxy.origin.always(Arrived::breakOff);

    assertThat(proxy.get("/page/1").get().body()).isEqualTo("primary");
    assertThat(proxy.get("/page/1").get().cacheStatus()).contains("hit");
    assertThat(proxy.get("/other").get().body()).isEqualTo("primary");
    Reply resident = proxy.get("/resident/1").get();
    assertThat(resident.status()).isEqualTo(502);
    assertThat(resident.field("Proxy-Status")).contains("error=connection_terminated");
  }

  @Test
  @DisplayName("RYW-4 primary down: reads go on, writes get 503 and are told when to come again")
  void writesAreRefused() throws Exception {
    primary.always(Arrived::breakOff);
    for (int i = 0; i < 3; i++) {
      assertThat(proxy.send("POST", "/cart").get().status()).isEqualTo(502);
    }

    Reply write = proxy.send("POST", "/cart").get();

    assertThat(write.status()).isEqualTo(503);
    assertThat(write.field("Retry-After")).isEqualTo("1");
    assertThat(write.field("Proxy-Status")).startsWith("edge-cache;error=destination_unavailable");
    assertThat(write.field("Content-Type")).isEqualTo("application/problem+json");
    assertThat(primary.arrivals()).isEqualTo(3);
    assertThat(proxy.get("/page/1").get().body()).isEqualTo("local");
  }

  @Test
  @DisplayName("both down: what is stored stands in, else 502")
  void bothDown() throws Exception {
    proxy.get("/page/1").get();
    proxy.time.advance(Duration.ofSeconds(11));
    proxy.origin.always(Arrived::breakOff);
    primary.always(Arrived::breakOff);

    Reply stale = proxy.get("/page/1").get();

    assertThat(stale.body()).isEqualTo("local");
    assertThat(stale.field("Age")).isEqualTo("11");
    assertThat(proxy.get("/page/2").get().status()).isEqualTo(502);
  }

  @Test
  @DisplayName("COL-7 no room at the primary: what is stored stands in, else 503")
  void noRoomAtThePrimary() throws Exception {
    proxy.get("/page/1").get();
    proxy.time.advance(Duration.ofSeconds(11));
    proxy.origin.always(Arrived::breakOff);
    primary.always(null);
    List<Arrived> underway = new ArrayList<>();
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < ProxyUnderTest.FALLBACK; i++) {
      replies.add(proxy.get("/other/" + i));
      underway.add(primary.take());
    }

    assertThat(proxy.get("/page/1").get().body()).isEqualTo("local");
    Reply refused = proxy.get("/page/2").get();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.field("Proxy-Status")).contains("error=connection_limit_reached");
    assertThat(refused.field("Retry-After")).isEqualTo("1");
    underway.forEach(arrived -> arrived.ok("", "in the end"));
    for (CompletableFuture<Reply> reply : replies) {
      assertThat(reply.get().body()).isEqualTo("in the end");
    }
  }
}
