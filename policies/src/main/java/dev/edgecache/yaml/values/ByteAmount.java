package dev.edgecache.yaml.values;

/** A number of bytes, absolute or as a share of a whole. */
public sealed interface ByteAmount {

  /** The bytes of a whole that has {@code whole} bytes. */
  long of(long whole);

  /** So many bytes, whatever the whole. */
  record Bytes(long count) implements ByteAmount {
    @Override
    public long of(long whole) {
      return count;
    }
  }

  /** A share of the whole, from 0 to 1. */
  record Share(double share) implements ByteAmount {
    @Override
    public long of(long whole) {
      return (long) (whole * share);
    }
  }
}
