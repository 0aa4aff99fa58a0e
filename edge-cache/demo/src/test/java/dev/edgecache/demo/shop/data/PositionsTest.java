package dev.edgecache.demo.shop.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.shop.data.ShopDatabase.Positioned;
import dev.edgecache.postgres.Cluster;
import dev.edgecache.postgres.Position;
import dev.edgecache.postgres.Standby;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.replication.LogSequenceNumber;

/** What positions promise, while one product's price rises with each of many commits. */
@Timeout(120)
final class PositionsTest {

  private static final int PRODUCT = 7;
  private static final int COMMITS = 800;
  private static final int PAUSE_EACH = 100;

  private final Cluster cluster = Cluster.start();
  private final ShopDatabase primary =
      ShopDatabase.of(cluster.primary().dataSource(), InstantSource.system());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The price of the last commit that was acknowledged; prices are the numbers of commits. */
  private final AtomicInteger acknowledged = new AtomicInteger();

  /** Of each commit, by its number, the position that was told with it. */
  private final LogSequenceNumber[] told = new LogSequenceNumber[COMMITS + 1];

  private record Reading(int acknowledgedBefore, Positioned<Integer> price) {

    LogSequenceNumber lower() {
      return price.lower().map(Position::lsn).orElseThrow();
    }

    LogSequenceNumber upper() {
      return price.upper().lsn();
    }
  }

  @BeforeEach
  void fill() {
    ShopDatabase.fill(cluster.primary().dataSource(), 1, PRODUCT);
    raisePrice(0);
  }

  @AfterEach
  void close() {
    threads.close();
    primary.close();
    cluster.close();
  }

  private void raisePrice(int number) {
    told[number] = primary.write(shop -> shop.price(PRODUCT, number)).orElseThrow().upper().lsn();
    acknowledged.set(number);
  }

  private List<Reading> readings(ShopDatabase database) {
    List<Reading> readings = new ArrayList<>();
    while (acknowledged.get() < COMMITS) {
      int before = acknowledged.get();
      readings.add(new Reading(before, database.read(PositionsTest::price)));
    }
    return readings;
  }

  private static int price(ShopData data) {
    return data.product(PRODUCT).map(Product::cents).map(Long::intValue).orElseThrow();
  }

  private List<Reading> whileThePriceRises(ShopDatabase database, Runnable now) throws Exception {
    Callable<List<Reading>> reader = () -> readings(database);
    List<Future<List<Reading>>> readers =
        List.of(threads.submit(reader), threads.submit(reader), threads.submit(reader));
    for (int number = 1; number <= COMMITS; number++) {
      if (number % PAUSE_EACH == 0) {
        now.run();
      }
      raisePrice(number);
    }
    List<Reading> readings = new ArrayList<>();
    for (Future<List<Reading>> ended : readers) {
      readings.addAll(ended.get(60, TimeUnit.SECONDS));
    }
    return readings;
  }

  @Test
  void anAnswerOfAStandbyHoldsEveryCommitUpToItsLowerPositionAndNoneAfterItsUpper()
      throws Exception {
    Standby standby = cluster.primary().standby("eu");
    AtomicInteger switches = new AtomicInteger();
    try (ShopDatabase replica = ShopDatabase.of(standby.dataSource(), InstantSource.system())) {
      List<Reading> readings =
          whileThePriceRises(
              replica,
              () -> {
                if (switches.getAndIncrement() % 2 == 0) {
                  standby.pauseReplay();
                } else {
                  standby.resumeReplay();
                }
              });

      assertThat(readings).hasSizeGreaterThan(500);
      assertThat(readings)
          .as("some answers were older than what had been acknowledged before they were asked for")
          .anyMatch(reading -> reading.price().answer() < reading.acknowledgedBefore());
      assertThat(readings).allSatisfy(this::holdsAllUpToLowerAndNoneAfterUpper);
    }
  }

  private void holdsAllUpToLowerAndNoneAfterUpper(Reading reading) {
    int price = reading.price().answer();
    if (price < COMMITS) {
      assertThat(told[price + 1]).as("of the first commit missing").isGreaterThan(reading.lower());
    }
    if (price > 0) {
      assertThat(told[price - 1]).as("of the last but one").isLessThan(reading.upper());
    }
  }

  @Test
  void anAnswerOfAPrimaryHoldsWhatWasAcknowledgedBefore() throws Exception {
    List<Reading> readings = whileThePriceRises(primary, () -> {});

    assertThat(readings)
        .hasSizeGreaterThan(500)
        .allSatisfy(
            reading -> {
              assertThat(reading.price().answer())
                  .isGreaterThanOrEqualTo(reading.acknowledgedBefore());
              assertThat(told[reading.acknowledgedBefore()]).isLessThanOrEqualTo(reading.lower());
              assertThat(reading.upper()).isGreaterThanOrEqualTo(reading.lower());
            });
  }
}
