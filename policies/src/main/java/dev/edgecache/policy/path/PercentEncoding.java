package dev.edgecache.policy.path;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text in normalised percent-encoding (RFC 3986 §6.2.2): unreserved characters decoded, other
 * codes in upper case.
 *
 * @param text the text
 * @param worst the most troublesome of its codes
 */
public record PercentEncoding(String text, Code worst) {

  /** The reserved characters (RFC 3986 §2.2). */
  private static final String RESERVED = ":/?#[]@!$&'()*+,;=";

  /** Kinds of percent codes, by how far servers disagree about them. */
  public enum Code {
    /** None, or none that changes where a path leads. */
    HARMLESS,
    /** One of slash, backslash, percent sign, question mark, hash, semicolon. */
    DELIMITER,
    /** A control character. */
    CONTROL,
    /** A percent sign without two hexadecimal digits, or codes that are not UTF-8. */
    INVALID
  }

  /** The normalised form of a text; a percent sign without two digits stays as it is. */
  public static PercentEncoding normalise(String raw) {
    if (raw.indexOf('%') < 0) {
      return new PercentEncoding(raw, Code.HARMLESS);
    }
    StringBuilder text = new StringBuilder(raw.length());
    Code worst = isUtf8(raw) ? Code.HARMLESS : Code.INVALID;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      int octet = c == '%' ? octetAt(raw, i) : -1;
      if (octet < 0) {
        text.append(c);
        worst = c == '%' ? Code.INVALID : worst;
        continue;
      }
      if (isUnreserved(octet)) {
        text.append((char) octet);
      } else {
        text.append('%').append(hex(octet >> 4)).append(hex(octet & 15));
        Code code = kind(octet);
        worst = code.compareTo(worst) > 0 ? code : worst;
      }
      i += 2;
    }
    return new PercentEncoding(text.toString(), worst);
  }

  /** The text that percent codes stand for, in UTF-8; malformed parts become U+FFFD. */
  public static String decode(String raw) {
    return raw.indexOf('%') < 0 ? raw : new String(octets(raw), StandardCharsets.UTF_8);
  }

  /** A text with all but unreserved characters percent-encoded (RFC 6570 §3.2.2). */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      append(encoded, octet & 0xFF, isUnreserved(octet & 0xFF));
    }
    return encoded.toString();
  }

  /**
   * A text with all but unreserved and reserved characters and percent codes percent-encoded (RFC
   * 6570 §3.2.3).
   */
  public static String encodeIllegal(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < octets.length; i++) {
      int octet = octets[i] & 0xFF;
      boolean code =
          octet == '%'
              && i + 2 < octets.length
              && digit((char) (octets[i + 1] & 0xFF)) >= 0
              && digit((char) (octets[i + 2] & 0xFF)) >= 0;
      append(encoded, octet, code || isUnreserved(octet) || RESERVED.indexOf(octet) >= 0);
    }
    return encoded.toString();
  }

  private static void append(StringBuilder encoded, int octet, boolean legal) {
    if (legal) {
      encoded.append((char) octet);
    } else {
      encoded.append('%').append(hex(octet >> 4)).append(hex(octet & 15));
    }
  }

  private static boolean isUtf8(String raw) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets(raw)));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private static byte[] octets(String raw) {
    byte[] all = raw.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '%'
          && i + 2 < all.length
          && Character.digit(all[i + 1], 16) >= 0
          && Character.digit(all[i + 2], 16) >= 0) {
        all[length++] =
            (byte) (Character.digit(all[i + 1], 16) * 16 + Character.digit(all[i + 2], 16));
        i += 2;
      } else {
        all[length++] = all[i];
      }
    }
    return Arrays.copyOf(all, length);
  }

  /** The octet of the percent code at a position, or -1 if there is none. */
  private static int octetAt(String raw, int percent) {
    if (percent + 2 >= raw.length()) {
      return -1;
    }
    int high = digit(raw.charAt(percent + 1));
    int low = digit(raw.charAt(percent + 2));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static int digit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static char hex(int digit) {
    return "0123456789ABCDEF".charAt(digit);
  }

  private static Code kind(int octet) {
    return switch (octet) {
      case '/', '\\', '%', '?', '#', ';' -> Code.DELIMITER;
      default -> octet < 0x20 || octet == 0x7F ? Code.CONTROL : Code.HARMLESS;
    };
  }

  /** Whether an octet is an unreserved character (RFC 3986 §2.3). */
  private static boolean isUnreserved(int octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || octet == '-'
        || octet == '.'
        || octet == '_'
        || octet == '~';
  }
}
