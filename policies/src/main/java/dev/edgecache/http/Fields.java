package dev.edgecache.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The field lines of a message head or of a trailer section: an immutable, ordered list of name and
 * value pairs whose names compare without regard to case (RFC 9110 §5.1).
 *
 * <p>Names and values are kept as they were received; several lines of one name keep their order.
 */
public final class Fields {

  /** No field lines. */
  public static final Fields EMPTY = new Fields(new String[0]);

  /** Name at even, value at odd positions. */
  private final String[] lines;

  private Fields(String[] lines) {
    this.lines = lines;
  }

  /** Field lines from alternating names and values. */
  public static Fields of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "namesAndValues: " + namesAndValues.length + " strings (expected: pairs)");
    }
    return namesAndValues.length == 0 ? EMPTY : new Fields(namesAndValues.clone());
  }

  /** A builder that holds no line yet. */
  public static Builder builder() {
    return new Builder(16);
  }

  /** A builder that starts with these lines. */
  public Builder toBuilder() {
    Builder builder = new Builder(lines.length + 16);
    System.arraycopy(lines, 0, builder.lines, 0, lines.length);
    builder.length = lines.length;
    return builder;
  }

  /** The number of field lines. */
  public int size() {
    return lines.length / 2;
  }

  /** The name of the line at a position from 0 to {@link #size()} exclusive. */
  public String name(int line) {
    return lines[line * 2];
  }

  /** The value of the line at a position from 0 to {@link #size()} exclusive. */
  public String value(int line) {
    return lines[line * 2 + 1];
  }

  /** Whether there is a line of that name. */
  public boolean contains(String name) {
    return first(name) != null;
  }

  /** The value of the first line of that name, or null if there is none. */
  public @Nullable String first(String name) {
    for (int i = 0; i < lines.length; i += 2) {
      if (sameName(lines[i], name)) {
        return lines[i + 1];
      }
    }
    return null;
  }

  /** The values of all lines of that name, in order. */
  public List<String> all(String name) {
    List<String> values = List.of();
    for (int i = 0; i < lines.length; i += 2) {
      if (sameName(lines[i], name)) {
        if (values.isEmpty()) {
          values = new ArrayList<>(2);
        }
        values.add(lines[i + 1]);
      }
    }
    return values;
  }

  /**
   * The combined field value: the values of all lines of that name joined by a comma and a space
   * (RFC 9110 §5.3), or null if there is none.
   */
  public @Nullable String combined(String name) {
    String only = null;
    StringBuilder joined = null;
    for (int i = 0; i < lines.length; i += 2) {
      if (sameName(lines[i], name)) {
        if (only == null) {
          only = lines[i + 1];
        } else {
          if (joined == null) {
            joined = new StringBuilder(only);
          }
          joined.append(", ").append(lines[i + 1]);
        }
      }
    }
    return joined == null ? only : joined.toString();
  }

  /** Passes every line to the receiver, in order. */
  public void forEach(BiConsumer<? super String, ? super String> receiver) {
    for (int i = 0; i < lines.length; i += 2) {
      receiver.accept(lines[i], lines[i + 1]);
    }
  }

  /** These lines, with all lines of that name replaced by one at the end. */
  public Fields with(String name, String value) {
    return toBuilder().set(name, value).build();
  }

  /** These lines without those of that name. */
  public Fields without(String name) {
    return contains(name) ? without(candidate -> sameName(candidate, name)) : this;
  }

  /** These lines without those whose name is in the collection. */
  public Fields without(Collection<String> names) {
    return without(
        candidate -> {
          for (String name : names) {
            if (sameName(candidate, name)) {
              return true;
            }
          }
          return false;
        });
  }

  /** These lines without those whose name the test accepts. */
  public Fields without(Predicate<String> unwanted) {
    Builder kept = new Builder(lines.length);
    for (int i = 0; i < lines.length; i += 2) {
      if (!unwanted.test(lines[i])) {
        kept.add(lines[i], lines[i + 1]);
      }
    }
    return kept.length == lines.length ? this : kept.build();
  }

  /** Whether two field names are the same name (RFC 9110 §5.1). */
  public static boolean sameName(String one, String other) {
    return one.length() == other.length() && one.equalsIgnoreCase(other);
  }

  /** The number of characters of all names and values, with four a line for what separates them. */
  public int octets() {
    int octets = 0;
    for (String part : lines) {
      octets += part.length() + 2;
    }
    return octets;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fields that && Arrays.equals(lines, that.lines);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(lines);
  }

  /** The names only: values may be secret or personal. */
  @Override
  public String toString() {
    StringBuilder names = new StringBuilder("Fields[");
    for (int i = 0; i < lines.length; i += 2) {
      names.append(i == 0 ? "" : ", ").append(lines[i]);
    }
    return names.append(']').toString();
  }

  /** A list of field lines under construction; not safe for use by several threads. */
  public static final class Builder {
    private String[] lines;
    private int length;

    private Builder(int capacity) {
      this.lines = new String[capacity];
    }

    /** Adds a line at the end. */
    public Builder add(String name, String value) {
      if (length + 2 > lines.length) {
        lines = Arrays.copyOf(lines, Math.max(16, lines.length * 2));
      }
      lines[length++] = name;
      lines[length++] = value;
      return this;
    }

    /** Adds all lines of the other list at the end. */
    public Builder addAll(Fields others) {
      others.forEach(this::add);
      return this;
    }

    /** Replaces all lines of that name by one at the end. */
    public Builder set(String name, String value) {
      return remove(name).add(name, value);
    }

    /** Removes all lines of that name. */
    public Builder remove(String name) {
      int kept = 0;
      for (int i = 0; i < length; i += 2) {
        if (!sameName(lines[i], name)) {
          lines[kept] = lines[i];
          lines[kept + 1] = lines[i + 1];
          kept += 2;
        }
      }
      length = kept;
      return this;
    }

    /** The lines so far. */
    public Fields build() {
      return length == 0 ? EMPTY : new Fields(Arrays.copyOf(lines, length));
    }
  }
}
