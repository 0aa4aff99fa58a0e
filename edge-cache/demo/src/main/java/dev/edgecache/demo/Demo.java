package dev.edgecache.demo;

import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.demo.load.Arrivals;
import dev.edgecache.demo.load.Crowd;
import dev.edgecache.demo.load.Shoppers;
import dev.edgecache.demo.prices.PriceFigures;
import dev.edgecache.demo.prices.PriceStory;
import dev.edgecache.demo.prices.PriceWatch;
import dev.edgecache.postgres.PostgresException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The demonstration while it runs: both regions, the cache, and two crowds of users who send the
 * same requests at the same moments, one straight to the US and one through the cache.
 */
final class Demo implements AutoCloseable {

  /** The host name by which users know the shop. */
  static final String HOST = "api.shop.localhost";

  /** Account numbers of the two crowds, so that neither fills the other's carts. */
  private static final int FIRST_USER_DIRECT = 100_000;

  private static final int FIRST_USER_THROUGH = 200_000;

  /** The product of the story: one that the watch leaves alone. */
  private static final int SHOWN = 1;

  /** The path on the control port that raises its price. */
  static final String RAISE_A_PRICE = "/products/" + SHOWN + "/raise-price";

  private static final long SEED_OF_OTHERS = 4711;
  private static final Duration REDRAW = Duration.ofSeconds(1);

  private final Scenario scenario;
  private final PrintWriter out;
  private final TwoRegions regions;
  private final EuropeanCache cache;
  private final ControlPort control;
  private final EventLoopGroup users =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Crowd direct;
  private final Crowd through;
  private final PriceWatch.Places places;
  private final PriceStory story;
  private Optional<PriceWatch> watch = Optional.empty();

  private Demo(Scenario scenario, TwoRegions regions, EuropeanCache cache, PrintWriter out) {
    this.scenario = scenario;
    this.regions = regions;
    this.cache = cache;
    this.out = out;
    direct = new Crowd(shoppers(FIRST_USER_DIRECT), regions.primaryForUsers(), HOST, users);
    InetSocketAddress shop = regions.localForUsers(cache.address());
    through = new Crowd(shoppers(FIRST_USER_THROUGH), shop, HOST, users);
    places =
        new PriceWatch.Places(
            regions::takingWrites,
            regions.localForPrimary(cache.address()),
            shop,
            HOST,
            regions::standbyPosition);
    story = new PriceStory(places, cache.admin());
    control = ControlPort.open(acts());
  }

  private Map<String, ControlPort.Act> acts() {
    Map<String, ControlPort.Act> acts = new TreeMap<>(regions.incidents().byPath());
    acts.put(RAISE_A_PRICE, () -> story.raise(SHOWN));
    return acts;
  }

  /**
   * Starts everything but the users.
   *
   * @param port where the cache listens, and its admin port is the next; 0 for any free ones
   * @param starter starts the cache
   * @param out where the table and all else goes
   * @throws NotStartedException if a database or the cache can't start; nothing else is left
   *     running then
   */
  static Demo start(Scenario scenario, int port, EuropeanCache.Starter starter, PrintWriter out)
      throws NotStartedException {
    TwoRegions regions = regions(scenario);
    EuropeanCache.Settings settings =
        new EuropeanCache.Settings(
            loopback(port),
            loopback(port == 0 ? 0 : port + 1),
            regions.localForServices(),
            regions.primaryForServices(),
            regions.positions());
    try {
      return new Demo(scenario, regions, starter.start(settings), out);
    } catch (NotStartedException e) {
      regions.close();
      throw e;
    }
  }

