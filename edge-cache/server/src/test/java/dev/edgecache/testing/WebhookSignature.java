package dev.edgecache.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a sender of webhooks signs with, written down once more after Standard Webhooks. */
public final class WebhookSignature {

  private WebhookSignature() {}

  /** The value of {@code webhook-signature} for a delivery. */
  public static String of(String secret, String id, Instant time, String content)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    byte[] signed = (id + "." + time.getEpochSecond() + "." + content).getBytes(UTF_8);
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
  }
}
