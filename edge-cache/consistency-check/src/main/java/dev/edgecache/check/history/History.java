package dev.edgecache.check.history;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What happened in a run.
 *
 * @param reads by the time of their begin
 * @param written in no order
 * @param acknowledged by time
 * @param ownWrites by time
 * @param replayed by the time of their begin
 */
public record History(
    List<Read> reads,
    List<Written> written,
    List<Acknowledged> acknowledged,
    List<OwnWrite> ownWrites,
    List<Replayed> replayed) {

  /** Sorts copies of the lists. */
  public History {
    reads = sorted(reads, Read::begin);
    written = List.copyOf(written);
    acknowledged = sorted(acknowledged, Acknowledged::at);
    ownWrites = sorted(ownWrites, OwnWrite::at);
    replayed = sorted(replayed, Replayed::begin);
  }

  private static <E> List<E> sorted(List<E> events, ToLongFunction<E> time) {
    return events.stream().sorted(Comparator.comparingLong(time)).toList();
  }
}
