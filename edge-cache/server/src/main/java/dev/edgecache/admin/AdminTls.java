package dev.edgecache.admin;

import dev.edgecache.serve.listen.ListenerException;
import dev.edgecache.serve.listen.PemKeyPair;
import dev.edgecache.serve.listen.TlsSettings;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How the admin port speaks TLS.
 *
 * @param server its certificate and key; HTTP/2 is not spoken
 * @param clientAuthorities a PEM file with those who sign the certificates of operators; empty if
 *     no certificate makes anybody an operator
 */
public record AdminTls(TlsSettings server, Optional<Path> clientAuthorities) {

  SSLContext context() throws ListenerException {
    List<Certificate> authorities =
        clientAuthorities.isPresent()
            ? PemKeyPair.certificates(clientAuthorities.get())
            : List.of();
    return PemKeyPair.load(server.certificateChain(), server.privateKey()).context(authorities);
  }
}
