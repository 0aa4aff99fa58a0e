package dev.edgecache.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.load.Tally.Figures;
import dev.edgecache.demo.shop.ShopServer;
import dev.edgecache.demo.shop.data.ShopDatabase;
import dev.edgecache.postgres.Cluster;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CrowdTest {

  private static final int PRODUCTS = 300;
  private static final Cluster CLUSTER = Cluster.start();
  private static final ShopDatabase DATABASE =
      ShopDatabase.of(CLUSTER.primary().dataSource(), InstantSource.system());

  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final LongAdder received = new LongAdder();
  private final ShopServer shop =
      ShopServer.start(
          "us-east-1", 0, DATABASE, work -> received.increment(), InstantSource.system());

  @BeforeAll
  static void fill() {
    ShopDatabase.fill(CLUSTER.primary().dataSource(), 1, PRODUCTS);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
    CLUSTER.close();
  }

  @AfterEach
  void stop() throws Exception {
    shop.close();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS);
  }

  private Crowd crowd(InetSocketAddress server) {
    return new Crowd(new Shoppers(1, 1, 20, PRODUCTS), server, "api.shop.example", eventLoops);
  }

  @Test
  void theShopAnswersEveryRequestOfTheMix() throws Exception {
    Crowd crowd = crowd(shop.address());

    for (int i = 0; i < 3_000; i++) {
      crowd.arrive(System.nanoTime());
      if (i % 100 == 0) {
        crowd.settle();
      }
    }
    crowd.settle();

    Tally.Snapshot snapshot = crowd.tally().snapshot();
    assertThat(snapshot.byKind()).containsOnlyKeys(Kind.values());
    assertThat(snapshot.all().failures()).isZero();
    assertThat(snapshot.all().answers()).isEqualTo(3_000);
    assertThat(snapshot.all().hits()).isZero();
  }

  @Test
  void latencyCountsFromTheIntendedStart() throws Exception {
    Crowd crowd = crowd(shop.address());

    crowd.arrive(System.nanoTime() - Duration.ofSeconds(5).toNanos());
    crowd.settle();

    assertThat(crowd.tally().snapshot().all().p50()).isGreaterThan(Duration.ofMillis(4_990));
  }

  @Test
  void aServerThatIsNotThereMakesFailures() throws Exception {
    Crowd crowd = crowd(closedPort());

    crowd.arrive(System.nanoTime());
    crowd.settle();

    Figures all = crowd.tally().snapshot().all();
    assertThat(all.failures()).isEqualTo(1);
    assertThat(all.answers()).isZero();
  }

  private static InetSocketAddress closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  @Test
  void aWarmUpSendsEachSharedRequestOnceAndTalliesNothing() throws Exception {
    Crowd crowd = crowd(shop.address());

    int sent = crowd.warmUp(new Shoppers(2, 1, 20, PRODUCTS), 2_000);

    assertThat(sent).isBetween(100, 1_500);
    assertThat(received.sum()).isEqualTo(sent);
    assertThat(crowd.tally().snapshot().all().answers()).isZero();
    assertThat(crowd.warmUp(new Shoppers(2, 1, 20, PRODUCTS), 2_000)).isEqualTo(sent);
  }

  @Test
  void arrivalsGoToEveryCrowdAndAreAllTallied() throws Exception {
    Crowd one = crowd(shop.address());
    Crowd other = crowd(shop.address());

    new Arrivals(1, 300).run(Duration.ofMillis(700), List.of(one, other));

    long answers = one.tally().snapshot().all().answers();
    assertThat(answers).isBetween(120L, 300L);
    assertThat(other.tally().snapshot().all().answers()).isEqualTo(answers);
  }
}
