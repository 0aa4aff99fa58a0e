package dev.edgecache.invalidation.log;

import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.Journal.Durability;
import java.time.Instant;
import java.util.Optional;

/**
 * How an invalidation log is.
 *
 * @param durability what it promises
 * @param failure why it can't be written, while that is so
 * @param loss why invalidations may be missing from before the start
 * @param records invalidations that are told apart
 * @param unwritten those in effect that should be durable and are not
 * @param awaiting those whose position is awaited
 * @param awaitingSince when the first of these came
 * @param bytes what the log takes on disk
 */
public record LogStatus(
    Durability durability,
    Optional<String> failure,
    Optional<Journal.Loss> loss,
    int records,
    int unwritten,
    int awaiting,
    Optional<Instant> awaitingSince,
    long bytes) {}
