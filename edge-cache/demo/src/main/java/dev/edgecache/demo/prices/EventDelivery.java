package dev.edgecache.demo.prices;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How the catalogue delivers events to the cache: by a webhook that it signs. */
public final class EventDelivery {

  /** The path of the webhook at the cache. */
  public static final String PATH = "/hooks/catalogue";

  /** What the catalogue and the cache share, anew in each run. */
  public static final String SECRET = UUID.randomUUID().toString();

  private static final String ALGORITHM = "HmacSHA256";

  private EventDelivery() {}

  /** A signature after <a href="https://www.standardwebhooks.com">Standard Webhooks</a>. */
  static String signature(String signed) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), ALGORITHM));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " (expected: in every Java)", e);
    }
  }
}
