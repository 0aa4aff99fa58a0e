package dev.edgecache.origin.http1;

import dev.edgecache.origin.OriginTlsSettings;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/** The TLS of connections to an origin, from its settings. */
final class OriginTls {
  private OriginTls() {}

  /** TLS 1.2 and 1.3 by the Java runtime, the certificate checked against the name. */
  static SslContext of(OriginTlsSettings settings) {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .endpointIdentificationAlgorithm("HTTPS");
    switch (settings.trust()) {
      case OriginTlsSettings.Trust.JavaRuntime runtime -> {}
      case OriginTlsSettings.Trust.Pem pem -> trust(builder, pem.certificates());
    }
    settings.client().ifPresent(client -> present(builder, client));
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("tls: cannot be set up: " + e.getMessage(), e);
    }
  }

  private static void trust(SslContextBuilder builder, Path certificates) {
    requireReadable(certificates, "tls.trust");
    try {
      builder.trustManager(certificates.toFile());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tls.trust: " + certificates + " (expected: a PEM file with certificates)", e);
    }
  }

  private static void present(
      SslContextBuilder builder, OriginTlsSettings.ClientCertificate client) {
    requireReadable(client.certificate(), "tls.certificate");
    requireReadable(client.key(), "tls.key");
    try {
      builder.keyManager(client.certificate().toFile(), client.key().toFile());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tls.certificate, tls.key: "
              + client.certificate()
              + ", "
              + client.key()
              + " (expected: a PEM file with the certificate chain and one with its private key"
              + " in PKCS#8, unencrypted)",
          e);
    }
  }

  private static void requireReadable(Path file, String key) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(key + ": " + file + " (expected: a readable file)");
    }
  }
}
