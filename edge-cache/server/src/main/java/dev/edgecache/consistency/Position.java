package dev.edgecache.consistency;

import java.util.Locale;
import java.util.Optional;

/**
 * A place in the history of a database's writes: for PostgreSQL a WAL location. A later write has a
 * greater position of the same epoch; positions of different epochs are not ordered, unless a
 * {@link Lineage} relates them.
 *
 * @param epoch the history it belongs to
 * @param value an unsigned number
 */
public record Position(Epoch epoch, long value) {

  private static final int HALF = 32;
  private static final int MAX_DIGITS = 8;

  /**
   * The position that a text names: the epoch, {@code @}, and the number in the form of a {@code
   * pg_lsn}, such as {@code 7412345678901234567/1@0/16B3748}. Anything else names none.
   */
  public static Optional<Position> parse(String text) {
    int at = text.indexOf('@');
    if (at < 0 || !Epoch.isName(text.substring(0, at))) {
      return Optional.empty();
    }
    return value(text.substring(at + 1))
        .map(value -> new Position(new Epoch(text.substring(0, at)), value));
  }

  /** The number that a {@code pg_lsn} stands for. */
  public static Optional<Long> value(String lsn) {
    int slash = lsn.indexOf('/');
    return slash < 0
        ? Optional.empty()
        : half(lsn.substring(0, slash))
            .flatMap(high -> half(lsn.substring(slash + 1)).map(low -> high << HALF | low));
  }

  private static Optional<Long> half(String digits) {
    boolean hexadecimal =
        !digits.isEmpty()
            && digits.length() <= MAX_DIGITS
            && digits.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
    return hexadecimal ? Optional.of(Long.parseLong(digits, 16)) : Optional.empty();
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    return epoch.name()
        + "@"
        + Long.toHexString(value >>> HALF).toUpperCase(Locale.ROOT)
        + "/"
        + Long.toHexString(value & 0xFFFF_FFFFL).toUpperCase(Locale.ROOT);
  }

  /** Whether it is of the same epoch and not before the other one. */
  public boolean isAtLeast(Position other) {
    return epoch.equals(other.epoch) && Long.compareUnsigned(value, other.value) >= 0;
  }

  /**
   * Whether a primary that shows everything up to here shows another one, which a replica has
   * replayed: one of another history was a replica itself.
   */
  public boolean shows(Position replayed) {
    return isAtLeast(replayed) || !epoch.equals(replayed.epoch);
  }

  /** The position of the same number in another epoch. */
  Position in(Epoch other) {
    return new Position(other, value);
  }
}
