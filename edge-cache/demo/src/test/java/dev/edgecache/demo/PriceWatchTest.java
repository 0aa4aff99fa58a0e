package dev.edgecache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.edgecache.demo.prices.PriceFigures;
import dev.edgecache.demo.prices.PriceWatch;
import dev.edgecache.postgres.Await;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The price watch between the two regions, with the cache and without, while things go wrong. */
@Timeout(120)
final class PriceWatchTest {

  private static final Path POLICIES = Path.of("..", "..", "policies", "shop");

  private final TwoRegions regions =
      new TwoRegions(new Scenario(1, 1, Duration.ofSeconds(1), 0, 50, 1));

  @AfterEach
  void stop() {
    regions.close();
  }

  private PriceWatch watch(InetSocketAddress cache, InetSocketAddress shop) {
    return PriceWatch.start(
        new PriceWatch.Places(
            regions::takingWrites, cache, shop, Demo.HOST, regions::standbyPosition),
        List.of(47, 48));
  }

  private static PriceFigures await(String what, PriceWatch watch, Predicate<PriceFigures> holds) {
    Await.until(what, () -> holds.test(watch.figures()));
    return watch.figures();
  }

  private void happen(String path) {
    var _ = Objects.requireNonNull(regions.incidents().byPath().get(path)).happen();
  }

  @Test
  void aCacheThatTakesEventsAndKnowsNoPositionsIsCaughtWithOldPrices() throws Exception {
    HttpServer obeying = HttpServer.create(Demo.loopback(0), 0);
    var _ =
        obeying.createContext(
            "/",
            exchange -> {
              exchange.sendResponseHeaders(200, -1);
              exchange.close();
            });
    obeying.start();
    try (PriceWatch watch = watch(obeying.getAddress(), regions.localForServices())) {
      happen("/replication/pause");

      PriceFigures seen = await("old prices are seen", watch, figures -> figures.old() > 0);

      assertThat(seen.lagging()).isGreaterThanOrEqualTo(seen.old());
      assertThat(seen.changes()).isPositive();
    } finally {
      obeying.stop(0);
    }
  }

  @Test
  @DisplayName(
      "behind the cache nobody sees an old price while the standby lags; the watch goes on")
  void behindTheCacheNobodySeesAnOldPriceWhateverGoesWrong() throws Exception {
    EuropeanCache.Settings settings =
        new EuropeanCache.Settings(
            Demo.loopback(0),
            Demo.loopback(0),
            regions.localForServices(),
            regions.primaryForServices(),
            regions.positions());
    try (ShippedCache cache = ShippedCache.start(settings, POLICIES);
        PriceWatch watch = watch(cache.address(), regions.localForUsers(cache.address()))) {
      for (String[] incident :
          new String[][] {
            {"/replication/pause", "/replication/resume"}, {"/link/cut", "/link/restore"}
          }) {
        long before = watch.figures().lagging();
        happen(incident[0]);
        PriceFigures seen =
            await("reads while it lags", watch, figures -> figures.lagging() > before + 10);
        assertThat(seen.old()).as(incident[0]).isZero();
        happen(incident[1]);
      }
      assertThat(watch.figures().right().p50()).isPositive();

      happen("/regions/us-east-1/stop");
      await("changes fail", watch, figures -> figures.failedChanges() > 1);
      happen("/regions/us-east-1/start");
      awaitMoreChanges(watch);

      happen("/promote");
      awaitMoreChanges(watch);
      assertThat(watch.figures().old()).isZero();
    }
  }

  private static void awaitMoreChanges(PriceWatch watch) {
    long before = watch.figures().changes();
    await("more changes", watch, figures -> figures.changes() > before + 4);
  }
}
