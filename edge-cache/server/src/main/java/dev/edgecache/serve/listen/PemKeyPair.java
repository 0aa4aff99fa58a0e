package dev.edgecache.serve.listen;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A private key and its certificate chain, read from PEM files (RFC 7468).
 *
 * @param key the private key of the first certificate
 * @param chain the certificates, that of the key first
 */
public record PemKeyPair(PrivateKey key, List<Certificate> chain) {
  private static final String BEGIN = "-----BEGIN ";
  private static final byte[] SAMPLE = {1, 2, 3};

  /** Reads and checks both files; the message of the exception names the file and the remedy. */
  public static PemKeyPair load(Path certificateChain, Path privateKey) throws ListenerException {
    List<Certificate> chain = certificates(certificateChain);
    PrivateKey key = privateKey(privateKey);
    if (!belongTogether(key, chain.getFirst())) {
      throw new ListenerException(
          "private key "
              + privateKey
              + " does not belong to the first certificate of "
              + certificateChain
              + "; put the server's own certificate first, or name the key it was issued for");
    }
    return new PemKeyPair(key, chain);
  }

  /** A TLS context that presents this chain. */
  SSLContext context() throws ListenerException {
    return context(List.of());
  }

  /**
   * A TLS context that presents this chain.
   *
   * @param authorities who signs the certificates of those whom it believes; none for those that
   *     Java believes
   */
  public SSLContext context(List<Certificate> authorities) throws ListenerException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keyManagers(),
          authorities.isEmpty() ? null : trustManagers(authorities),
          new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new ListenerException("TLS cannot use the key and certificates: " + e.getMessage(), e);
    }
  }

  /** What presents this chain. */
  public KeyManager[] keyManagers() throws ListenerException {
    try {
      char[] password = new char[0];
      KeyStore store = emptyStore();
      store.setKeyEntry("own", key, password, chain.toArray(new Certificate[0]));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, password);
      return keys.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new ListenerException("TLS cannot use the key and certificates: " + e.getMessage(), e);
    }
  }

  /** What believes whom these authorities, and no others, vouch for. */
  public static TrustManager[] trustManagers(List<Certificate> authorities)
      throws ListenerException {
    try {
      KeyStore store = emptyStore();
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority " + i, authorities.get(i));
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      return trust.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new ListenerException("TLS cannot use the authorities: " + e.getMessage(), e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    return store;
  }

  /** The certificates of a PEM file; the message of the exception names the file and the remedy. */
  public static List<Certificate> certificates(Path file) throws ListenerException {
    String text = read("certificate chain", file);
    if (!text.contains(BEGIN + "CERTIFICATE-----")) {
      throw new ListenerException(
          "certificate chain " + file + " holds no certificate (expected: PEM, BEGIN CERTIFICATE)");
    }
    try {
      byte[] pem = text.getBytes(StandardCharsets.ISO_8859_1);
      return List.copyOf(
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem)));
    } catch (CertificateException e) {
      throw new ListenerException(
          "certificate chain " + file + " cannot be decoded: " + e.getMessage(), e);
    }
  }

  private static PrivateKey privateKey(Path file) throws ListenerException {
    String text = read("private key", file);
    String problem = unusable(text);
    if (!problem.isEmpty()) {
      throw new ListenerException(
          "private key " + file + " " + problem + "; convert it with: " + conversion(file));
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(between(text));
    } catch (IllegalArgumentException e) {
      throw new ListenerException("private key " + file + " is not valid Base64", e);
    }
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException keyOfAnotherAlgorithm) {
        // The next algorithm may know it.
      } catch (GeneralSecurityException e) {
        throw new ListenerException("private key " + file + ": " + e.getMessage(), e);
      }
    }
    throw new ListenerException(
        "private key " + file + " is of no known kind (expected: RSA, EC or Ed25519 in PKCS#8)");
  }

  /** What keeps the key from being used, empty if nothing does. */
  private static String unusable(String text) {
    if (text.contains(BEGIN + "ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENC")) {
      return "is encrypted";
    }
    if (text.contains(BEGIN + "RSA PRIVATE KEY-----")) {
      return "is in the PKCS#1 format";
    }
    if (text.contains(BEGIN + "EC PRIVATE KEY-----")) {
      return "is in the SEC 1 format";
    }
    return text.contains(BEGIN + "PRIVATE KEY-----")
        ? ""
        : "holds no PKCS#8 key (expected: PEM, BEGIN PRIVATE KEY)";
  }

  private static String conversion(Path file) {
    return "openssl pkcs8 -topk8 -nocrypt -in " + file + " -out " + file + ".pk8";
  }

  private static String between(String text) {
    String begin = BEGIN + "PRIVATE KEY-----";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf("-----END", from);
    return text.substring(from, to < 0 ? text.length() : to);
  }

  private static String read(String what, Path file) throws ListenerException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new ListenerException(
          what + " " + file + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  /** Signs with the key and verifies with the certificate. */
  private static boolean belongTogether(PrivateKey key, Certificate certificate)
      throws ListenerException {
    if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new ListenerException("private key cannot sign: " + e.getMessage(), e);
    }
  }
}
