package dev.edgecache.admin;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where the admin port listens and whom it obeys.
 *
 * @param address the address to bind; port 0 takes any free port
 * @param token what callers must present; without one only programs on this machine are obeyed
 */
public record AdminSettings(InetSocketAddress address, Optional<AdminToken> token) {

  /** Rejects an address that others can reach when there is no token. */
  public AdminSettings {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "address: " + address.getHostString() + " (expected: a name or address of this machine)");
    }
    if (token.isEmpty() && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "address: "
              + address.getHostString()
              + " can be reached from other machines"
              + " (expected: a token, or a loopback address such as 127.0.0.1)");
    }
  }
}
