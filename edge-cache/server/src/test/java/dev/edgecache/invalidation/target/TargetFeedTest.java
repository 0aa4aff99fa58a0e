package dev.edgecache.invalidation.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.consistency.Floor;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.invalidation.target.Progress.Stage;
import dev.edgecache.invalidation.target.Target.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.ParameterizedTest;

/** When invalidations go outside, and that none is missed. */
class TargetFeedTest {

  private static final Instant START = Instant.parse("2026-04-10T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Floors floors = new Floors();
  private final BackgroundThread background = new BackgroundThread();
  private final InvalidationLog log =
      InvalidationLog.open(
          new MemoryJournal(),
          new InvalidationLog.Parts(
              floors, Optional.empty(), background, LogObserver.NONE, 100),
          START);
  private final Recording target = new Recording();
  private final Set<String> running = new HashSet<>();
  private boolean shown = true;
  private boolean lags;

  @AfterEach
  void stop() {
    background.close();
  }

  private TargetFeed feed() throws IOException {
    return TargetFeed.of(
        log, target, new TargetFeed.Means(this::begun, PATIENCE, _ -> shown, _ -> lags));
  }

  private Drain.Begun begun() {
    Set<String> before = Set.copyOf(running);
    return () -> before.stream().noneMatch(running::contains);
  }

  private Entry append(String... tags) {
    return append(START, tags);
  }

  private Entry append(Instant received, String... tags) {
    return log.append(Invalidation.of(Set.of(tags), received, "test")).entry();
  }

  @Test
  @DisplayName("CF-1: an invalidation goes outside once answers from before it have ended")
  void drains() throws IOException {
    TargetFeed feed = feed();
    running.add("slow");
    Entry entry = append("a");
    assertThat(feed.advance(START)).isPresent();
    assertThat(feed.progress(entry).stage()).isEqualTo(Stage.DRAINING);
    running.add("later");
    assertThat(feed.advance(START.plusSeconds(4))).isPresent();
    assertThat(target.told).isEmpty();
    running.remove("slow");
    assertThat(feed.advance(START.plusSeconds(4))).isEmpty();
    assertThat(target.told).containsExactly("a CLOSED");
  }

  @Test
  @DisplayName("CF-1: after the time given it goes outside all the same, and is to be followed up")
  void patience() throws IOException {
    TargetFeed feed = feed();
    running.add("endless");
    append("a");
    feed.advance(START);
    feed.advance(START.plus(PATIENCE).minusMillis(1));
    assertThat(target.told).isEmpty();
    feed.advance(START.plus(PATIENCE));
    assertThat(target.told).containsExactly("a OPEN");
  }

  @Test
  @DisplayName("CF-1: while a database may lag, it is to be followed up")
  void lag() throws IOException {
    TargetFeed feed = feed();
    lags = true;
    append("a");
    feed.advance(START);
    assertThat(target.told).containsExactly("a OPEN");
  }

  @Test
  @DisplayName("CF-1: what the primary answered before it showed a change is awaited as well")
  void aPrimaryThatIsOvertaken() throws IOException {
    TargetFeed feed = feed();
    shown = false;
    append("a");
    assertThat(feed.advance(START)).isPresent();
    running.add("of the primary");
    shown = true;
    assertThat(feed.advance(START.plusSeconds(1))).isPresent();
    assertThat(target.told).isEmpty();
    running.remove("of the primary");
    assertThat(feed.advance(START.plusSeconds(1))).isEmpty();
    assertThat(target.told).containsExactly("a CLOSED");
  }

  @Test
  @DisplayName("CF-1: a change that the primary does not show in time is to be followed up")
  void aPrimaryThatDoesNotShowIt() throws IOException {
    TargetFeed feed = feed();
    shown = false;
    append("a");
    feed.advance(START);
    feed.advance(START.plus(PATIENCE).minusMillis(1));
    assertThat(target.told).isEmpty();
    feed.advance(START.plus(PATIENCE));
    assertThat(target.told).containsExactly("a OPEN");
  }

  @Test
  @DisplayName("CF-1: this node is clean before anybody outside can hear of an invalidation")
  void insideOut() throws IOException {
    target.hears = entry ->
        assertThat(floors.floorOf(entry.invalidation().tags())).isNotEqualTo(Floor.NONE);
    TargetFeed feed = feed();
    Entry entry = append("a");
    feed.advance(START);
    assertThat(target.heard).contains(entry.sequence());
  }

  @Test
  void whatIsOnItsWayIsKnownByItsTagsUntilItIsOver() throws IOException {
    TargetFeed feed = feed();
    assertThat(feed.isUnderWay(Set.of("a"))).isFalse();
    append("a", "b");
    append("b");
    assertThat(feed.isUnderWay(Set.of("x", "b"))).isTrue();
    assertThat(feed.isUnderWay(Set.of("x"))).isFalse();
    feed.advance(START);
    assertThat(feed.isUnderWay(Set.of("a"))).isTrue();
    target.over(1);
    assertThat(feed.isUnderWay(Set.of("a"))).isFalse();
    assertThat(feed.isUnderWay(Set.of("b"))).isTrue();
    target.over(2);
    assertThat(feed.isUnderWay(Set.of("b"))).isFalse();
    append(ImplicitTags.EVERYTHING);
    assertThat(feed.isUnderWay(Set.of("x"))).isTrue();
  }

  @Test
  void whatMeansNothingToTheTargetIsNotSent() throws IOException {
    TargetFeed feed = feed();
    Entry entry = append("inside");
    assertThat(feed.advance(START)).isEmpty();
    assertThat(target.told).isEmpty();
    assertThat(feed.isUnderWay(Set.of("inside"))).isFalse();
    assertThat(feed.progress(entry).stage()).isEqualTo(Stage.NOT_SENT);
  }

  @Test
  @DisplayName("CF-4: the oldest is the first that is not over, handed over or not")
  void oldest() throws IOException {
    TargetFeed feed = feed();
    assertThat(feed.status().oldest()).isEmpty();
    Entry first = append(START, "a");
    feed.advance(START);
    append(START.plusSeconds(9), "b");
    assertThat(feed.status().oldest()).contains(START);
    target.over(first.sequence());
    assertThat(feed.status().oldest()).contains(START.plusSeconds(9));
  }

  static Stream<Fault> faults() {
    return Stream.of(
        () -> {
          throw new IOException("disk full");
        },
        () -> {
          throw new IllegalStateException("disk full");
        });
  }

  @ParameterizedTest
  @MethodSource("faults")
  @DisplayName("CF-3: a target that can't take it is asked again; the order stays")
  void failures(Fault fault) throws IOException {
    TargetFeed feed = feed();
    target.fault = fault;
    Entry entry = append("a");
    assertThat(feed.advance(START)).contains(Duration.ofSeconds(1));
    assertThat(feed.progress(entry).failing())
        .hasValueSatisfying(failing -> assertThat(failing.reason()).contains("disk full"));
    append("b");
    feed.advance(START.plusSeconds(1));
    assertThat(feed.progress(entry).failing())
        .hasValueSatisfying(
            failing -> {
              assertThat(failing.since()).isEqualTo(START);
              assertThat(failing.attempts()).isEqualTo(2);
            });
    target.fault = () -> {};
    feed.advance(START.plusSeconds(2));
    assertThat(target.told).containsExactly("a CLOSED", "b CLOSED");
  }

  @Test
  @DisplayName("CF-3: a restart goes on after what the target has taken, and misses nothing")
  void restart() throws IOException {
    TargetFeed feed = feed();
    append("a");
    feed.advance(START);
    append("b");
    append("c");
    // The process ends before b and c are handed over.
    target.told.clear();
    TargetFeed next = feed();
    assertThat(next.isUnderWay(Set.of("a"))).as("not over before the end").isTrue();
    assertThat(next.isUnderWay(Set.of("c"))).isTrue();
    next.advance(START);
    assertThat(target.told).containsExactly("b CLOSED", "c CLOSED");
    target.over(1);
    assertThat(next.isUnderWay(Set.of("a"))).isFalse();
  }

  @Test
  void aNewTargetBeginsWithWhatComesNext() throws IOException {
    append("a");
    target.isNew = true;
    TargetFeed feed = feed();
    append("b");
    feed.advance(START);
    assertThat(target.told).containsExactly("b CLOSED");
  }

  @Test
  void aLogThatBeganAnewIsFollowedFromItsBeginning() throws IOException {
    target.cursor = 1_000;
    TargetFeed feed = feed();
    append("a");
    feed.advance(START);
    assertThat(target.told).containsExactly("a CLOSED");
  }

  @Test
  void whatWasForgottenBeforeItWasHandedOverIsSaid() throws IOException {
    for (int i = 0; i < 150; i++) {
      append("a" + i);
    }
    assertThat(feed().status().hasGap()).isTrue();
  }

  /** What happens when the target hears of an invalidation. */
  private interface Hearing {
    void of(Entry entry);
  }

  /** What goes wrong when something is handed over. */
  interface Fault {
    void strike() throws IOException;
  }

  /** A target in memory. */
  private static final class Recording implements Target {
    private final List<String> told = new ArrayList<>();
    private final List<Long> heard = new ArrayList<>();
    private final Set<Long> over = new HashSet<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private Hearing hears = _ -> {};
    private long cursor;
    private boolean isNew;
    private Fault fault = () -> {};

    void over(long sequence) {
      over.add(sequence);
      listeners.forEach(Runnable::run);
    }

    @Override
    public String name() {
      return "recording";
    }

    @Override
    public long cursor() {
      return cursor;
    }

    @Override
    public void begin(long sequence) {
      cursor = sequence;
    }

    @Override
    public boolean isNew() {
      return isNew;
    }

    @Override
    public boolean concerns(Entry entry) {
      heard.add(entry.sequence());
      hears.of(entry);
      return !entry.invalidation().tags().contains("inside");
    }

    @Override
    public void offer(List<Clean> invalidations) throws IOException {
      fault.strike();
      for (Clean clean : invalidations) {
        told.add(
            String.join(",", clean.entry().invalidation().tags())
                + (clean.window() == Window.OPEN ? " OPEN" : " CLOSED"));
        cursor = clean.entry().sequence();
      }
    }

    @Override
    public Progress progress(Entry entry) {
      return Progress.at(over.contains(entry.sequence()) ? Stage.DONE : Stage.SENT);
    }

    @Override
    public void onProgress(Runnable listener) {
      listeners.add(listener);
    }
  }
}
