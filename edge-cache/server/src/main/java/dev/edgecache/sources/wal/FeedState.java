package dev.edgecache.sources.wal;

import dev.edgecache.consistency.Position;
import dev.edgecache.sources.SourceStatus;
import dev.edgecache.sources.SourceStatus.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a feed is. Written by one thread, safe to read for any. */
final class FeedState {

  static final String KIND = "wal";

  private static final Logger LOG = LoggerFactory.getLogger(FeedState.class);

  private final String source;
  private final InstantSource clock;
  private volatile Optional<Trouble> trouble;
  private volatile Optional<Instant> lastMessage = Optional.empty();
  private volatile Optional<Duration> lag = Optional.empty();
  private volatile Optional<Position> processed = Optional.empty();

  /**
   * That of a feed which is not connected yet.
   *
   * @param source what it is called in messages
   */
  FeedState(String source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
    this.trouble = Optional.of(new Trouble(clock.instant(), "not connected yet"));
  }

  /** It does not work, for that reason; what it told before is no longer current. */
  void troubled(String reason) {
    Optional<Trouble> before = trouble;
    if (before.filter(known -> known.reason().equals(reason)).isEmpty()) {
      LOG.warn("{} is not followed: {}", source, reason);
    }
    trouble =
        Optional.of(new Trouble(before.map(Trouble::since).orElseGet(clock::instant), reason));
    lag = Optional.empty();
  }

  /** It has all that its server had when it was connected. */
  void works() {
    if (trouble.isPresent()) {
      LOG.info("{} is followed", source);
    }
    trouble = Optional.empty();
  }

  boolean isTroubled() {
    return trouble.isPresent();
  }

  void received() {
    lastMessage = Optional.of(clock.instant());
  }

  void lags(Duration time) {
    lag = Optional.of(time);
  }

  /** Everything up to there is in effect. */
  void processed(Position position) {
    processed = Optional.of(position);
  }

  Optional<Position> processed() {
    return processed;
  }

  SourceStatus status() {
    return new SourceStatus(KIND, trouble, lastMessage, lag);
  }
}
