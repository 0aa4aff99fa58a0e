package dev.edgecache.admin;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where the admin port listens and whom it obeys.
 *
 * @param address the address to bind; port 0 takes any free port
 * @param token what callers may present; without it and without certificates of clients, only
 *     programs on this machine are obeyed
 * @param tls TLS; empty for cleartext
 */
public record AdminSettings(
    InetSocketAddress address, Optional<AdminToken> token, Optional<AdminTls> tls) {

  /** Rejects an address that others can reach when everybody is obeyed. */
  public AdminSettings {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "address: " + address.getHostString() + " (expected: a name or address of this machine)");
    }
    if (obeysAll(token, tls) && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "address: "
              + address.getHostString()
              + " can be reached from other machines (expected: a token, client-authorities, or a"
              + " loopback address such as 127.0.0.1)");
    }
  }

  /** A port that speaks cleartext. */
  public AdminSettings(InetSocketAddress address, Optional<AdminToken> token) {
    this(address, token, Optional.empty());
  }

  /** Whether whoever reaches the port is obeyed. */
  boolean obeysAll() {
    return obeysAll(token, tls);
  }

  private static boolean obeysAll(Optional<AdminToken> token, Optional<AdminTls> tls) {
    return token.isEmpty() && tls.flatMap(AdminTls::clientAuthorities).isEmpty();
  }

  /** The scheme of its URLs. */
  public String scheme() {
    return tls.isPresent() ? "https" : "http";
  }
}
