package dev.edgecache.policy;

import java.util.Locale;

/**
 * The hosts that a policy holds for: one name or address, for every port or with a port for that
 * port alone, or {@code *.} and a name for all names below it.
 *
 * @param kind whether it is one host or all below one
 * @param host the host in lower case without trailing dot, with the port if one is named; of a
 *     wildcard what follows {@code *.}
 */
public record HostPattern(Kind kind, String host) {

  /** How many hosts a pattern describes. */
  public enum Kind {
    /** One host. */
    EXACT,
    /** All hosts below one name, at any depth. */
    WILDCARD
  }

  /**
   * The pattern that a text describes.
   *
   * @throws IllegalArgumentException saying what is wrong with the text and what was expected
   */
  public static HostPattern parse(String text) {
    Kind kind = text.startsWith("*.") ? Kind.WILDCARD : Kind.EXACT;
    String host = kind == Kind.WILDCARD ? text.substring(2) : text;
    boolean port = kind == Kind.WILDCARD && host.contains(":");
    if (host.isEmpty() || host.startsWith(".") || host.contains("..") || port || !isHost(host)) {
      throw new IllegalArgumentException(
          "host: "
              + text
              + " (expected: a host such as api.shop.example, with a port if it holds for that port"
              + " alone, or *.shop.example)");
    }
    return new HostPattern(kind, withoutTrailingDot(host.toLowerCase(Locale.ROOT)));
  }

  private static boolean isHost(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || ".-_:[]".indexOf(c) >= 0;
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  /**
   * An authority in the form in which hosts compare: lower case, without the default port of the
   * scheme and without a trailing dot.
   */
  public static String normalise(String scheme, String authority) {
    String host = withoutTrailingDot(lowerCase(authority));
    String defaultPort = scheme.equals("https") ? ":443" : ":80";
    if (host.endsWith(defaultPort)) {
      host = withoutTrailingDot(host.substring(0, host.length() - defaultPort.length()));
    } else if (host.endsWith(":")) {
      host = withoutTrailingDot(host.substring(0, host.length() - 1));
    } else if (host.contains(".:")) {
      host = host.replace(".:", ":");
    }
    return host;
  }

  /** A normalised authority without its port. */
  public static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }

  /** Whether a normalised authority is one of the hosts. */
  public boolean matches(String authority) {
    String name = withoutPort(authority);
    return switch (kind) {
      case EXACT -> authority.equals(host) || name.equals(host);
      case WILDCARD -> name.length() > host.length() + 1 && name.endsWith("." + host);
    };
  }

  private static String withoutTrailingDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static String lowerCase(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
        return text.toLowerCase(Locale.ROOT);
      }
    }
    return text;
  }

  @Override
  public String toString() {
    return kind == Kind.WILDCARD ? "*." + host : host;
  }
}
