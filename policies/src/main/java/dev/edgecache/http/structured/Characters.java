package dev.edgecache.http.structured;

/** The character classes of RFC 9651. */
final class Characters {

  private Characters() {}

  static boolean isPrintable(char c) {
    return c >= 0x20 && c < 0x7f;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLowerAlpha(char c) {
    return c >= 'a' && c <= 'z';
  }

  static boolean isAlpha(char c) {
    return isLowerAlpha(c) || (c >= 'A' && c <= 'Z');
  }

  static boolean startsToken(char c) {
    return isAlpha(c) || c == '*';
  }

  static boolean continuesToken(char c) {
    return isAlpha(c) || isDigit(c) || "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0;
  }

  static boolean startsKey(char c) {
    return isLowerAlpha(c) || c == '*';
  }

  static boolean continuesKey(char c) {
    return startsKey(c) || isDigit(c) || c == '_' || c == '-' || c == '.';
  }

  static boolean isKey(String text) {
    if (text.isEmpty() || !startsKey(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      if (!continuesKey(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
