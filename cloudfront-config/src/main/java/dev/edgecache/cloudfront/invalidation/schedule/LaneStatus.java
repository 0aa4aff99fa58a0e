package dev.edgecache.cloudfront.invalidation.schedule;

import dev.edgecache.cloudfront.invalidation.Destination;
import java.time.Instant;
import java.util.Optional;

/**
 * How the way to a destination is.
 *
 * @param to the destination
 * @param waiting items that wait to go out
 * @param oldest when the first of these came
 * @param inProgress items that were accepted and are not completed
 * @param acceptedSince when the first of these were accepted
 * @param failing since when nothing comes further, and why
 */
public record LaneStatus(
    Destination to,
    int waiting,
    Optional<Instant> oldest,
    int inProgress,
    Optional<Instant> acceptedSince,
    Optional<Standing.Failing> failing) {}
