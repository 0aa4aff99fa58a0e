package dev.edgecache.serve.listen;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * A range of IP addresses that begin with the same bits, as in CIDR notation (RFC 4632 §3.1, RFC
 * 4291 §2.3).
 */
public final class AddressRange {

  private final byte[] prefix;
  private final int bits;

  private AddressRange(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /** The range of a text such as {@code 10.0.0.0/8}, {@code 2001:db8::/32} or one address. */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    try {
      byte[] address =
          InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
      int all = address.length * Byte.SIZE;
      int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
      if (bits >= 0 && bits <= all) {
        return new AddressRange(address, bits);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(expected(text), e);
    }
    throw new IllegalArgumentException(expected(text));
  }

  private static String expected(String text) {
    return "value: " + text + " (expected: an IP address or a range such as 10.0.0.0/8)";
  }

  /** Whether the address is in one of the ranges. */
  public static boolean anyIncludes(List<AddressRange> ranges, InetAddress address) {
    for (AddressRange range : ranges) {
      if (range.includes(address)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the address is in the range. */
  public boolean includes(InetAddress address) {
    byte[] candidate = address.getAddress();
    if (candidate.length != prefix.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    if (!Arrays.equals(prefix, 0, whole, candidate, 0, whole)) {
      return false;
    }
    int rest = bits % Byte.SIZE;
    return rest == 0 || (prefix[whole] ^ candidate[whole]) >> (Byte.SIZE - rest) == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange that
        && bits == that.bits
        && Arrays.equals(prefix, that.prefix);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(prefix) + bits;
  }
}
