package dev.edgecache.consistency.session;

import dev.edgecache.consistency.Epoch;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The octets of a session token. Numbers are in groups of seven bits, the least first, as LEB128
 * has them; positions are written by how far they are below the greatest of their epoch, so that
 * recent ones take few octets.
 *
 * <pre>
 * session (8 octets), end in seconds, number of epochs, for each epoch:
 *   length and characters of its name, greatest position,
 *   0 for no position for everything, else its distance from the greatest + 1,
 *   number of writes, for each: hash of the tag (4 octets), distance
 *   number of answers with fingerprint, for each: hash of the key (4), distance, fingerprint (4)
 *   number of answers without, for each: hash of the key (4), distance
 * </pre>
 */
final class TokenFormat {

  private static final int GROUP = 7;
  private static final int GROUP_MASK = 0x7F;
  private static final int MORE = 0x80;

  private TokenFormat() {}

  static byte[] write(SessionToken token) {
    Writer out = new Writer();
    out.fixed(token.session());
    out.number(token.expires().getEpochSecond());
    out.number(token.marks().size());
    token
        .marks()
        .forEach(
            (epoch, marks) -> {
              byte[] name = epoch.name().getBytes(StandardCharsets.US_ASCII);
              out.number(name.length);
              out.octets.writeBytes(name);
              write(out, marks);
            });
    return out.octets.toByteArray();
  }

  private static void write(Writer out, Marks marks) {
    long greatest = marks.greatest();
    out.number(greatest);
    out.number(marks.everything() == 0 ? 0 : greatest - marks.everything() + 1);
    out.number(marks.writes().size());
    marks.writes().forEach((tag, at) -> out.mark(tag, greatest - at));
    var certain = marks.seen().entrySet().stream().filter(of -> of.getValue().isCertain()).toList();
    out.number(certain.size());
    for (var of : certain) {
      out.mark(of.getKey(), greatest - of.getValue().upper());
      out.fixed(of.getValue().fingerprint().orElseThrow());
    }
    out.number(marks.seen().size() - certain.size());
    marks.seen().entrySet().stream()
        .filter(of -> !of.getValue().isCertain())
        .forEach(of -> out.mark(of.getKey(), greatest - of.getValue().upper()));
  }

  /** The token of these octets; empty if there is none. */
  static Optional<SessionToken> read(byte[] octets) {
    ByteBuffer in = ByteBuffer.wrap(octets);
    try {
      long session = in.getLong();
      Instant expires = Instant.ofEpochSecond(number(in));
      SortedMap<Epoch, Marks> marks = SessionToken.noMarks();
      for (long left = number(in); left != 0; left--) {
        marks.put(epoch(in), marks(in));
      }
      return in.hasRemaining()
          ? Optional.empty()
          : Optional.of(new SessionToken(session, marks, expires));
    } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Epoch epoch(ByteBuffer in) {
    StringBuilder name = new StringBuilder();
    for (long left = number(in); left != 0; left--) {
      name.append((char) (in.get() & 0xFF));
    }
    return new Epoch(name.toString());
  }

  private static Marks marks(ByteBuffer in) {
    long greatest = number(in);
    long everything = number(in);
    SortedMap<Integer, Long> writes = new TreeMap<>();
    for (long left = number(in); left != 0; left--) {
      writes.put(in.getInt(), position(in, greatest));
    }
    SortedMap<Integer, Seen> seen = new TreeMap<>();
    for (long left = number(in); left != 0; left--) {
      int key = in.getInt();
      seen.put(key, new Seen(position(in, greatest), OptionalInt.of(in.getInt())));
    }
    for (long left = number(in); left != 0; left--) {
      seen.put(in.getInt(), new Seen(position(in, greatest), OptionalInt.empty()));
    }
    return new Marks(everything == 0 ? 0 : below(greatest, everything - 1), writes, seen);
  }

  private static long position(ByteBuffer in, long greatest) {
    return below(greatest, number(in));
  }

  private static long below(long greatest, long distance) {
    if (Long.compareUnsigned(distance, greatest) > 0) {
      throw new IllegalArgumentException(
          "distance: " + distance + " (expected: at most " + greatest + ")");
    }
    return greatest - distance;
  }

  private static long number(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += GROUP) {
      int octet = in.get();
      value |= (long) (octet & GROUP_MASK) << shift;
      if ((octet & MORE) == 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("number: too long (expected: 64 bits)");
  }

  /** Octets in the making. */
  private static final class Writer {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    void mark(int hash, long distance) {
      fixed(hash);
      number(distance);
    }

    void number(long value) {
      long left = value;
      while ((left & ~GROUP_MASK) != 0) {
        octets.write((int) (left & GROUP_MASK) | MORE);
        left >>>= GROUP;
      }
      octets.write((int) left);
    }

    void fixed(long value) {
      fixed((int) (value >>> Integer.SIZE));
      fixed((int) value);
    }

    void fixed(int value) {
      for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        octets.write(value >>> shift);
      }
    }
  }
}
