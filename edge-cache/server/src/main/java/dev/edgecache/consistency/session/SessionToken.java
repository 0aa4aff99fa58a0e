package dev.edgecache.consistency.session;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a session has written and seen. Its client carries it from request to request, and from one
 * cache to another. It only ever grows: positions are merged by maximum, and those of an epoch that
 * a cache does not know are kept as they are.
 *
 * <p>Tags and keys are kept as hashes. Two of one hash count as one, which demands more of their
 * answers, and no less.
 */
public final class SessionToken {

  private final long session;
  private final SortedMap<Epoch, Marks> marks;
  private final Instant expires;

  SessionToken(long session, SortedMap<Epoch, Marks> marks, Instant expires) {
    this.session = session;
    this.marks = marks;
    this.expires = expires;
  }

  /**
   * The token of a session that has neither written nor seen anything yet.
   *
   * @param session its number, at random
   * @param expires when it ends, in whole seconds
   */
  public static SessionToken begin(long session, Instant expires) {
    return new SessionToken(session, noMarks(), wholeSeconds(expires));
  }

  /** The number that tells the session from others. */
  public long session() {
    return session;
  }

  /** When the session ends. */
  public Instant expires() {
    return expires;
  }

  SortedMap<Epoch, Marks> marks() {
    return Collections.unmodifiableSortedMap(marks);
  }

  /**
   * This token after a write.
   *
   * @param tags the tags that it touched; none if it may have touched anything
   * @param at a position at or after its commit
   */
  public SessionToken wrote(Set<String> tags, Position at) {
    Marks of = marksOf(at.epoch());
    Marks after = tags.isEmpty() ? of.wrote(at.value()) : of;
    for (String tag : tags) {
      after = after.wrote(hash(tag), at.value());
    }
    return with(at.epoch(), after);
  }

  /**
   * This token after an answer that met what it demands.
   *
   * @param upper a position that nothing in the answer is beyond
   */
  public SessionToken saw(String key, int fingerprint, Position upper) {
    return with(upper.epoch(), marksOf(upper.epoch()).saw(hash(key), fingerprint, upper.value()));
  }

  /**
   * What either token holds.
   *
   * @param other a token of the same session
   */
  public SessionToken merge(SessionToken other) {
    if (session != other.session) {
      throw new IllegalArgumentException(
          "session: " + other.session + " (expected: " + session + ")");
    }
    SortedMap<Epoch, Marks> all = copy();
    other.marks.forEach((epoch, more) -> all.merge(epoch, more, Marks::merge));
    return new SessionToken(session, all, later(expires, other.expires));
  }

  /** This token with what another one of the same client holds. */
  public SessionToken absorb(SessionToken other) {
    return merge(new SessionToken(session, other.marks, other.expires));
  }

  /** This token, to end at that instant if it would end before. */
  public SessionToken lastingUntil(Instant end) {
    return new SessionToken(session, marks, later(expires, wholeSeconds(end)));
  }

  /** This token with the positions of known epochs related to the current one. */
  public SessionToken in(Lineage lineage) {
    if (marks.keySet().stream().allMatch(lineage.current()::equals)) {
      return this;
    }
    SortedMap<Epoch, Marks> related = noMarks();
    marks.forEach(
        (epoch, of) -> {
          if (lineage.knows(epoch)) {
            Marks current = of.map(at -> inCurrent(lineage, epoch, at));
            related.merge(lineage.current(), current, Marks::merge);
          } else {
            related.put(epoch, of);
          }
        });
    return new SessionToken(session, related, expires);
  }

  /** Whether it has a position of a known epoch that is beyond the newest one known here. */
  public boolean isBeyond(Lineage lineage, Position newest) {
    return marks.entrySet().stream()
        .filter(of -> lineage.knows(of.getKey()))
        .anyMatch(
            of ->
                Long.compareUnsigned(
                        inCurrent(lineage, of.getKey(), of.getValue().greatest()), newest.value())
                    > 0);
  }

  private static long inCurrent(Lineage lineage, Epoch known, long at) {
    return lineage.demandInCurrent(new Position(known, at)).orElseThrow().value();
  }

  private Marks marksOf(Epoch epoch) {
    Marks of = marks.get(epoch);
    return of == null ? Marks.NONE : of;
  }

  private SessionToken with(Epoch epoch, Marks of) {
    SortedMap<Epoch, Marks> all = copy();
    all.put(epoch, of);
    return new SessionToken(session, all, expires);
  }

  private SortedMap<Epoch, Marks> copy() {
    SortedMap<Epoch, Marks> all = noMarks();
    all.putAll(marks);
    return all;
  }

  static SortedMap<Epoch, Marks> noMarks() {
    return new TreeMap<>(Comparator.comparing(Epoch::name));
  }

  /** What stands for a tag or a key, the same in every cache. */
  static int hash(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) sum.getValue();
  }

  private static Instant wholeSeconds(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond());
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionToken that
        && session == that.session
        && marks.equals(that.marks)
        && expires.equals(that.expires);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(session);
  }

  /** Without its number, which could be used to follow a client through a log. */
  @Override
  public String toString() {
    return "SessionToken[" + marks.keySet() + " until " + expires + "]";
  }
}
