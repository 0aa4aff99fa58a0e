package dev.edgecache.cloudfront.invalidation.schedule;

import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is learned of a destination while the process runs. */
final class Lane {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** Items whose leaving is remembered, for those who ask. */
  private static final int MOST_LEFT = 1_000;

  private final Limits limits;
  private final Map<Item, Span> left = new LinkedHashMap<>();
  private final Map<String, Question> questions = new HashMap<>();
  private final Set<String> unanswered = new HashSet<>();
  private int size;
  private Duration pause = FIRST_PAUSE;
  private Instant pausedUntil = Instant.MIN;
  private Optional<Standing.Failing> failing = Optional.empty();

  /** When a batch is asked for next, and how long it was waited for that. */
  private record Question(Instant at, Duration waited) {}

  Lane(Limits limits) {
    this.limits = limits;
    this.size = limits.batch();
  }

  /** The most items that a batch may have now. */
  int size() {
    return size;
  }

  Instant pausedUntil() {
    return pausedUntil;
  }

  Optional<Standing.Failing> failing() {
    return failing;
  }

  /** All is well: batches may grow again. */
  void succeeded() {
    size = Math.min(limits.batch(), size * 2);
    pause = FIRST_PAUSE;
    pausedUntil = Instant.MIN;
    failing = Optional.empty();
  }

  /** Batches are to be half as large as one that was not taken. */
  void shrink(int items) {
    size = Math.max(1, items / 2);
  }

  /** Nothing is sent for a while, each time longer. */
  void failed(String reason, Instant now) {
    failing = Optional.of(Standing.Failing.after(failing, now, reason));
    pausedUntil = now.plus(pause);
    pause = doubled(pause, LONGEST_PAUSE);
  }

  /** Notes that nobody knows whether a batch was accepted. */
  void unanswered(String reference) {
    unanswered.add(reference);
  }

  boolean isUnanswered(String reference) {
    return unanswered.contains(reference);
  }

  /** Forgets a batch that is no more. */
  void ended(String reference) {
    unanswered.remove(reference);
    questions.remove(reference);
  }

  /** When a batch that was accepted is asked for; at once if it was before the start. */
  Instant questionAt(String reference) {
    Question question = questions.get(reference);
    return question == null ? Instant.MIN : question.at();
  }

  void accepted(String reference, Instant now) {
    unanswered.remove(reference);
    Duration first = limits.polling().first();
    questions.put(reference, new Question(now.plus(first), first));
  }

  /** It is not completed: the next question comes later. */
  void notCompleted(String reference, Instant now) {
    Question question = questions.get(reference);
    Duration wait =
        question == null
            ? limits.polling().first()
            : doubled(question.waited(), limits.polling().longest());
    questions.put(reference, new Question(now.plus(wait), wait));
  }

  void left(Item item, Span span) {
    left.merge(item, span, Span::with);
    if (left.size() > MOST_LEFT) {
      left.remove(left.keySet().iterator().next());
    }
  }

  boolean hasLeft(Item item, long sequence) {
    Span span = left.get(item);
    return span != null && span.has(sequence);
  }

  private static Duration doubled(Duration duration, Duration most) {
    Duration twice = duration.multipliedBy(2);
    return twice.compareTo(most) < 0 ? twice : most;
  }
}