  private static TwoRegions regions(Scenario scenario) throws NotStartedException {
    try {
      return new TwoRegions(scenario);
    } catch (PostgresException e) {
      throw new NotStartedException(ExitCode.NOT_STARTED, List.of(String.valueOf(e.getMessage())));
    }
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private Shoppers shoppers(int firstUser) {
    return new Shoppers(scenario.seed(), firstUser, scenario.users(), scenario.products());
  }

  /** Lets the users come, and judges what they experienced. */
  Verdict run() throws InterruptedException {
    explain();
    warmUp();
    PriceWatch prices = PriceWatch.start(places, scenario.watched());
    watch = Optional.of(prices);
    Screen screen = Screen.of(out);
    try (ScheduledExecutorService meanwhile = Executors.newScheduledThreadPool(2)) {
      var _ =
          meanwhile.scheduleAtFixedRate(
              () -> refresh(screen, prices.figures()),
              REDRAW.toMillis(),
              REDRAW.toMillis(),
              TimeUnit.MILLISECONDS);
      lagInTheMiddle(meanwhile);
      new Arrivals(scenario.seed(), scenario.perSecond())
          .run(scenario.duration(), List.of(direct, through));
      meanwhile.shutdown(); // what is due once is done, even late
    }
    PriceFigures seen = prices.figures();
    screen.last(table(seen));
    return Verdict.of(direct.tally().snapshot().all(), through.tally().snapshot().all(), seen);
  }

  /** A spectator who promotes the standby meanwhile leaves nothing to hold back. */
  private void lagInTheMiddle(ScheduledExecutorService meanwhile) {
    Duration begin = scenario.duration().minus(scenario.lag()).dividedBy(2);
    Duration end = begin.plus(scenario.lag());
    var _ = schedule(meanwhile, regions.incidents()::pauseReplay, begin);
    var _ = schedule(meanwhile, regions.incidents()::resumeReplay, end);
  }

  private static Future<?> schedule(
      ScheduledExecutorService executor, Runnable task, Duration delay) {
    return executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void refresh(Screen screen, PriceFigures prices) {
    screen.refresh(
        table(prices), FiguresTable.all(direct.tally().snapshot(), through.tally().snapshot()));
  }

  private List<String> table(PriceFigures prices) {
    return Stream.concat(
            FiguresTable.lines(direct.tally().snapshot(), through.tally().snapshot()).stream(),
            prices.lines().stream())
        .toList();
  }

  /** Goes on to watch prices until this thread is interrupted. */
  void stayUp() throws InterruptedException {
    PriceWatch prices = watch.orElseThrow();
    Screen screen = Screen.of(out);
    while (!Thread.interrupted()) {
      List<String> lines = prices.figures().lines();
      screen.refresh(lines, lines.getFirst());
      Thread.sleep(screen.idle());
    }
  }

  private void explain() {
    out.printf(
        Locale.ROOT,
        """
        A shop on PostgreSQL in %s (primary) and %s (standby), and %d European users who send
        %.0f requests a second for %d s, each over a new connection: straight to the US, and the same
        ones through edge-cache in Europe. Round trips: user to US %d ms, user to Europe %d ms,
        Europe to US %d ms. A new connection costs one for TCP and one for TLS before its request.
        """,
        TwoRegions.PRIMARY,
        TwoRegions.LOCAL,
        scenario.users(),
        scenario.perSecond(),
        scenario.duration().toSeconds(),
        TwoRegions.USER_TO_PRIMARY.roundTrip().toMillis(),
        TwoRegions.USER_TO_LOCAL.roundTrip().toMillis(),
        TwoRegions.REGION_TO_REGION.roundTrip().toMillis());
    out.printf(
        Locale.ROOT,
        """
        Meanwhile prices of the products %d to %d, which few ask for, rise in the US twice a second,
        the cache is told, and users in Europe look from its acknowledgement on. In the middle the
        standby is held back for %.1f s.
        """,
        scenario.watched().getFirst(),
        scenario.watched().getLast(),
        scenario.lag().toMillis() / 1000.0);
    out.println(
        "While it runs, and afterwards, this raises a price in the US and tells how Europe");
    out.println("learns of it:");
    out.println("  " + control.command(RAISE_A_PRICE));
    out.println("and this makes things go wrong:");
    regions
        .incidents()
        .byPath()
        .keySet()
        .forEach(path -> out.println("  " + control.command(path)));
    out.flush();
  }

  private void warmUp() throws InterruptedException {
    Shoppers others =
        new Shoppers(
            scenario.seed() + SEED_OF_OTHERS,
            FIRST_USER_THROUGH,
            scenario.users(),
            scenario.products());
    int fetched = through.warmUp(others, scenario.earlier());
    out.printf(
        Locale.ROOT,
        "The cache starts warm, as after %,d requests of other users (%,d different ones).%n%n",
        scenario.earlier(),
        fetched);
    out.flush();
  }

  /** The command line that makes something happen, by its path on the control port. */
  String command(String path) {
    return control.command(path);
  }

  /** Commands that a reader can try. */
  Invitations invitations() {
    return new Invitations(
        cache.address().getPort(),
        cache.admin().getPort(),
        regions.primaryForUsers().getPort(),
        control);
  }

  @Override
  public void close() {
    control.close();
    story.close();
    watch.ifPresent(PriceWatch::close);
    cache.close();
    users.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    regions.close();
  }
}
