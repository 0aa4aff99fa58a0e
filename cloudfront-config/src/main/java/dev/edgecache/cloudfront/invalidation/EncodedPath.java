package dev.edgecache.cloudfront.invalidation;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A path in the encoding of invalidations: what is not ASCII and what RFC 1738 calls unsafe is
 * percent-encoded, and nothing else. A {@code ~} can't be told to CloudFront in any encoding.
 *
 * @param text the path, or the beginning of one that can't be told
 * @param whole whether it is all of the path
 */
record EncodedPath(String text, boolean whole) {

  /** The characters that RFC 1738 §2.2 calls unsafe, without the percent sign of a code. */
  private static final String UNSAFE = " <>\"#{}|\\^[]`";

  private static final String TILDE_CODE = "%7e";

  /** A path as viewers send it; one that does not begin with a slash gets one. */
  static EncodedPath of(String path) {
    String absolute = path.startsWith("/") ? path : "/" + path;
    StringBuilder text = new StringBuilder(absolute.length());
    int at = 0;
    while (at < absolute.length()) {
      int character = absolute.codePointAt(at);
      String code = isCode(absolute, at) ? absolute.substring(at, at + 3) : "";
      if (character == '~' || code.toLowerCase(Locale.ROOT).equals(TILDE_CODE)) {
        return new EncodedPath(text.toString(), false);
      }
      String encoded = code.isEmpty() ? encoded(character) : code;
      // One character less than the limit, for the star of a beginning.
      if (text.length() + encoded.length() >= Item.LONGEST_PATH) {
        return new EncodedPath(text.toString(), false);
      }
      text.append(encoded);
      at += code.isEmpty() ? Character.charCount(character) : code.length();
    }
    return new EncodedPath(text.toString(), true);
  }

  /** Whether a text needs no encoding. */
  static boolean isEncoded(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean unsafe = c <= ' ' || c >= 0x7F || UNSAFE.indexOf(c) >= 0 || c == '~';
      if (unsafe || (c == '%' && !isCode(text, i))) {
        return false;
      }
    }
    return true;
  }

  private static String encoded(int character) {
    boolean safe =
        character > ' ' && character < 0x7F && character != '%' && UNSAFE.indexOf(character) < 0;
    if (safe) {
      return Character.toString(character);
    }
    StringBuilder codes = new StringBuilder();
    for (byte octet : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
      codes.append(String.format(Locale.ROOT, "%%%02X", octet & 0xFF));
    }
    return codes.toString();
  }

  private static boolean isCode(String text, int at) {
    return text.charAt(at) == '%'
        && at + 2 < text.length()
        && isHexDigit(text.charAt(at + 1))
        && isHexDigit(text.charAt(at + 2));
  }

  private static boolean isHexDigit(char c) {
    return c < 0x7F && Character.digit(c, 16) >= 0;
  }
}
