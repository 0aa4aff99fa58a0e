package dev.edgecache.serve.listen;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a listener speaks TLS.
 *
 * @param certificateChain a PEM file: the server's certificate, then those that signed it
 * @param privateKey a PEM file: the unencrypted PKCS#8 key of the first certificate, RSA or EC
 * @param minimum the oldest version spoken
 * @param http2 HTTP/2, offered by ALPN; empty for HTTP/1.1 only
 */
public record TlsSettings(
    Path certificateChain, Path privateKey, Version minimum, Optional<Http2Settings> http2) {

  /** A version of TLS. */
  public enum Version {
    /** TLS 1.2 (RFC 5246). */
    TLS_1_2,
    /** TLS 1.3 (RFC 8446). */
    TLS_1_3;

    /** The protocol names, as JSSE knows them, of this version and all newer ones. */
    public List<String> andNewer() {
      return switch (this) {
        case TLS_1_2 -> List.of("TLSv1.3", "TLSv1.2");
        case TLS_1_3 -> List.of("TLSv1.3");
      };
    }
  }
}
