package dev.edgecache.consistency.model.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** States numbered in the order in which they were added, each with the number of its parent. */
final class StateSet {
  private static final int CHUNK = 1 << 14;

  private final int words;
  private final List<long[]> chunks = new ArrayList<>();
  private int[] parents = new int[CHUNK];

  /** Open addressing: the number of a state plus 1, or 0 where there is none. */
  private int[] table = new int[4 * CHUNK];

  private int size;

  StateSet(int words) {
    this.words = words;
  }

  int size() {
    return size;
  }

  int parent(int number) {
    return parents[number];
  }

  long[] state(int number) {
    int from = number % CHUNK * words;
    return Arrays.copyOfRange(chunks.get(number / CHUNK), from, from + words);
  }

  /** Adds the state unless it is there. */
  void add(long[] state, int parent) {
    int slot = slot(state);
    if (table[slot] != 0) {
      return;
    }
    if (size % CHUNK == 0) {
      chunks.add(new long[CHUNK * words]);
    }
    if (size == parents.length) {
      parents = Arrays.copyOf(parents, 2 * size);
    }
    System.arraycopy(state, 0, chunks.getLast(), size % CHUNK * words, words);
    parents[size] = parent;
    size++;
    table[slot] = size;
    if (size > table.length / 2) {
      grow();
    }
  }

  private void grow() {
    table = new int[2 * table.length];
    for (int number = 0; number < size; number++) {
      table[slot(state(number))] = number + 1;
    }
  }

  /** Where the state is, or where it belongs. */
  private int slot(long[] state) {
    int mask = table.length - 1;
    int slot = hash(state) & mask;
    while (table[slot] != 0 && !isAt(table[slot] - 1, state)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean isAt(int number, long[] state) {
    int from = number % CHUNK * words;
    return Arrays.equals(chunks.get(number / CHUNK), from, from + words, state, 0, words);
  }

  /** Every bit of the state changes each bit of this, as good as by chance. */
  private static int hash(long[] state) {
    long hash = 0;
    for (long word : state) {
      hash ^= word;
      hash = (hash ^ hash >>> 32) * 0x9E3779B97F4A7C15L;
      hash = (hash ^ hash >>> 29) * 0xBF58476D1CE4E5B9L;
      hash ^= hash >>> 32;
    }
    return (int) hash;
  }
}
