package dev.edgecache.yaml.values;

/**
 * An address to bind or to reach.
 *
 * @param host a name or an IP address, IPv6 without brackets
 * @param port from 0 to 65535; 0 binds any free one
 */
public record HostPort(String host, int port) {

  /** Rejects an empty host and a port out of bounds. */
  public HostPort {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("host: empty (expected: a name or an IP address)");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("value: port " + port + " (expected: 0 to 65535)");
    }
  }

  /** The address in {@code host:port} or {@code [IPv6]:port}. */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon);
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new HostPort(bare, Integer.parseInt(text.substring(colon + 1)));
  }

  /** {@code host:port}, IPv6 in brackets. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
