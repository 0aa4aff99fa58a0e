package dev.edgecache.simulation.twotier;

import dev.edgecache.cdn.CdnSettings;
import dev.edgecache.cdn.CdnSettings.Everything;
import dev.edgecache.cdn.CdnSettings.Site;
import dev.edgecache.cdn.CdnSettings.Tags;
import dev.edgecache.cdn.CloudFrontTarget;
import dev.edgecache.cloudfront.fake.FakeAccount;
import dev.edgecache.cloudfront.fake.FakeLimits;
import dev.edgecache.cloudfront.invalidation.Budget;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.TagHeader;
import dev.edgecache.cloudfront.invalidation.outbox.Outbox;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule;
import dev.edgecache.cloudfront.invalidation.schedule.ScheduleObserver;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.Background;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.invalidation.target.TargetFeed;
import dev.edgecache.policy.rules.PolicySet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Viewers before CloudFront before this cache before a replica that lags, and pauses for longer
 * than anything old may be seen. What a viewer gets that is older than an invalidation of some time
 * ago is counted.
 */
final class TwoTiers {

  static final Duration DRAIN = Duration.ofSeconds(5);
  static final Duration PROPAGATION = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofMinutes(10);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final int PAGES = 12;
  private static final Destination SHOP = new Destination.Distribution("ESHOP");
  private static final Instant START = Instant.parse("2026-04-10T12:00:00Z");

  /** The longest that an answer is on its way from this cache to CloudFront. */
  private static final int SLOWEST_MILLIS = 9_000;

  /** The shortest and the longest that the replica replays nothing. */
  private static final int SHORTEST_PAUSE_MILLIS = 20_000;

  private static final int LONGEST_PAUSE_MILLIS = 120_000;

  /**
   * After what time nothing old is seen: the drain, the window and the pace of calls, the first
   * invalidation until it is completed, then the second one until it has effect.
   */
  static final Duration BOUND =
      DRAIN
          .plus(Limits.DEFAULTS.window())
          .plus(Duration.ofSeconds(4))
          .plus(PROPAGATION)
          .plus(Limits.DEFAULTS.polling().first())
          .plus(Limits.DEFAULTS.followUp())
          .plus(Duration.ofSeconds(4))
          .plus(PROPAGATION);

  /** In which order the tiers are told. */
  enum Order {
    /** This cache; then what is under way ends; then CloudFront, once more where that was open. */
    INSIDE_OUT,
    /** CloudFront first. */
    OUTER_FIRST,
    /** This cache, and CloudFront at once and once. */
    NO_DRAIN,
    /** As inside out, but this cache takes what a replica has for what the primary has. */
    LAG_UNSEEN
  }

  private final Order order;
  private final Random random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Edge edge = new Edge();
  private final Floors floors = new Floors();
  private final Rows rows;
  private final InvalidationLog log;
  private final Outbox outbox;
  private final TargetFeed feed;
  private final Inside inside;
  private final Set<Long> underWay = new HashSet<>();
  private final Map<String, List<Told>> told = new HashMap<>();
  private Instant now = START;
  private long number;

  /** Answers that viewers got, those that were older than allowed, and by how much. */
  int seen;

  int old;
  Duration worst = Duration.ZERO;

  /** Fetches for which the replica lacked what had been told longer ago than the bound. */
  int underLag;

