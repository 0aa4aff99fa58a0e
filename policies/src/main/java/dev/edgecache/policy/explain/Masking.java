package dev.edgecache.policy.explain;

import java.util.List;
import java.util.Locale;

/** The hiding of values that may be secret or personal. */
final class Masking {

  private static final String MASK = "***";

  /** Names whose values are masked contain one of these. */
  private static final List<String> SECRET =
      List.of("auth", "cookie", "token", "secret", "password", "api-key", "apikey", "session");

  private Masking() {}

  /** The value of a field as it may be shown: of cookies the names alone. */
  static String field(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("cookie")) {
      return cookies(value);
    }
    if (lower.equals("set-cookie")) {
      int equals = value.indexOf('=');
      return equals < 0 ? MASK : value.substring(0, equals + 1) + MASK;
    }
    return isSecret(lower) ? MASK : value;
  }

  /** A part of a key as it may be shown. */
  static String keyPart(String part) {
    if (part.startsWith("?")) {
      return "?" + query(part.substring(1));
    }
    if (part.startsWith("cookie ")) {
      int equals = part.indexOf('=');
      return equals < 0 ? part : part.substring(0, equals + 1) + MASK;
    }
    int colon = part.indexOf(": ");
    boolean secret = colon > 0 && isSecret(part.substring(0, colon));
    return secret ? part.substring(0, colon + 2) + MASK : part;
  }

  /** A query as it may be shown. */
  static String query(String query) {
    StringBuilder masked = new StringBuilder();
    int from = 0;
    while (from <= query.length()) {
      int ampersand = query.indexOf('&', from);
      int end = ampersand < 0 ? query.length() : ampersand;
      String piece = query.substring(from, end);
      int equals = piece.indexOf('=');
      boolean secret = equals >= 0 && isSecret(piece.substring(0, equals).toLowerCase(Locale.ROOT));
      masked.append(from == 0 ? "" : "&");
      masked.append(secret ? piece.substring(0, equals + 1) + MASK : piece);
      from = end + 1;
    }
    return masked.toString();
  }

  private static String cookies(String value) {
    StringBuilder names = new StringBuilder();
    int from = 0;
    while (from < value.length()) {
      int semicolon = value.indexOf(';', from);
      int end = semicolon < 0 ? value.length() : semicolon;
      String pair = value.substring(from, end).strip();
      int equals = pair.indexOf('=');
      names.append(names.isEmpty() ? "" : "; ");
      names.append(equals < 0 ? MASK : pair.substring(0, equals + 1) + MASK);
      from = end + 1;
    }
    return names.toString();
  }

  private static boolean isSecret(String lowerCaseName) {
    return SECRET.stream().anyMatch(lowerCaseName::contains);
  }
}
