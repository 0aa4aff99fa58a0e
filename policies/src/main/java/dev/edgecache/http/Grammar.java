package dev.edgecache.http;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The lexical rules that fields share: whitespace, tokens, quoted strings, digits. */
public final class Grammar {

  /** The greatest number of seconds that a directive can mean: 2^31 (RFC 9111 §1.2.2). */
  public static final Duration GREATEST_DELTA = Duration.ofSeconds(1L << 31);

  private static final boolean[] TOKEN_CHARS = new boolean[128];

  static {
    for (char c = '0'; c <= '9'; c++) {
      TOKEN_CHARS[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN_CHARS[c] = true;
      TOKEN_CHARS[c - 'a' + 'A'] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN_CHARS[c] = true;
    }
  }

  private Grammar() {}

  /** Whether the character may be part of a token (RFC 9110 §5.6.2). */
  public static boolean isTokenChar(char c) {
    return c < 128 && TOKEN_CHARS[c];
  }

  /** Whether the text is a token (RFC 9110 §5.6.2). */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenChar(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether the character is optional whitespace: a space or a tab (RFC 9110 §5.6.3). */
  static boolean isWhitespace(char c) {
    return c == ' ' || c == '\t';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The part of the text without optional whitespace at both ends (RFC 9110 §5.6.3). */
  static String trimmed(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** The text without optional whitespace at both ends (RFC 9110 §5.6.3). */
  public static String trimmed(String text) {
    return trimmed(text, 0, text.length());
  }

  /**
   * The position after the quoted string that begins at a position, or empty if its closing quote
   * is missing (RFC 9110 §5.6.4).
   */
  static OptionalInt endOfQuoted(String text, int openingQuote) {
    for (int i = openingQuote + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return OptionalInt.of(i + 1);
      }
      if (c == '\\') {
        i++;
      }
    }
    return OptionalInt.empty();
  }

  /** What a text that is one quoted string says, or empty if it is none (RFC 9110 §5.6.4). */
  static Optional<String> unquoted(String text) {
    if (text.length() < 2 || text.charAt(0) != '"') {
      return Optional.empty();
    }
    OptionalInt end = endOfQuoted(text, 0);
    if (end.isEmpty() || end.getAsInt() != text.length()) {
      return Optional.empty();
    }
    StringBuilder content = new StringBuilder(text.length());
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      content.append(c == '\\' ? text.charAt(++i) : c);
    }
    return Optional.of(content.toString());
  }

  /**
   * The number that a text of digits only means, {@link Long#MAX_VALUE} if it is greater; empty for
   * any other text.
   */
  public static OptionalLong digits(String text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return OptionalLong.empty();
      }
      int digit = c - '0';
      number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
    }
    return OptionalLong.of(number);
  }

  /**
   * The duration that delta-seconds mean, at most {@link #GREATEST_DELTA}; empty if the text is
   * anything but digits (RFC 9111 §1.2.2).
   */
  static Optional<Duration> deltaSeconds(String text) {
    OptionalLong seconds = digits(text);
    return seconds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Duration.ofSeconds(Math.min(seconds.getAsLong(), GREATEST_DELTA.toSeconds())));
  }
}
