package dev.edgecache.admin.metrics;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The counters and the latency of the exchanges with one origin. */
final class OriginMeters implements OriginObserver {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final Timer latency;
  private final List<Counter> answers;
  private final Map<OriginFailure.Kind, Counter> failures;
  private final Map<BodyFailure.Kind, Counter> bodyFailures;
  private final Counter opened;
  private final Counter closed;
  private final Counter retries;
  private final Counter ejections;
  private final Counter passed;
  private final Counter failed;
  private final Counter sent;
  private final Counter received;

  OriginMeters(String origin, MeterRegistry registry) {
    latency =
        Timer.builder("edgecache.origin.latency")
            .description("Time from the beginning of an exchange to the head of its answer.")
            .tag("origin", origin)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    Function<Counter.Builder, Counter> counter =
        builder -> builder.tag("origin", origin).register(registry);
    answers = answers(counter);
    failures = new EnumMap<>(OriginFailure.Kind.class);
    for (OriginFailure.Kind kind : OriginFailure.Kind.values()) {
      failures.put(
          kind,
          counter.apply(
              described("failures", "Exchanges without an answer, by cause.")
                  .tag("cause", kind.label())));
    }
    bodyFailures = new EnumMap<>(BodyFailure.Kind.class);
    for (BodyFailure.Kind kind : BodyFailure.Kind.values()) {
      bodyFailures.put(
          kind,
          counter.apply(
              described("body.failures", "Answers that ended before their last byte, by cause.")
                  .tag("cause", kind.name().toLowerCase(Locale.ROOT))));
    }
    opened = counter.apply(described("connections.opened", "Connections that were opened."));
    closed = counter.apply(described("connections.closed", "Connections that were closed."));
    retries = counter.apply(described("retries", "Requests that were sent a second time."));
    ejections =
        counter.apply(described("ejections", "Times that an origin was left alone for failing."));
    passed = counter.apply(check("passed"));
    failed = counter.apply(check("failed"));
    sent = counter.apply(described("sent.bytes", "Bytes of bodies that were sent."));
    received = counter.apply(described("received.bytes", "Bytes of bodies that were received."));
  }

  private static List<Counter> answers(Function<Counter.Builder, Counter> counter) {
    List<Counter> byClass = new ArrayList<>();
    for (int statusClass = 1; statusClass <= 9; statusClass++) {
      byClass.add(
          counter.apply(
              described("answers", "Heads of answers, by class of status.")
                  .tag("status", statusClass + "xx")));
    }
    return byClass;
  }

  private static Counter.Builder check(String outcome) {
    return described("checks", "Health checks, by outcome.").tag("outcome", outcome);
  }

  private static Counter.Builder described(String name, String description) {
    return Counter.builder("edgecache.origin." + name).description(description);
  }

  @Override
  public void connected() {
    opened.increment();
  }

  @Override
  public void disconnected() {
    closed.increment();
  }

  @Override
  public void answered(int status, Duration latencyToHead) {
    answers.get(status / 100 - 1).increment();
    latency.record(latencyToHead);
  }

  @Override
  public void failed(OriginFailure failure) {
    Objects.requireNonNull(failures.get(failure.kind())).increment();
  }

  @Override
  public void bodyFailed(BodyFailure failure) {
    Objects.requireNonNull(bodyFailures.get(failure.kind())).increment();
  }

  @Override
  public void retried() {
    retries.increment();
  }

  @Override
  public void ejected() {
    ejections.increment();
  }

  @Override
  public void checkPassed() {
    passed.increment();
  }

  @Override
  public void checkFailed() {
    failed.increment();
  }

  @Override
  public void sent(long bytes) {
    sent.increment((double) bytes);
  }

  @Override
  public void received(long bytes) {
    received.increment((double) bytes);
  }
}
