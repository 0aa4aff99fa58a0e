package dev.edgecache.cloudfront.invalidation.schedule;

import dev.edgecache.cloudfront.invalidation.Spending;
import java.util.List;
import java.util.Optional;

/**
 * What changes in a backlog at once: all of it holds after a crash, or nothing.
 *
 * @param gone what no longer waits
 * @param waiting what waits now
 * @param place where it waits
 * @param ended the references of batches that are no more
 * @param batches batches that are new, or have come further
 * @param cursor the latest invalidation that was handed over, if that changes
 * @param spending what went out this month, if that changes
 */
public record Change(
    List<Waiting.Slot> gone,
    List<Waiting> waiting,
    Place place,
    List<String> ended,
    List<Batch> batches,
    Optional<Long> cursor,
    Optional<Spending> spending) {

  /** Where what waits now has its place. */
  public enum Place {
    /** After all that waits. */
    BACK,
    /** Before all that waits. */
    FRONT
  }

  /** Copies the lists. */
  public Change {
    gone = List.copyOf(gone);
    waiting = List.copyOf(waiting);
    ended = List.copyOf(ended);
    batches = List.copyOf(batches);
  }

  /** What comes from there on is to be handed over. */
  public static Change begun(long cursor) {
    return came(List.of(), cursor);
  }

  /** Items came. */
  static Change came(List<Waiting> waiting, long cursor) {
    return new Change(
        List.of(),
        waiting,
        Place.BACK,
        List.of(),
        List.of(),
        Optional.of(cursor),
        Optional.empty());
  }

  /** Items became a batch. */
  static Change formed(List<Waiting.Slot> gone, Batch batch) {
    return new Change(
        gone, List.of(), Place.BACK, List.of(), List.of(batch), Optional.empty(), Optional.empty());
  }

  /** Items no longer wait. */
  static Change dropped(List<Waiting.Slot> gone) {
    return new Change(
        gone, List.of(), Place.BACK, List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  /** A batch has come further. */
  static Change further(Batch batch, Spending spending) {
    return new Change(
        List.of(),
        List.of(),
        Place.BACK,
        List.of(),
        List.of(batch),
        Optional.empty(),
        Optional.of(spending));
  }

  /** A batch is no more, and items wait because of it. */
  static Change ended(Batch batch, List<Waiting> waiting, Place place) {
    return new Change(
        List.of(),
        waiting,
        place,
        List.of(batch.reference()),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }
}
