package dev.edgecache.demo.prices;

import dev.edgecache.consistency.Position;
import dev.edgecache.demo.load.ProductPages;
import dev.edgecache.demo.prices.Look.Change;
import dev.edgecache.demo.prices.Look.Seen;
import dev.edgecache.demo.prices.PriceTally.Replay;
import dev.edgecache.postgres.PostgresException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Raises prices by a cent, one product after the other, tells the cache with the position of the
 * commit, and looks from the acknowledgement on whether users elsewhere see an older price.
 *
 * <p>What fails is counted, and done again in the next round. When another region takes over, what
 * had been committed but not replicated is lost, as is normal for an asynchronous standby; the
 * watch then begins with the prices that it finds there.
 */
public final class PriceWatch implements AutoCloseable {

  private static final Duration ROUND = Duration.ofMillis(500);
  private static final List<String> LANGUAGES = List.of("en", "de", "fr");

  private final Places places;
  private final List<Integer> products;
  private final PriceTally tally = new PriceTally();
  private final EventLoopGroup users =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ProductPages pages;
  private final Catalogue catalogue;
  private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();

  /** Where the prices below are from. */
  private InetSocketAddress region;

  /** The highest price that each product may have: one that was asked for, if not acknowledged. */
  private final Map<Integer, Long> highest = new HashMap<>();

  private final Map<Integer, Change> acknowledged = new HashMap<>();
  private int next;

  /**
   * Where the watch does what it does.
   *
   * @param takingWrites where the catalogue reaches the shop that takes writes now
   * @param cache where the catalogue reaches the cache
   * @param shop where users of the cache reach it
   * @param host the host name that they ask for
   * @param standby how far the standby has come that the cache fetches from
   */
  public record Places(
      Supplier<InetSocketAddress> takingWrites,
      InetSocketAddress cache,
      InetSocketAddress shop,
      String host,
      Supplier<Position> standby) {}

  private PriceWatch(Places places, List<Integer> products) {
    this.places = places;
    this.products = List.copyOf(products);
    pages = new ProductPages(places.shop(), places.host(), users);
    catalogue = new Catalogue(places.cache());
    region = places.takingWrites().get();
  }

  /** Begins; nobody else must change the prices of these products. */
  public static PriceWatch start(Places places, List<Integer> products) {
    PriceWatch watch = new PriceWatch(places, products);
    var _ =
        watch.rounds.scheduleAtFixedRate(watch::round, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  /** What it has seen so far. */
  public PriceFigures figures() {
    return tally.figures();
  }

  private void round() {
    try {
      followTheWrites();
      Optional<Change> change = raise(products.get(next++ % products.size()));
      List<Look> first = looks(change.stream().flatMap(PriceWatch::inEachLanguage));
      List<Look> again = looks(acknowledged.values().stream().map(InLanguage::first));
      if (places.takingWrites().get().equals(region)) {
        change.flatMap(made -> firstRight(made, first)).ifPresent(tally::firstRight);
        count(Stream.concat(first.stream(), again.stream()).toList());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void followTheWrites() {
    InetSocketAddress now = places.takingWrites().get();
    if (!now.equals(region)) {
      region = now;
      highest.clear();
      acknowledged.clear();
    }
  }

  /** The change, once the cache has acknowledged it. */
  private Optional<Change> raise(int product) throws InterruptedException {
    try {
      Long known = highest.get(product);
      long cents = 1 + (known == null ? catalogue.price(region, product) : known);
      highest.put(product, cents);
      Position position = catalogue.setPrice(region, product, cents);
      long committed = System.nanoTime();
      var _ = catalogue.announce(product, position);
      Change change = new Change(product, cents, position, committed);
      acknowledged.put(product, change);
      tally.changed();
      return Optional.of(change);
    } catch (IOException e) {
      tally.notChanged();
      return Optional.empty();
    }
  }

  /** A product to look at, in the language of some users. */
  private record InLanguage(Change change, String language) {
    static InLanguage first(Change change) {
      return new InLanguage(change, LANGUAGES.getFirst());
    }
  }

  private static Stream<InLanguage> inEachLanguage(Change change) {
    return LANGUAGES.stream().map(language -> new InLanguage(change, language));
  }

  /** Looks at all at the same time. */
  private List<Look> looks(Stream<InLanguage> wanted) throws InterruptedException {
    List<CompletableFuture<Look>> looks = wanted.map(this::look).toList();
    List<Look> done = new ArrayList<>();
    for (CompletableFuture<Look> look : looks) {
      try {
        done.add(look.get());
      } catch (ExecutionException e) {
        throw new AssertionError("a look that fails is a look in vain", e);
      }
    }
    return done;
  }

  private CompletableFuture<Look> look(InLanguage wanted) {
    return pages
        .page(wanted.change().product(), wanted.language())
        .handle(
            (page, failure) ->
                failure == null
                    ? Look.at(wanted.change(), page.cents())
                    : Look.inVain(wanted.change()));
  }

  private static Optional<Duration> firstRight(Change change, List<Look> looks) {
    return looks.stream()
        .filter(look -> look.seen() == Seen.RIGHT)
        .map(look -> Duration.ofNanos(look.at() - change.committed()))
        .min(Comparator.naturalOrder());
  }

  /** A standby that has not replayed a change by now had not when it was looked for. */
  private void count(List<Look> looks) {
    Optional<Position> standby = standby();
    for (Look look : looks) {
      boolean behind = standby.filter(look.change()::isBeyond).isPresent();
      tally.looked(look, behind ? Replay.BEHIND : Replay.DONE_OR_UNKNOWN);
    }
  }

  private Optional<Position> standby() {
    try {
      return Optional.of(places.standby().get());
    } catch (PostgresException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    catalogue.close();
    rounds.close();
    users.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
