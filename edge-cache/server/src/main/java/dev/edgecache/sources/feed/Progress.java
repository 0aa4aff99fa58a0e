package dev.edgecache.sources.feed;

import dev.edgecache.sources.SourceStatus;
import dev.edgecache.sources.SourceStatus.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What a feed tells of itself. It is in trouble from its first failure until it has taken what its
 * bus had meanwhile; its trouble dates from when it last had everything.
 */
public final class Progress {

  private final String kind;
  private final InstantSource clock;
  private Instant current;
  private Optional<Trouble> trouble = Optional.empty();
  private Optional<Instant> lastMessage = Optional.empty();
  private Optional<Duration> lag = Optional.empty();

  /**
   * The progress of a feed that begins now.
   *
   * @param kind what it is, in the word of the configuration
   */
  public Progress(String kind, InstantSource clock) {
    this.kind = kind;
    this.clock = clock;
    this.current = clock.instant();
  }

  /** The time, as all that feeds tell is dated. */
  public Instant now() {
    return clock.instant();
  }

  /** Messages came. */
  public synchronized void received() {
    lastMessage = Optional.of(clock.instant());
  }

  /** It is behind by so much, and goes on. */
  public synchronized void behind(Duration time) {
    lag = Optional.of(time.isNegative() ? Duration.ZERO : time);
  }

  /**
   * It has taken all that its bus had at an instant.
   *
   * @param asOf that instant
   * @param took how old the oldest of it was when it was taken
   */
  public synchronized void caughtUp(Instant asOf, Duration took) {
    current = asOf.isAfter(current) ? asOf : current;
    trouble = Optional.empty();
    behind(took);
  }

  /** It does not work. */
  public synchronized void failed(String reason) {
    trouble = Optional.of(new Trouble(trouble.map(Trouble::since).orElse(current), reason));
    lag = Optional.empty();
  }

  /** How the source is. */
  public synchronized SourceStatus status() {
    return new SourceStatus(kind, trouble, lastMessage, lag);
  }
}
