package dev.edgecache.origin;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an origin proves itself in TLS, and this cache to it. The certificate is always checked
 * against the name.
 *
 * @param serverName the name sent as SNI and looked for in the certificate; empty: the host of the
 *     URL
 * @param trust who may vouch for the origin
 * @param client the certificate shown to the origin
 */
public record OriginTlsSettings(
    Optional<String> serverName, Trust trust, Optional<ClientCertificate> client) {

  /** The name of the URL, vouched for by the authorities that the Java runtime trusts. */
  public static final OriginTlsSettings DEFAULT =
      new OriginTlsSettings(Optional.empty(), new Trust.JavaRuntime(), Optional.empty());

  /** Who may vouch for an origin. */
  public sealed interface Trust {

    /** The authorities that the Java runtime trusts. */
    record JavaRuntime() implements Trust {}

    /** The certificates in a PEM file and no others. */
    record Pem(Path certificates) implements Trust {}
  }

  /**
   * A certificate that this cache shows to an origin.
   *
   * @param certificate a PEM file with the chain
   * @param key a PEM file with the private key in PKCS#8, unencrypted
   */
  public record ClientCertificate(Path certificate, Path key) {}
}
