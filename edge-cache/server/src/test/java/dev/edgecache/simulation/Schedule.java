package dev.edgecache.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Virtual time: what happens in it, one thing after the other, as a seed decides. */
final class Schedule {

  private static final Instant START = Instant.parse("2026-11-27T08:00:00Z");
  private static final int LINES = 4000;

  private record Event(long nanos, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
  private final SplittableRandom random;
  private final boolean traced;
  private final List<String> trace = new ArrayList<>();
  private long now;
  private long order;

  private Schedule(long seed, boolean traced) {
    this.random = new SplittableRandom(seed);
    this.traced = traced;
  }

  static Schedule of(long seed) {
    return new Schedule(seed, false);
  }

  /** The same, which also notes what happens. */
  static Schedule traced(long seed) {
    return new Schedule(seed, true);
  }

  void after(Duration pause, Runnable action) {
    events.add(new Event(now + pause.toNanos(), order++, action));
  }

  /** Lets time pass up to an instant, unless something ends it before. */
  void runUntil(Duration end, Supplier<Boolean> ended) {
    while (!events.isEmpty() && events.peek().nanos() <= end.toNanos() && !ended.get()) {
      Event event = events.remove();
      now = event.nanos();
      event.action().run();
    }
    now = Math.max(now, end.toNanos());
  }

  Instant instant() {
    return START.plusNanos(now);
  }

  long nanos() {
    return now;
  }

  SplittableRandom random() {
    return random;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** A pause between two numbers of microseconds. */
  Duration micros(int least, int most) {
    return Duration.ofNanos(1000L * random.nextInt(least, most + 1));
  }

  Duration millis(int least, int most) {
    return micros(least * 1000, most * 1000);
  }

  void note(Supplier<String> line) {
    if (traced) {
      trace.add("%10.3f ms  %s".formatted(now / 1e6, line.get()));
    }
  }

  /** The end of what happened. */
  List<String> trace() {
    return trace.subList(Math.max(0, trace.size() - LINES), trace.size());
  }
}
