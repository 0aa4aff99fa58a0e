package dev.edgecache.sources.feed;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.invalidation.log.InvalidationLog;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way past messages that are gone: since nobody knows what they said, everything is
 * invalidated.
 *
 * @param log where that is noted
 */
public record Gaps(InvalidationLog log, InstantSource clock) {

  private static final Logger LOG = LoggerFactory.getLogger(Gaps.class);

  /**
   * Invalidates everything, since messages of a source are gone.
   *
   * @param reason which, in words for people
   * @return when that is durable; it is in effect at once
   */
  public CompletionStage<Acknowledgement> close(String source, String reason) {
    LOG.error(
        "Messages of source {} are lost, so that everything is invalidated: {}", source, reason);
    return log.append(
            Invalidation.of(
                Set.of(ImplicitTags.EVERYTHING),
                clock.instant(),
                "a gap in source " + source + ": " + reason))
        .entry()
        .acknowledged();
  }
}
