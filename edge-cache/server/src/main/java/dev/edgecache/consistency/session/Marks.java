package dev.edgecache.consistency.session;

import java.util.Collections;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a session has written and seen within one epoch. Positions are unsigned; 0 demands nothing.
 * Marks are merged by maximum, and there are never more than {@value #MOST} of single tags and
 * keys: the least of them are folded into the one for everything, which then demands more of other
 * answers, and no less of any.
 *
 * @param everything the position that any answer has to reach
 * @param writes the positions of the session's writes by the hash of a tag
 * @param seen what it has seen, by the hash of a key
 */
record Marks(long everything, SortedMap<Integer, Long> writes, SortedMap<Integer, Seen> seen) {

  /** The most marks of single tags and keys. */
  static final int MOST = 64;

  static final Marks NONE = new Marks(0, new TreeMap<>(), new TreeMap<>());

  /** Leaves out what the position for everything demands anyway, and folds what is too much. */
  Marks {
    everything = greater(everything, tooMuch(writes, seen));
    long least = everything;
    SortedMap<Integer, Long> ownWrites = new TreeMap<>(writes);
    ownWrites.values().removeIf(at -> Long.compareUnsigned(at, least) <= 0);
    SortedMap<Integer, Seen> ownSeen = new TreeMap<>(seen);
    ownSeen.values().removeIf(answer -> Long.compareUnsigned(answer.upper(), least) <= 0);
    writes = Collections.unmodifiableSortedMap(ownWrites);
    seen = Collections.unmodifiableSortedMap(ownSeen);
  }

  /** The greatest position below those that may stay; 0 if all may. */
  private static long tooMuch(SortedMap<Integer, Long> writes, SortedMap<Integer, Seen> seen) {
    return writes.size() + seen.size() <= MOST
        ? 0
        : Stream.concat(writes.values().stream(), seen.values().stream().map(Seen::upper))
            .sorted(Comparator.comparing((Long at) -> at, Long::compareUnsigned).reversed())
            .skip(MOST)
            .findFirst()
            .orElse(0L);
  }

  Marks wrote(long at) {
    return new Marks(greater(everything, at), writes, seen);
  }

  Marks wrote(int tag, long at) {
    SortedMap<Integer, Long> more = new TreeMap<>(writes);
    more.merge(tag, at, Marks::greater);
    return new Marks(everything, more, seen);
  }

  /** With an answer that met these marks; it takes the place of what was seen before. */
  Marks saw(int key, int fingerprint, long upper) {
    SortedMap<Integer, Seen> more = new TreeMap<>(seen);
    more.merge(
        key,
        new Seen(upper, OptionalInt.of(fingerprint)),
        (old, now) -> new Seen(greater(old.upper(), now.upper()), now.fingerprint()));
    return new Marks(everything, writes, more);
  }

  Marks merge(Marks other) {
    if (equals(NONE)) {
      return other;
    }
    SortedMap<Integer, Long> allWrites = new TreeMap<>(writes);
    other.writes.forEach((tag, at) -> allWrites.merge(tag, at, Marks::greater));
    SortedMap<Integer, Seen> allSeen = new TreeMap<>(seen);
    other.seen.forEach((key, answer) -> allSeen.merge(key, answer, Seen::merge));
    return new Marks(greater(everything, other.everything), allWrites, allSeen);
  }

  /** These marks at other positions; the order of positions is kept. */
  Marks map(LongUnaryOperator position) {
    SortedMap<Integer, Long> mappedWrites = new TreeMap<>();
    writes.forEach((tag, at) -> mappedWrites.put(tag, position.applyAsLong(at)));
    SortedMap<Integer, Seen> mappedSeen = new TreeMap<>();
    seen.forEach(
        (key, answer) ->
            mappedSeen.put(
                key, new Seen(position.applyAsLong(answer.upper()), answer.fingerprint())));
    return new Marks(position.applyAsLong(everything), mappedWrites, mappedSeen);
  }

  /** These marks, with that position in place of greater ones. */
  Marks atMost(long limit) {
    return Long.compareUnsigned(greatest(), limit) <= 0
        ? this
        : map(at -> Long.compareUnsigned(at, limit) <= 0 ? at : limit);
  }

  /** The greatest position of all; 0 if there is none. */
  long greatest() {
    return LongStream.concat(
            LongStream.of(everything, greatestWrite()),
            seen.values().stream().mapToLong(Seen::upper))
        .reduce(0, Marks::greater);
  }

  /** The greatest position of a write to a single tag; 0 if there is none. */
  long greatestWrite() {
    return writes.values().stream().mapToLong(Long::longValue).reduce(0, Marks::greater);
  }

  static long greater(long one, long other) {
    return Long.compareUnsigned(one, other) >= 0 ? one : other;
  }
}
