package dev.edgecache.serve;

import dev.edgecache.serve.listen.AddressRange;
import java.net.InetAddress;
import java.util.List;

/**
 * How requests are taken and passed on, beyond what policies say.
 *
 * @param unknownHost what becomes of requests to hosts that no policy names
 * @param serverTiming whether answers tell where their time went
 * @param trustedProxies who may say, in Forwarded and X-Forwarded fields, for whom they ask; the
 *     fields of all others are replaced
 * @param pseudonym the name of this cache in Via and Cache-Status (RFC 9110 §7.6.3)
 */
public record ProxySettings(
    UnknownHost unknownHost,
    ServerTiming serverTiming,
    List<AddressRange> trustedProxies,
    String pseudonym) {

  /** Pass unknown hosts on, no Server-Timing, trust nobody, {@code edge-cache}. */
  public static final ProxySettings DEFAULTS =
      new ProxySettings(UnknownHost.PASS, ServerTiming.OFF, List.of(), "edge-cache");

  /** Copies the list and rejects a pseudonym that is not a token (RFC 9110 §5.6.2). */
  public ProxySettings {
    trustedProxies = List.copyOf(trustedProxies);
    if (!pseudonym.matches("[A-Za-z][A-Za-z0-9._-]{0,63}")) {
      throw new IllegalArgumentException(
          "pseudonym: "
              + pseudonym
              + " (expected: a letter, then up to 63 letters, digits, dots, dashes, underscores)");
    }
  }

  /** Whether the peer may say for whom it asks. */
  public boolean trusts(InetAddress peer) {
    return AddressRange.anyIncludes(trustedProxies, peer);
  }

  /** What becomes of requests to hosts that no policy names. */
  public enum UnknownHost {
    /** They pass to the origin, uncached. */
    PASS,
    /** They are answered with 421 (RFC 9110 §15.5.20). */
    REFUSE
  }

  /** Whether answers carry a Server-Timing field. */
  public enum ServerTiming {
    /** They do. */
    ON,
    /** They do not. */
    OFF
  }
}
