package dev.edgecache.admin;

import dev.edgecache.admin.AdminRequest.Caller;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.SSLSessionInfo;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * The check of who calls the admin port.
 *
 * <p>Without a token and certificates every program on this machine is obeyed, and a browser is
 * such a program: a page from anywhere could make it call. Two checks stop that. A name that an
 * attacker points at this machine (DNS rebinding) is not among the hosts that are answered, and a
 * request that a page of another site makes carries an Origin that is not ours.
 */
final class AdminGuard {

  private static final String BEARER = "bearer ";

  private final AdminSettings settings;

  AdminGuard(AdminSettings settings) {
    this.settings = settings;
  }

  /** Why the request is refused, whoever asks. */
  Optional<AdminAnswer> refusal(HeaderMap fields) {
    String host = text(fields.getFirst(Headers.HOST));
    if (settings.obeysAll() && !isThisMachine(hostOnly(host))) {
      return Optional.of(
          AdminAnswer.problem(
              403,
              "Host not allowed",
              "The admin port has no token, so it answers only to localhost and IP addresses."));
    }
    String origin = text(fields.getFirst(Headers.ORIGIN));
    if (!origin.isEmpty() && !isSameSite(origin, host)) {
      return Optional.of(
          AdminAnswer.problem(
              403, "Origin not allowed", "The admin port takes no requests from pages of others."));
    }
    return Optional.empty();
  }

  Caller caller(HttpServerExchange exchange) {
    return settings.obeysAll()
            || presentsToken(exchange.getRequestHeaders())
            || presentsCertificate(exchange)
        ? Caller.OPERATOR
        : Caller.ANYBODY;
  }

  private boolean presentsToken(HeaderMap fields) {
    String authorization = text(fields.getFirst(Headers.AUTHORIZATION));
    return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
        && settings
            .token()
            .filter(token -> token.matches(authorization.substring(BEARER.length()).strip()))
            .isPresent();
  }

  /** Whether the client showed a certificate; the handshake fails for one that is not believed. */
  private boolean presentsCertificate(HttpServerExchange exchange) {
    SSLSessionInfo session = exchange.getConnection().getSslSessionInfo();
    if (session == null || settings.tls().flatMap(AdminTls::clientAuthorities).isEmpty()) {
      return false;
    }
    try {
      return session.getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException | RenegotiationRequiredException e) {
      return false;
    }
  }

  private boolean isSameSite(String origin, String host) {
    return origin.equalsIgnoreCase(settings.scheme() + "://" + host);
  }

  private static boolean isThisMachine(String host) {
    return host.equalsIgnoreCase("localhost") || isIpAddress(host);
  }

  private static boolean isIpAddress(String host) {
    try {
      var _ = InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The host without its port, IPv6 without brackets. */
  private static String hostOnly(String authority) {
    int bracket = authority.indexOf(']');
    if (authority.startsWith("[") && bracket > 0) {
      return authority.substring(1, bracket);
    }
    int colon = authority.lastIndexOf(':');
    return colon < 0 ? authority : authority.substring(0, colon);
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
