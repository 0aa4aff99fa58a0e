package dev.edgecache.http.structured;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A value without parameters (RFC 9651 §3.3). */
public sealed interface BareItem {

  /** The value as a field says it (RFC 9651 §4.1.3.1). */
  String text();

  /** An Integer of at most 15 digits (RFC 9651 §3.3.1). */
  record Int(long value) implements BareItem {
    private static final long GREATEST = 999_999_999_999_999L;

    /** Rejects more than 15 digits. */
    public Int {
      if (value > GREATEST || value < -GREATEST) {
        throw new IllegalArgumentException("value: " + value + " (expected: at most 15 digits)");
      }
    }

    @Override
    public String text() {
      return Long.toString(value);
    }
  }

  /** A Decimal of at most 12 digits before and 3 after its point (RFC 9651 §3.3.2). */
  record Decimal(BigDecimal value) implements BareItem {
    private static final BigDecimal LIMIT = new BigDecimal("1000000000000");

    /** Rounds to three places, half to even; rejects more than 12 digits before the point. */
    public Decimal {
      value = value.setScale(3, RoundingMode.HALF_EVEN);
      if (value.abs().compareTo(LIMIT) >= 0) {
        throw new IllegalArgumentException(
            "value: " + value + " (expected: at most 12 digits before the point)");
      }
    }

    @Override
    public String text() {
      String text = value.toPlainString();
      int end = text.length();
      while (text.charAt(end - 1) == '0' && text.charAt(end - 2) != '.') {
        end--;
      }
      return text.substring(0, end);
    }
  }

  /** A String of printable ASCII characters (RFC 9651 §3.3.3). */
  record Str(String value) implements BareItem {
    /** Rejects other characters. */
    public Str {
      for (int i = 0; i < value.length(); i++) {
        if (!Characters.isPrintable(value.charAt(i))) {
          throw new IllegalArgumentException(
              "character: " + (int) value.charAt(i) + " (expected: printable ASCII)");
        }
      }
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder(value.length() + 2).append('"');
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '"' || c == '\\') {
          text.append('\\');
        }
        text.append(c);
      }
      return text.append('"').toString();
    }
  }

  /** A Token (RFC 9651 §3.3.4). */
  record Token(String value) implements BareItem {
    /** Rejects what is no token. */
    public Token {
      if (!isValid(value)) {
        throw new IllegalArgumentException("value: " + value + " (expected: a token)");
      }
    }

    /** Whether the text can be a Token. */
    public static boolean isValid(String text) {
      if (text.isEmpty() || !Characters.startsToken(text.charAt(0))) {
        return false;
      }
      for (int i = 1; i < text.length(); i++) {
        if (!Characters.continuesToken(text.charAt(i))) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String text() {
      return value;
    }
  }

  /**
   * A Byte Sequence (RFC 9651 §3.3.5).
   *
   * @param base64 the bytes in base64 with padding
   */
  record Bytes(String base64) implements BareItem {
    /** Rejects what is not base64; brings it into its one canonical form. */
    public Bytes {
      base64 = Base64.getEncoder().encodeToString(Base64.getDecoder().decode(base64));
    }

    /** The sequence of these bytes. */
    public static Bytes of(byte[] bytes) {
      return new Bytes(Base64.getEncoder().encodeToString(bytes));
    }

    /** A copy of the bytes. */
    public byte[] value() {
      return Base64.getDecoder().decode(base64);
    }

    @Override
    public String text() {
      return ':' + base64 + ':';
    }
  }

  /** A Boolean (RFC 9651 §3.3.6). */
  record Bool(boolean value) implements BareItem {
    /** True: what a parameter or dictionary member without a value means. */
    public static final Bool TRUE = new Bool(true);

    @Override
    public String text() {
      return value ? "?1" : "?0";
    }
  }

  /**
   * A Date (RFC 9651 §3.3.7).
   *
   * @param seconds the seconds since 1970-01-01T00:00:00Z, at most 15 digits
   */
  record Date(long seconds) implements BareItem {
    /** Rejects more than 15 digits. */
    public Date {
      if (seconds > Int.GREATEST || seconds < -Int.GREATEST) {
        throw new IllegalArgumentException(
            "seconds: " + seconds + " (expected: at most 15 digits)");
      }
    }

    @Override
    public String text() {
      return "@" + seconds;
    }
  }

  /** A Display String: any Unicode text (RFC 9651 §3.3.8). */
  record DisplayString(String value) implements BareItem {
    /** Rejects text with half a surrogate pair, which is no Unicode text. */
    public DisplayString {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
        throw new IllegalArgumentException("value: a lone surrogate (expected: Unicode text)");
      }
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder(value.length() + 3).append("%\"");
      for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
        char c = (char) (octet & 0xff);
        if (c == '%' || c == '"' || !Characters.isPrintable(c)) {
          text.append('%')
              .append(Character.forDigit(c >> 4, 16))
              .append(Character.forDigit(c & 0xf, 16));
        } else {
          text.append(c);
        }
      }
      return text.append('"').toString();
    }
  }
}
