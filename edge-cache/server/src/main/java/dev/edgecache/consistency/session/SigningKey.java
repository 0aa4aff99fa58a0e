package dev.edgecache.consistency.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that signs session tokens, and the number by which a token names it. */
public final class SigningKey {

  /** The least length of a secret, in octets. */
  public static final int LEAST_LENGTH = 32;

  static final int SIGNATURE_LENGTH = 16;
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] NUMBERING =
      "edge-cache session key number".getBytes(StandardCharsets.US_ASCII);

  private final Mac ready;
  private final byte number;

  private SigningKey(byte[] secret) {
    try {
      ready = Mac.getInstance(ALGORITHM);
      ready.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " (expected: in every Java)", e);
    }
    number = mac().doFinal(NUMBERING)[0];
  }

  /** The key of a secret, whose octets in UTF-8 count. */
  public static SigningKey of(String secret) {
    byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
    if (octets.length < LEAST_LENGTH) {
      throw new IllegalArgumentException(
          "key: a secret of "
              + octets.length
              + " octets (expected: "
              + LEAST_LENGTH
              + " or more, at random)");
    }
    return new SigningKey(octets);
  }

  /** The number by which a token names its key; two keys may share one. */
  byte number() {
    return number;
  }

  /** HMAC-SHA-256 (RFC 2104), truncated as its section 5 allows. */
  byte[] signature(byte[] content, int length) {
    Mac mac = mac();
    mac.update(content, 0, length);
    return Arrays.copyOf(mac.doFinal(), SIGNATURE_LENGTH);
  }

  /** A {@code Mac} serves one thread; its key schedule is worked out once. */
  private Mac mac() {
    try {
      return (Mac) ready.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(ALGORITHM + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + (number & 0xFF) + "]";
  }
}
