package dev.edgecache.origin;

/** The characters that HTTP/1.1 allows where (RFC 9110 §5, RFC 9112 §3). */
public final class Syntax {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c = 'A'; c <= 'Z'; c++) {
      TOKEN[c] = true;
      TOKEN[c + 32] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private Syntax() {}

  /** Whether this is a token: a method or field name (RFC 9110 §5.6.2). */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128 || !TOKEN[c]) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether this is a field value: no control character but the tab (RFC 9110 §5.5). */
  public static boolean isFieldValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        return false;
      }
    }
    return true;
  }

  /** Whether this can stand in a request line: no space, no control character. */
  public static boolean isTarget(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == 0x7f || c > 0xff) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether one of the comma-separated members of a field value is that word, in any case. */
  public static boolean hasMember(String value, String word) {
    int from = 0;
    while (from <= value.length()) {
      int comma = value.indexOf(',', from);
      int to = comma < 0 ? value.length() : comma;
      if (value.substring(from, to).strip().equalsIgnoreCase(word)) {
        return true;
      }
      from = to + 1;
    }
    return false;
  }
}
