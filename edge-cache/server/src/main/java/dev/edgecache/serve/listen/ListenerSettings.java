package dev.edgecache.serve.listen;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * One address at which the server listens, and what it accepts there.
 *
 * @param address the address to bind; port 0 takes any free port
 * @param tls TLS; empty for cleartext HTTP/1.1
 * @param messages limits of each request
 * @param connections limits of connections and their times
 * @param purgers who may send PURGE; the method is refused to all others
 */
public record ListenerSettings(
    InetSocketAddress address,
    Optional<TlsSettings> tls,
    MessageLimits messages,
    ConnectionLimits connections,
    List<AddressRange> purgers) {

  /** Copies the list. Checks that the address can be bound. */
  public ListenerSettings {
    purgers = List.copyOf(purgers);
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "address: " + address.getHostString() + " (expected: a name or address of this machine)");
    }
  }

  /** A listener at which nobody may send PURGE. */
  public ListenerSettings(
      InetSocketAddress address,
      Optional<TlsSettings> tls,
      MessageLimits messages,
      ConnectionLimits connections) {
    this(address, tls, messages, connections, List.of());
  }

  /** Whether the peer of a connection may send PURGE. */
  boolean isPurger(InetAddress peer) {
    return AddressRange.anyIncludes(purgers, peer);
  }

  /** A cleartext listener with the default limits. */
  public static ListenerSettings cleartext(InetSocketAddress address) {
    return new ListenerSettings(
        address, Optional.empty(), MessageLimits.DEFAULTS, ConnectionLimits.DEFAULTS);
  }
}
