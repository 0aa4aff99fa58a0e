package dev.edgecache.cli;

import dev.edgecache.admin.AdminTls;
import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.serve.listen.ListenerException;
import dev.edgecache.serve.listen.PemKeyPair;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** By what a command knows an admin port that speaks TLS, and shows who it is itself. */
final class AdminTrust {

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "A PEM file with those who vouch for the admin port, in place of those that Java"
              + " believes; a configured one is known by its own certificate.")
  private Optional<Path> trust = Optional.empty();

  @ArgGroup(exclusive = false)
  private @Nullable Own own;

  /** The certificate of whoever runs the command. */
  static final class Own {

    @Option(
        names = "--certificate",
        paramLabel = "FILE",
        required = true,
        description = "A PEM file with a certificate that the admin port believes, and --key.")
    private Path certificate = Path.of("");

    @Option(
        names = "--key",
        paramLabel = "FILE",
        required = true,
        description = "A PEM file with its private key in PKCS#8, unencrypted.")
    private Path key = Path.of("");
  }

  /** TLS with a port that is configured so, or with any other one. */
  SSLContext context(Optional<AdminTls> configured) {
    try {
      KeyManager[] keys =
          own == null ? null : PemKeyPair.load(own.certificate, own.key).keyManagers();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trustManagers(configured), new SecureRandom());
      return context;
    } catch (ListenerException | GeneralSecurityException e) {
      throw CommandException.usage(List.of("edge-cache: " + e.getMessage()));
    }
  }

  private TrustManager @Nullable [] trustManagers(Optional<AdminTls> configured)
      throws ListenerException {
    if (trust.isPresent()) {
      return PemKeyPair.trustManagers(PemKeyPair.certificates(trust.get()));
    }
    if (configured.isPresent()) {
      Path chain = configured.get().server().certificateChain();
      return new TrustManager[] {new Known(PemKeyPair.certificates(chain).getFirst())};
    }
    return null;
  }

  /** Believes one certificate, whatever name the server was called by. */
  private static final class Known extends X509ExtendedTrustManager {

    private final Certificate certificate;

    Known(Certificate certificate) {
      this.certificate = certificate;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      if (!chain[0].equals(certificate)) {
        throw new CertificateException("the server shows another certificate than is configured");
      }
      chain[0].checkValidity();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("commands have no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
