package dev.edgecache.cloudfront.invalidation.outbox;

import dev.edgecache.cloudfront.fake.FakeAccount;
import dev.edgecache.cloudfront.fake.FakeInvalidation;
import dev.edgecache.cloudfront.fake.FakeLimits;
import dev.edgecache.cloudfront.invalidation.Budget;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule.HandOver;
import dev.edgecache.cloudfront.invalidation.schedule.ScheduleObserver;
import dev.edgecache.cloudfront.invalidation.schedule.Standing;
import dev.edgecache.cloudfront.invalidation.schedule.Step;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.After;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An outbox before a fake CloudFront, on virtual time. */
final class OutboxWorld implements AutoCloseable {

  static final Destination SHOP = new Destination.Distribution("ESHOP");
  static final Instant START = Instant.parse("2026-04-10T12:00:00Z");

  final FakeAccount account;
  final Watch observer = new Watch();
  private Instant now = START;
  private final Optional<Path> folder;
  private final Schedule.Settings settings;
  private final List<Destination> destinations;
  private int references;
  InvalidationService service;
  Outbox outbox;

  /** What became of items. */
  static final class Watch implements ScheduleObserver {
    int again;
    int duplicated;
    final List<String> failures = new ArrayList<>();
    final List<String> aside = new ArrayList<>();
    final List<String> left = new ArrayList<>();

    @Override
    public void sentAgain(Batch batch) {
      again++;
    }

    @Override
    public void duplicated(Batch batch) {
      duplicated++;
    }

    @Override
    public void failed(Destination to, String reason) {
      failures.add(reason);
    }

    @Override
    public void setAside(Destination to, Item item, String reason) {
      aside.add(item.text());
    }

    @Override
    public void leftToLifetime(Destination to, List<Item> items) {
      items.forEach(item -> left.add(item.text()));
    }
  }

  OutboxWorld(Optional<Path> folder, FakeLimits fake, Schedule.Settings settings)
      throws IOException {
    this(folder, fake, settings, List.of(SHOP));
  }

  OutboxWorld(
      Optional<Path> folder,
      FakeLimits fake,
      Schedule.Settings settings,
      List<Destination> destinations)
      throws IOException {
    this.folder = folder;
    this.settings = settings;
    this.destinations = destinations;
    this.account = new FakeAccount(fake, () -> now).distribution("ESHOP", Optional.of("Cache-Tag"));
    account.distribution("EOTHER", Optional.empty()).tenant("dt_1", "EOTHER");
    this.service = new DirectService(account);
    this.outbox = open();
  }

  static OutboxWorld usual() throws IOException {
    return new OutboxWorld(Optional.empty(), FakeLimits.DOCUMENTED, settings(Limits.DEFAULTS));
  }

  static Schedule.Settings settings(Limits limits) {
    return new Schedule.Settings(limits, Budget.DEFAULT, Coarsening.NONE);
  }

  private Outbox open() throws IOException {
    return Outbox.open(
        new Outbox.Parts(
            folder,
            destinations,
            settings,
            new InvalidationService() {
              @Override
              public dev.edgecache.cloudfront.invalidation.schedule.Created create(Batch batch) {
                return service.create(batch);
              }

              @Override
              public dev.edgecache.cloudfront.invalidation.schedule.Asked ask(
                  Destination to, String id) {
                return service.ask(to, id);
              }
            },
            observer,
            () -> "batch-" + references++,
            () -> now));
  }

  /** The process is killed, and starts again. */
  void crash() throws IOException {
    outbox.abandon();
    outbox = open();
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  void take(long sequence, String... items) throws IOException {
    take(After.NOTHING, sequence, items);
  }

  void take(After after, long sequence, String... items) throws IOException {
    outbox.take(List.of(new HandOver(sequence, Map.of(SHOP, items(items)), after)));
  }

  static Set<Item> items(String... texts) {
    return Stream.of(texts).map(Item::parse).collect(Collectors.toSet());
  }

  /** Does what is to be done now. */
  Optional<Instant> advance() throws IOException {
    while (true) {
      Optional<Step.Rest> rest = outbox.advance();
      if (rest.isPresent()) {
        return rest.get().until();
      }
    }
  }

  /** Does what is to be done until an instant. */
  void runUntil(Instant end) throws IOException {
    Optional<Instant> next = advance();
    while (next.isPresent() && !next.get().isAfter(end)) {
      now = next.get().isAfter(now) ? next.get() : now;
      next = advance();
    }
    now = end;
  }

  void run(Duration time) throws IOException {
    runUntil(now.plus(time));
  }

  Standing.Stage stage(long sequence, String... items) {
    return outbox.standing(SHOP, sequence, items(items)).stage();
  }

  /** What CloudFront was told, batch by batch. */
  List<List<String>> told() {
    return account.invalidations().stream().map(FakeInvalidation::items).toList();
  }

  @Override
  public void close() {
    outbox.close();
  }
}
