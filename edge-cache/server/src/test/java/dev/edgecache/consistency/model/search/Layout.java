package dev.edgecache.consistency.model.search;

/** The variables of a model's state, packed into the words of a {@code long[]}. */
public final class Layout {
  private int words = 1;
  private int bits;

  /** A new variable with the values 0 to {@code values - 1}; with one value it takes no room. */
  public Variable variable(int values) {
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(values - 1);
    if (bits + width > Long.SIZE) {
      words++;
      bits = 0;
    }
    Variable variable = new Variable(words - 1, bits, (1 << width) - 1);
    bits += width;
    return variable;
  }

  /** That many variables of the same kind, from index 0 on. */
  public Variable[] variables(int count, int values) {
    Variable[] all = new Variable[count];
    for (int index = 0; index < count; index++) {
      all[index] = variable(values);
    }
    return all;
  }

  /** The state in which every variable is 0. */
  public long[] zero() {
    return new long[words];
  }

  /**
   * A variable: where its bits are.
   *
   * @param mask as many ones as the variable has bits
   */
  public record Variable(int word, int shift, int mask) {
    /** Its value in a state. */
    public int of(long[] state) {
      return (int) (state[word] >>> shift) & mask;
    }

    /** Whether its value is not 0. */
    public boolean in(long[] state) {
      return of(state) != 0;
    }

    /** Changes its value in a state. */
    public void set(long[] state, int value) {
      if ((value & ~mask) != 0) {
        throw new IllegalArgumentException(value + " (expected: 0 to " + mask + ")");
      }
      state[word] = (state[word] & ~((long) mask << shift)) | ((long) value << shift);
    }

    /** Raises its value in a state to at least {@code value}. */
    public void raise(long[] state, int value) {
      set(state, Math.max(of(state), value));
    }
  }
}