  private record Event(Instant at, long number, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** When this cache was told of a version. */
  private record Told(int version, Instant at) {}

  TwoTiers(Order order, long seed, PolicySet policies) throws IOException {
    this.order = order;
    this.random = new Random(seed);
    this.rows = new Rows(Duration.ofMillis(random.nextInt(4_000)));
    FakeAccount account =
        new FakeAccount(FakeLimits.DOCUMENTED, () -> now)
            .distribution("ESHOP", Optional.of("Edge-Cache-Tag"));
    account.onInvalidation(
        invalidation ->
            in(
                Duration.ofMillis(random.nextInt((int) PROPAGATION.toMillis())),
                () -> edge.invalidated(invalidation)));
    this.log =
        InvalidationLog.open(
            new MemoryJournal(),
            new InvalidationLog.Parts(
                floors, Optional.of(rows), new Direct(), LogObserver.NONE, 10_000),
            START);
    Schedule.Settings schedule =
        new Schedule.Settings(Limits.DEFAULTS, Budget.DEFAULT, Coarsening.NONE);
    this.outbox =
        Outbox.open(
            new Outbox.Parts(
                Optional.empty(),
                List.of(SHOP),
                schedule,
                new DirectService(account),
                ScheduleObserver.NONE,
                () -> "batch-" + number++,
                () -> now));
    CdnSettings settings =
        new CdnSettings(
            List.of(new Site(SHOP, Set.of(), Tags.CHECK)),
            "Edge-Cache-Tag",
            schedule,
            DRAIN,
            Everything.LIFETIME,
            Optional.empty());
    this.feed =
        TargetFeed.of(
            log,
            new CloudFrontTarget(
                settings,
                outbox,
                () -> policies,
                _ -> new TagHeader.Named("Edge-Cache-Tag"),
                () -> now),
            new TargetFeed.Means(
                () -> {
                  Set<Long> before = order == Order.NO_DRAIN ? Set.of() : Set.copyOf(underWay);
                  return () -> before.stream().noneMatch(underWay::contains);
                },
                DRAIN,
                _ -> true,
                entry -> isFollowed(order) && lags(entry)));
    this.inside =
        new Inside(
            floors,
            rows,
            tags -> isFollowed(order) && feed.isUnderWay(tags),
            order == Order.LAG_UNSEEN ? Inside.Trust.BLIND : Inside.Trust.BY_POSITION,
            this::fetched);
  }

  /** Whether CloudFront is told once more where that is needed. */
  private static boolean isFollowed(Order order) {
    return order == Order.INSIDE_OUT || order == Order.LAG_UNSEEN;
  }

  private boolean lags(Entry entry) {
    return entry.location().known().filter(rows::hasReplayed).isEmpty();
  }

  private void fetched(String page) {
    int version = rows.replica(page).version();
    boolean lags =
        told.getOrDefault(page, List.of()).stream()
            .anyMatch(one -> one.version() > version && one.at().plus(BOUND).isBefore(now));
    underLag += lags ? 1 : 0;
  }

  /** Nothing is done elsewhere. */
  private static final class Direct implements Background {
    @Override
    public void run(Runnable task) {
      task.run();
    }

    @Override
    public void after(Duration pause, Runnable task) {
      throw new AssertionError("nothing fails here");
    }
  }

  private void in(Duration time, Runnable what) {
    events.add(new Event(now.plus(time), number++, what));
  }

  TwoTiers run() {
    for (int i = 0; i < PAGES; i++) {
      String page = "page:" + i;
      viewers(page);
      in(Duration.ofMillis(random.nextInt(60_000)), () -> write(page, 1));
    }
    tick();
    pause();
    Instant end = START.plus(END);
    while (!events.isEmpty() && events.peek().at().isBefore(end)) {
      Event next = events.remove();
      now = next.at();
      next.what().run();
    }
    return this;
  }

  private void pause() {
    in(
        Duration.ofMillis(2_000 + random.nextInt(20_000)),
        () -> {
          rows.pause();
          in(
              Duration.ofMillis(random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS)),
              () -> {
                rows.goOn();
                pause();
              });
        });
  }

  private void tick() {
    rows.replay(now);
    try {
      feed.advance(now);
      while (outbox.advance().isEmpty()) {
        // There may be more.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    in(TICK, this::tick);
  }

  private void write(String page, int version) {
    Position committed = rows.commit(page, version, now);
    Optional<Position> stated = random.nextBoolean() ? Optional.of(committed) : Optional.empty();
    in(Duration.ofMillis(random.nextInt(1_000)), () -> event(page, version, stated));
    int pause =
        random.nextBoolean() ? 1_000 + random.nextInt(7_000) : 20_000 + random.nextInt(100_000);
    in(Duration.ofMillis(pause), () -> write(page, version + 1));
  }

  private void event(String page, int version, Optional<Position> stated) {
    if (order == Order.OUTER_FIRST) {
      try {
        outbox.order(Map.of(SHOP, Set.of(new Item.Tag(page))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      in(Duration.ofMillis(500 + random.nextInt(9_000)), () -> clean(page, stated));
    } else {
      clean(page, stated);
    }
    told.computeIfAbsent(page, _ -> new ArrayList<>()).add(new Told(version, now));
  }

  private void clean(String page, Optional<Position> stated) {
    String source = order == Order.OUTER_FIRST ? Invalidation.BY_A_WRITE : "the feed";
    log.append(Invalidation.of(Set.of(page), now, source).at(stated));
  }

  /** Requests for a page, one after the other. */
  private void viewers(String page) {
    in(
        Duration.ofMillis(random.nextInt(600)),
        () -> {
          Optional<Integer> version = edge.version(page, now);
          if (version.isPresent()) {
            view(page, version.get());
          } else {
            ask(page);
          }
          viewers(page);
        });
  }

  private void ask(String page) {
    long request = number++;
    underWay.add(request);
    Edge.Answered answer = inside.answer(page, now);
    int millis = random.nextInt(3) == 0 ? random.nextInt(SLOWEST_MILLIS) : 5 + random.nextInt(200);
    in(
        Duration.ofMillis(millis),
        () -> {
          underWay.remove(request);
          edge.arrived(page, answer, now);
          view(page, answer.version());
        });
  }

  private void view(String page, int version) {
    seen++;
    told.getOrDefault(page, List.of()).stream()
        .filter(one -> one.version() > version)
        .map(one -> Duration.between(one.at(), now))
        .max(Duration::compareTo)
        .ifPresent(
            late -> {
              worst = late.compareTo(worst) > 0 ? late : worst;
              old += late.compareTo(BOUND) > 0 ? 1 : 0;
            });
  }
}
