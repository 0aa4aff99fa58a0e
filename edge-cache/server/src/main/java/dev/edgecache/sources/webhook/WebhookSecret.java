package dev.edgecache.sources.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that a sender of webhooks shares; it is never shown. */
public final class WebhookSecret {

  /** The least length, in octets. */
  public static final int LEAST_LENGTH = 24;

  private static final String ALGORITHM = "HmacSHA256";
  private static final String ENCODED = "whsec_";

  private final SecretKeySpec key;

  private WebhookSecret(byte[] octets) {
    this.key = new SecretKeySpec(octets, ALGORITHM);
  }

  /** The secret of a text: what {@code whsec_} and Base64 encode, else the octets in UTF-8. */
  public static WebhookSecret of(String text) {
    byte[] octets = octets(text);
    if (octets.length < LEAST_LENGTH) {
      throw new IllegalArgumentException(
          "secret: "
              + octets.length
              + " octets (expected: at least "
              + LEAST_LENGTH
              + ", for instance from: openssl rand -hex 32)");
    }
    return new WebhookSecret(octets);
  }

  private static byte[] octets(String text) {
    if (!text.startsWith(ENCODED)) {
      return text.getBytes(UTF_8);
    }
    try {
      return Base64.getDecoder().decode(text.substring(ENCODED.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("secret: not shown (expected: Base64 after whsec_)", e);
    }
  }

  /** HMAC-SHA-256 (RFC 2104) of these pieces, one after the other. */
  byte[] signature(byte[]... pieces) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (byte[] piece : pieces) {
        mac.update(piece);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " (expected: in every Java)", e);
    }
  }

  @Override
  public String toString() {
    return "WebhookSecret[not shown]";
  }
}
