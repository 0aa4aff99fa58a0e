package dev.edgecache.invalidation.target;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.target.Progress.Failing;
import dev.edgecache.invalidation.target.Progress.Stage;
import dev.edgecache.invalidation.target.Target.Clean;
import dev.edgecache.invalidation.target.Target.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The way of invalidations from the log to a target: each is handed over once it is kept in the log
 * and the answers that began before it, or before the primary showed it, have ended, or were given
 * their time. It begins after the latest one that the target has taken, so that a restart misses
 * none.
 */
public final class TargetFeed {

  /** After a failure the target is left alone for that long. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** How often the end of answers is looked for. */
  private static final Duration LOOK = Duration.ofMillis(20);

  private final InvalidationLog log;
  private final Target target;
  private final Means means;

  /** How many invalidations of each tag are not over at the target. */
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

  // Guarded by this.
  private final Deque<Flowing> flowing = new ArrayDeque<>();
  private final Map<Long, Entry> taken = new LinkedHashMap<>();
  private Optional<Failing> failing = Optional.empty();
  private long pulled;
  private long missed;

  /**
   * What a feed works with.
   *
   * @param drain the answers that are on their way
   * @param patience how long they, and the primary, are awaited
   * @param isShown whether the primary shows what an invalidation tells of, as far as is known:
   *     what it answers until then goes outside as well
   * @param lags whether a replica may still lack what an invalidation tells of
   */
  public record Means(
      Drain drain, Duration patience, Predicate<Entry> isShown, Predicate<Entry> lags) {}

  /** An invalidation on its way to the target. */
  private static final class Flowing {
    private final Entry entry;
    private final boolean concerns;
    private Optional<Instant> since = Optional.empty();
    private Optional<Drain.Begun> before = Optional.empty();

    Flowing(Entry entry, boolean concerns) {
      this.entry = entry;
      this.concerns = concerns;
    }
  }

  private TargetFeed(InvalidationLog log, Target target, Means means) {
    this.log = log;
    this.target = target;
    this.means = means;
  }

  /**
   * A feed that goes on where the target is. A target that is new begins with what comes next.
   *
   * @throws IOException if the target can't keep where it begins
   */
  public static TargetFeed of(InvalidationLog log, Target target, Means means) throws IOException {
    TargetFeed feed = new TargetFeed(log, target, means);
    // A log that begins anew gives sequences once more.
    if (target.isNew() || target.cursor() > log.latest()) {
      target.begin(log.latest());
    }
    feed.missed = Math.max(0, log.forgotten() - target.cursor());
    feed.restore();
    log.onAppended(_ -> feed.pull());
    feed.pull();
    target.onProgress(feed::progressed);
    return feed;
  }

  /** Takes up what the target has taken before the start and not done. */
  private synchronized void restore() {
    pulled = target.cursor();
    for (Entry entry : log.after(0)) {
      if (entry.sequence() <= pulled && !target.progress(entry).stage().isOver()) {
        taken.put(entry.sequence(), entry);
        announce(entry);
      }
    }
  }

  /** Takes up what the log has beyond what was taken up, in its order. */
  private synchronized void pull() {
    for (Entry entry : log.after(pulled)) {
      boolean concerns = target.concerns(entry);
      flowing.add(new Flowing(entry, concerns));
      if (concerns) {
        announce(entry);
      }
      pulled = entry.sequence();
    }
  }

  private void announce(Entry entry) {
    entry.invalidation().tags().forEach(tag -> underWay.merge(tag, 1, Integer::sum));
  }

  /** Whether an invalidation of an answer with one of these tags is on its way to the target. */
  public boolean isUnderWay(Collection<String> tags) {
    if (underWay.isEmpty()) {
      return false;
    }
    return underWay.containsKey(ImplicitTags.EVERYTHING)
        || tags.stream().anyMatch(underWay::containsKey);
  }

