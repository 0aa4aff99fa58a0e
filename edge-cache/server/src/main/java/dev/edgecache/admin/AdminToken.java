package dev.edgecache.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The secret that callers of the admin port present; it compares in constant time. */
public final class AdminToken {

  /** The least length, in characters. */
  public static final int MIN_LENGTH = 16;

  private final String secret;
  private final byte[] digest;

  /** A token of at least {@link #MIN_LENGTH} characters. */
  public AdminToken(String secret) {
    if (secret.length() < MIN_LENGTH) {
      throw new IllegalArgumentException(
          "token: "
              + secret.length()
              + " characters (expected: at least "
              + MIN_LENGTH
              + ", for instance from: openssl rand -hex 32)");
    }
    this.secret = secret;
    this.digest = sha256(secret);
  }

  /** The value of {@code Authorization} by which a caller presents it (RFC 6750 §2.1). */
  public String authorization() {
    return "Bearer " + secret;
  }

  /** Whether this is the token; the time it takes says nothing about how much of it is right. */
  boolean matches(String candidate) {
    return MessageDigest.isEqual(digest, sha256(candidate));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }

  @Override
  public String toString() {
    return "AdminToken[not shown]";
  }
}
