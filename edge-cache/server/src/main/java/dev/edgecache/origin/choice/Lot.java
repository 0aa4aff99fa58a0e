package dev.edgecache.origin.choice;

/**
 * What decides for one request whether it is among the share that goes to an origin: it is if its
 * lot is less.
 *
 * @param value at least 0, less than 1
 */
public record Lot(double value) {

  /** The lot that is within every share but an empty one. */
  public static final Lot FIRST = new Lot(0);

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** Rejects a value outside its range. */
  public Lot {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException("value: " + value + " (expected: 0 <= n < 1)");
    }
  }

  /** The lot of whom this text names, always the same; the lots of many texts are spread evenly. */
  public static Lot of(String identity) {
    long hash = FNV_BASIS;
    for (int i = 0; i < identity.length(); i++) {
      hash = (hash ^ identity.charAt(i)) * FNV_PRIME;
    }
    return new Lot((mixed(hash) >>> 11) * 0x1.0p-53);
  }

  /** Lets each bit of the hash depend on all others, as the finalizer of SplitMix64 does. */
  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
