package dev.edgecache.sources.webhook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The certificates by which Amazon SNS signs, each asked for once; the latest few are kept. After
 * one was not to be had, none is asked for during a second, so that forged messages do not make
 * this server a source of requests.
 */
final class SigningCertificates {

  private static final int MOST = 8;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Web web;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<URI, X509Certificate> known = new LinkedHashMap<>();
  private Instant notBefore = Instant.MIN;

  SigningCertificates(Web web) {
    this.web = web;
  }

  /**
   * The certificate at a URL that was checked.
   *
   * @throws IOException if it is not to be had now
   * @throws CertificateException if it is none, or not valid now
   */
  X509Certificate at(URI url, Instant now) throws IOException, CertificateException {
    lock.lock();
    try {
      X509Certificate certificate = known.get(url);
      if (certificate == null) {
        certificate = asked(url, now);
        known.put(url, certificate);
        if (known.size() > MOST) {
          known.remove(known.keySet().iterator().next());
        }
      }
      certificate.checkValidity(Date.from(now));
      return certificate;
    } finally {
      lock.unlock();
    }
  }

  private X509Certificate asked(URI url, Instant now) throws IOException, CertificateException {
    if (now.isBefore(notBefore)) {
      throw new IOException("another certificate was not to be had a moment ago");
    }
    notBefore = now.plus(PAUSE);
    byte[] pem = web.get(url);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    if (factory.generateCertificate(new ByteArrayInputStream(pem))
        instanceof X509Certificate certificate) {
      notBefore = Instant.MIN;
      return certificate;
    }
    throw new CertificateException(url + " is no X.509 certificate");
  }
}
