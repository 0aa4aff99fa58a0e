package dev.edgecache.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Host and port of a request in the one form by which they are compared (RFC 3986 §6.2.2, §6.2.3).
 *
 * @param host the host in lower case without a dot at its end; an IPv6 address is bracketed and
 *     written out
 * @param port the port, if one is named
 */
public record Authority(String host, OptionalInt port) {

  private static final int LONGEST_HOST = 255;

  /**
   * The authority that a Host field or {@code :authority} names; empty if it is malformed, has no
   * host, or names a user, which HTTP forbids (RFC 9110 §4.2.4).
   */
  public static Optional<Authority> parse(String text) {
    int endOfHost = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
    String host = endOfHost < 0 ? text : text.substring(0, endOfHost);
    String rest = text.substring(host.length());
    Optional<String> normalized =
        host.startsWith("[") ? ipv6(host) : registeredName(host.toLowerCase(Locale.ROOT));
    return normalized.flatMap(name -> withPort(name, rest));
  }

  /** The authority without the port that the scheme implies. */
  public String text(String scheme) {
    return port.isEmpty() || port.getAsInt() == defaultPort(scheme)
        ? host
        : host + ':' + port.getAsInt();
  }

  /** The port, or the one that the scheme implies. */
  public int port(String scheme) {
    return port.orElse(defaultPort(scheme));
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static Optional<Authority> withPort(String host, String rest) {
    // RFC 3986 §3.2.3: a colon without a port names none.
    if (rest.isEmpty() || rest.equals(":")) {
      return Optional.of(new Authority(host, OptionalInt.empty()));
    }
    OptionalLong port =
        rest.charAt(0) == ':' ? Grammar.digits(rest.substring(1)) : OptionalLong.empty();
    return port.isPresent() && port.getAsLong() >= 1 && port.getAsLong() <= 0xffff
        ? Optional.of(new Authority(host, OptionalInt.of((int) port.getAsLong())))
        : Optional.empty();
  }

  private static Optional<String> registeredName(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (name.isEmpty() || name.length() > LONGEST_HOST) {
      return Optional.empty();
    }
    char before = '.';
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || Grammar.isDigit(c) || "-_~".indexOf(c) >= 0;
      if (!letter && (c != '.' || before == '.')) {
        return Optional.empty();
      }
      before = c;
    }
    return before == '.' ? Optional.empty() : Optional.of(name);
  }

  private static Optional<String> ipv6(String host) {
    String literal = host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
        return Optional.empty();
      }
    }
    try {
      InetAddress address = Inet6Address.ofLiteral(literal);
      // An address that maps an IPv4 address is read as that one.
      return Optional.of(
          address instanceof Inet6Address
              ? '[' + address.getHostAddress() + ']'
              : "[::ffff:" + address.getHostAddress() + ']');
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
