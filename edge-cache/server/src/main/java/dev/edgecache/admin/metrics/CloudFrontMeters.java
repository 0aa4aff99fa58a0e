package dev.edgecache.admin.metrics;

import dev.edgecache.cloudfront.invalidation.Budget.Economy;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.outbox.OutboxStatus;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.LaneStatus;
import dev.edgecache.cloudfront.invalidation.schedule.ScheduleObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is counted of invalidations at CloudFront. */
final class CloudFrontMeters implements ScheduleObserver {

  private static final Logger LOG = LoggerFactory.getLogger(CloudFrontMeters.class);
  private static final double MILLIS = 1e3;

  private final Counter items;
  private final Counter batches;
  private final Counter again;
  private final Counter duplicated;
  private final Counter failures;
  private final Counter aside;
  private final Counter saved;
  private final Counter left;
  private final Counter untagged;
  private final Timer completion;

  CloudFrontMeters(MeterRegistry registry) {
    items = counter(registry, "items", "Tags, paths and wildcards that CloudFront accepted.");
    batches = counter(registry, "batches", "Batches that CloudFront accepted.");
    again =
        counter(
            registry,
            "batches.again",
            "Batches sent once more, as the answer was lost: a duplicate at most.");
    duplicated =
        counter(registry, "batches.duplicated", "Batches of which items may have gone out twice.");
    failures = counter(registry, "failures", "Calls of CloudFront that failed.");
    aside = counter(registry, "items.set.aside", "Items that CloudFront does not understand.");
    saved =
        counter(registry, "items.saved", "Items less, as coarser ones went out in their place.");
    left =
        counter(
            registry,
            "items.left",
            "Items that did not go out for want of money: answers stay until their lifetime ends.");
    untagged =
        counter(
            registry,
            "answers.untagged",
            "Answers whose tags did not fit, so that CloudFront keeps them for a second.");
    completion =
        Timer.builder("edgecache.cloudfront.completion")
            .description(
                "Time from acceptance to completion of a batch, as far as it is asked for.")
            .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String help) {
    return Counter.builder("edgecache.cloudfront." + name).description(help).register(registry);
  }

  /** Measures an outbox; its destinations are always the same ones. */
  static void gauges(MeterRegistry registry, Supplier<OutboxStatus> status, InstantSource clock) {
    for (LaneStatus lane : status.get().lanes()) {
      Lane of = new Lane(registry, status, lane.to());
      of.gauge("waiting", "Items that wait to go out.", LaneStatus::waiting);
      of.gauge(
          "waiting.age.seconds",
          "How long the oldest of these has waited.",
          one -> age(one.oldest(), clock.instant()));
      of.gauge("in.progress", "Items that are accepted and not completed.", LaneStatus::inProgress);
      of.gauge(
          "in.progress.age.seconds",
          "How long ago the oldest of these were accepted.",
          one -> age(one.acceptedSince(), clock.instant()));
      of.gauge(
          "failing",
          "1 while CloudFront refuses what is sent.",
          one -> one.failing().isPresent() ? 1 : 0);
    }
    money(
        registry,
        status,
        "budget.items",
        "Items that may go out in a month.",
        money -> money.budget().items());
    money(
        registry,
        status,
        "month.items",
        "Items that were accepted this month.",
        OutboxStatus.Money::items);
    money(
        registry,
        status,
        "month.forecast.items",
        "What that comes to by the end of the month.",
        OutboxStatus.Money::forecast);
    money(
        registry,
        status,
        "month.cost.dollars",
        "What these items cost, by the price configured.",
        money -> money.cost().doubleValue());
  }

  /** Measures the way of invalidations to CloudFront from its beginning to its end. */
  static void oldest(
      MeterRegistry registry, Supplier<Optional<Instant>> received, InstantSource clock) {
    Gauge.builder(
            "edgecache.cloudfront.oldest.age.seconds",
            received,
            now -> age(now.get(), clock.instant()))
        .description("How long ago the oldest invalidation came that CloudFront has not done.")
        .strongReference(true)
        .register(registry);
  }

  private record Lane(MeterRegistry registry, Supplier<OutboxStatus> status, Destination to) {

    void gauge(String name, String help, ToDoubleFunction<LaneStatus> number) {
      Gauge.builder("edgecache.cloudfront." + name, status, now -> number.applyAsDouble(in(now)))
          .description(help)
          .tags(Tags.of("distribution", to.id()))
          .strongReference(true)
          .register(registry);
    }

    private LaneStatus in(Supplier<OutboxStatus> now) {
      return now.get().lanes().stream()
          .filter(lane -> lane.to().equals(to))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void money(
      MeterRegistry registry,
      Supplier<OutboxStatus> status,
      String name,
      String help,
      ToDoubleFunction<OutboxStatus.Money> number) {
    Gauge.builder(
            "edgecache.cloudfront." + name, status, now -> number.applyAsDouble(now.get().money()))
        .description(help)
        .strongReference(true)
        .register(registry);
  }

  private static double age(Optional<Instant> since, Instant now) {
    return since.map(then -> Duration.between(then, now).toMillis() / MILLIS).orElse(0.0);
  }

  /** Counts an answer whose tags did not fit. */
  void untagged() {
    untagged.increment();
  }

  @Override
  public void accepted(Batch batch) {
    batches.increment();
    items.increment(batch.items().size());
  }

  @Override
  public void completed(Batch batch, Duration time) {
    completion.record(time);
  }

  @Override
  public void sentAgain(Batch batch) {
    again.increment();
  }

  @Override
  public void duplicated(Batch batch) {
    duplicated.increment();
  }

  @Override
  public void failed(Destination to, String reason) {
    failures.increment();
    LOG.warn("CloudFront, {}: {}; it will be tried again", to.name(), reason);
  }

  @Override
  public void setAside(Destination to, Item item, String reason) {
    aside.increment();
    LOG.error("CloudFront, {}: {} is not invalidated: {}", to.name(), item.text(), reason);
  }

  @Override
  public void economised(Destination to, Economy economy, int fewer) {
    saved.increment(fewer);
  }

  @Override
  public void leftToLifetime(Destination to, List<Item> all) {
    left.increment(all.size());
    LOG.error(
        "CloudFront, {}: the budget of the month is used up; {} items were not invalidated",
        to.name(),
        all.size());
  }
}
