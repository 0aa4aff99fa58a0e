package dev.edgecache.admin.metrics;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.invalidation.log.LogStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is counted and logged of the invalidation log. */
final class InvalidationMeters implements LogObserver {

  private static final Logger LOG = LoggerFactory.getLogger("dev.edgecache.invalidation");
  private static final double MILLIS = 1000;

  private final Map<Invalidation.Mode, Counter> appended = new EnumMap<>(Invalidation.Mode.class);
  private final Counter repeated;
  private final Counter setAside;
  private final Counter notWritten;
  private final Counter notLocated;
  private final Timer writing;
  private final AtomicBoolean failing = new AtomicBoolean();
  private final AtomicBoolean primaryAway = new AtomicBoolean();

  InvalidationMeters(MeterRegistry registry) {
    for (Invalidation.Mode mode : Invalidation.Mode.values()) {
      appended.put(
          mode,
          Counter.builder("edgecache.invalidations")
              .description("Invalidations that took effect, by mode.")
              .tag("mode", mode.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    repeated = counter(registry, "repeated", "Invalidations that came again.");
    setAside =
        counter(registry, "set.aside", "Invalidations whose position the primary had not reached.");
    notWritten = counter(registry, "write.failures", "Writes of the invalidation log that failed.");
    notLocated =
        counter(
            registry,
            "position.failures",
            "Readings of the primary's position for invalidations that failed.");
    writing =
        Timer.builder("edgecache.invalidations.write")
            .description("Time to make invalidations durable that are written together.")
            .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String help) {
    return Counter.builder("edgecache.invalidations." + name).description(help).register(registry);
  }

  static void gauges(MeterRegistry registry, Supplier<LogStatus> status, InstantSource clock) {
    gauge(
        registry, status, "records", "Invalidations that the log tells apart.", LogStatus::records);
    gauge(
        registry,
        status,
        "log.bytes",
        "What the invalidation log takes on disk.",
        LogStatus::bytes);
    gauge(
        registry,
        status,
        "unwritten",
        "Invalidations in effect that the log could not write yet.",
        LogStatus::unwritten);
    gauge(
        registry,
        status,
        "log.lost",
        "1 if the log could not be read at the start, so that everything was invalidated.",
        now -> now.loss().isPresent() ? 1 : 0);
    gauge(
        registry,
        status,
        "awaiting.position",
        "Invalidations that await a position of the primary.",
        LogStatus::awaiting);
    gauge(
        registry,
        status,
        "awaiting.position.age.seconds",
        "How long the oldest of these has waited.",
        now -> now.awaitingSince().map(since -> seconds(since, clock.instant())).orElse(0.0));
  }

  private static double seconds(Instant since, Instant now) {
    return Duration.between(since, now).toMillis() / MILLIS;
  }

  private static void gauge(
      MeterRegistry registry,
      Supplier<LogStatus> status,
      String name,
      String help,
      ToDoubleFunction<LogStatus> number) {
    Gauge.builder("edgecache.invalidations." + name, status, now -> number.applyAsDouble(now.get()))
        .description(help)
        .strongReference(true)
        .register(registry);
  }

  @Override
  public void appended(Invalidation invalidation) {
    Objects.requireNonNull(appended.get(invalidation.mode())).increment();
  }

  @Override
  public void repeated(Invalidation invalidation) {
    repeated.increment();
  }

  @Override
  public void written(int invalidations, Duration time) {
    writing.record(time);
    if (failing.compareAndSet(true, false)) {
      LOG.warn("The invalidation log is written again; nothing was lost");
    }
  }

  @Override
  public void notWritten(String reason) {
    notWritten.increment();
    if (failing.compareAndSet(false, true)) {
      LOG.error(
          "The invalidation log can't be written: {}. Invalidations are in effect, but a restart"
              + " would forget those that come from now on; it is tried again",
          reason);
    }
  }

  @Override
  public void setAside(Invalidation invalidation, Position sampled) {
    setAside.increment();
    LOG.warn(
        "Invalidation {} from {} names a position that the primary, at {}, has not reached: {}."
            + " It is in effect from {} on",
        invalidation.id(),
        invalidation.source(),
        sampled.text(),
        invalidation.position().map(Position::text).orElse("none"),
        sampled.text());
  }

  @Override
  public void located() {
    if (primaryAway.compareAndSet(true, false)) {
      LOG.info("Invalidations that awaited positions of the primary have them");
    }
  }

  @Override
  public void notLocated(String reason) {
    notLocated.increment();
    if (primaryAway.compareAndSet(false, true)) {
      LOG.warn(
          "Invalidations await a position of the primary, and no answer of a replica counts as"
              + " fresh for them: {}",
          reason);
    }
  }

  @Override
  public void lost(Journal.Loss loss) {
    LOG.error("Invalidations may be lost, so that everything was invalidated: {}", loss.reason());
  }
}