  /** Hands over what may be handed over; of one thread at a time. Returns when to come again. */
  public Optional<Duration> advance(Instant now) {
    List<Flowing> ready = ready(now);
    List<Clean> clean = ready.stream().filter(one -> one.concerns).map(this::clean).toList();
    if (!clean.isEmpty()) {
      try {
        target.offer(clean);
      } catch (IOException e) {
        failed(String.valueOf(e.getMessage()), now);
        return Optional.of(PAUSE);
      } catch (RuntimeException e) {
        // A fault of the target must not end the way to it without a word.
        failed(e.toString(), now);
        return Optional.of(PAUSE);
      }
    }
    Optional<Duration> again = handedOver(ready);
    if (!clean.isEmpty()) {
      // What can't be told is over at once.
      progressed();
    }
    return again;
  }

  private Clean clean(Flowing one) {
    boolean closed = hasEnded(one) && !means.lags().test(one.entry);
    return new Clean(one.entry, closed ? Window.CLOSED : Window.OPEN);
  }

  private static boolean hasEnded(Flowing one) {
    return one.before.filter(Drain.Begun::haveEnded).isPresent();
  }

  private synchronized List<Flowing> ready(Instant now) {
    Optional<Drain.Begun> begun = Optional.empty();
    for (Flowing one : flowing) {
      one.since = one.since.or(() -> Optional.of(now));
      if (one.before.isEmpty() && means.isShown().test(one.entry)) {
        begun = begun.or(() -> Optional.of(means.drain().begun()));
        one.before = begun;
      }
    }
    List<Flowing> ready = new ArrayList<>();
    for (Flowing one : flowing) {
      boolean isKept = promise(one.entry).isKept();
      boolean isAwaited = !hasEnded(one) && isInTime(one, now);
      if (!isKept || isAwaited) {
        break;
      }
      ready.add(one);
    }
    return ready;
  }

  private boolean isInTime(Flowing one, Instant now) {
    return one.since.filter(since -> now.isBefore(since.plus(means.patience()))).isPresent();
  }

  private static Acknowledgement promise(Entry entry) {
    return entry.acknowledged().toCompletableFuture().getNow(Acknowledgement.UNWRITTEN);
  }

  private synchronized void failed(String reason, Instant now) {
    failing = Optional.of(Failing.after(failing, now, reason));
  }

  private synchronized Optional<Duration> handedOver(List<Flowing> ready) {
    failing = Optional.empty();
    for (Flowing one : ready) {
      flowing.remove(one);
      if (one.concerns) {
        taken.put(one.entry.sequence(), one.entry);
      }
    }
    return flowing.isEmpty() ? Optional.empty() : Optional.of(LOOK);
  }

  private void progressed() {
    List<Entry> all;
    synchronized (this) {
      all = List.copyOf(taken.values());
    }
    for (Entry entry : all) {
      if (target.progress(entry).stage().isOver()) {
        over(entry);
      }
    }
  }

  private synchronized void over(Entry entry) {
    if (taken.remove(entry.sequence()) != null) {
      for (String tag : entry.invalidation().tags()) {
        underWay.computeIfPresent(tag, (_, count) -> count > 1 ? count - 1 : null);
      }
    }
  }

  /** How far an invalidation of the log has come. */
  public Progress progress(Entry entry) {
    if (!target.concerns(entry)) {
      return Progress.at(Stage.NOT_SENT);
    }
    synchronized (this) {
      if (flowing.stream().anyMatch(one -> one.entry.sequence() == entry.sequence())) {
        return new Progress(
            promise(entry) == Acknowledgement.UNWRITTEN ? Stage.PENDING : Stage.DRAINING, failing);
      }
    }
    return target.progress(entry);
  }

  /** The name of the target. */
  public String name() {
    return target.name();
  }

  /** How the way is. */
  public synchronized FeedStatus status() {
    return new FeedStatus(
        flowing.size(),
        taken.size(),
        Stream.concat(taken.values().stream(), flowing.stream().map(one -> one.entry))
            .findFirst()
            .map(entry -> entry.invalidation().received()),
        failing,
        missed > 0);
  }

  /**
   * How the way to a target is.
   *
   * @param draining invalidations that are not handed over yet
   * @param taken those that are handed over and not over
   * @param oldest when the first of all these came
   * @param failing since when none can be handed over, and why
   * @param hasGap whether some were forgotten before they were handed over
   */
  public record FeedStatus(
      int draining,
      int taken,
      Optional<Instant> oldest,
      Optional<Failing> failing,
      boolean hasGap) {}
}
