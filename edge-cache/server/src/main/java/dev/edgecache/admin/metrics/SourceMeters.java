package dev.edgecache.admin.metrics;

import dev.edgecache.sources.Source;
import dev.edgecache.sources.SourceStatus;
import dev.edgecache.sources.feed.LostFeeds;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The gauges of a source; not a number where something is not known. */
record SourceMeters(Source source, LostFeeds lost, InstantSource clock) {

  private static final double MILLIS = 1000;

  void register(MeterRegistry registry) {
    gauge(
        registry,
        "lag.seconds",
        "How far a source is behind what its bus has.",
        status -> status.lag().map(SourceMeters::seconds).orElse(Double.NaN));
    gauge(
        registry,
        "message.age.seconds",
        "Time since the last message of a source.",
        status -> since(status.lastMessage()).orElse(Double.NaN));
    gauge(
        registry,
        "trouble.seconds",
        "How long a source in trouble has been without all that its bus has; 0 while it works.",
        status -> since(status.trouble().map(SourceStatus.Trouble::since)).orElse(0.0));
    gauge(
        registry,
        "lost",
        "1 while a source is lost, so that what it covers is fresh for a short while only.",
        status -> lost.of(source.name()).isPresent() ? 1 : 0);
  }

  private void gauge(
      MeterRegistry registry, String name, String help, ToDoubleFunction<SourceStatus> number) {
    Gauge.builder("edgecache.source." + name, source, now -> number.applyAsDouble(now.status()))
        .description(help)
        .tag("source", source.name())
        .strongReference(true)
        .register(registry);
  }

  private Optional<Double> since(Optional<Instant> then) {
    return then.map(instant -> seconds(Duration.between(instant, clock.instant())));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / MILLIS;
  }
}
