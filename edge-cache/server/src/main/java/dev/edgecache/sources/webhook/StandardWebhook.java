package dev.edgecache.sources.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.edgecache.http.Fields;
import dev.edgecache.sources.webhook.Refusal.Reason;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The check of who signed a delivery, and when, after <a
 * href="https://www.standardwebhooks.com">Standard Webhooks</a>: HMAC-SHA-256 over id, time and
 * content in {@code webhook-signature: v1,…}. Of several signatures and several secrets one pair
 * must fit.
 *
 * @param secrets those that are believed
 * @param window how far the time of a signature may be from now
 */
record StandardWebhook(List<WebhookSecret> secrets, Duration window) {

  static final String ID = "webhook-id";
  static final String TIMESTAMP = "webhook-timestamp";
  static final String SIGNATURE = "webhook-signature";

  private static final String VERSION = "v1,";
  private static final int MOST_SIGNATURES = 16;

  /** Without a full stop, which ends it in what is signed, so that nothing reads as two things. */
  private static final Pattern ID_FORM = Pattern.compile("[!-\\-/-~]{1,200}");

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

  /** Why no content could make a delivery with these fields believed; empty if one could. */
  Optional<Refusal> refusal(Fields fields, Instant now) {
    if (!matches(ID_FORM, fields, ID)) {
      return refusal(Reason.UNSIGNED, ID + ": absent, malformed or twice");
    }
    if (!matches(SECONDS, fields, TIMESTAMP)) {
      return refusal(Reason.UNSIGNED, TIMESTAMP + ": absent, malformed or twice");
    }
    Instant signed = Instant.ofEpochSecond(Long.parseLong(one(fields, TIMESTAMP)));
    if (Duration.between(signed, now).abs().compareTo(window) > 0) {
      return refusal(Reason.TIME, TIMESTAMP + ": " + signed + " is too far from now, " + now);
    }
    return signatures(fields).isEmpty()
        ? refusal(Reason.UNSIGNED, SIGNATURE + ": none of version v1")
        : Optional.empty();
  }

  /** Why a delivery is not believed; empty if it is. */
  Optional<Refusal> refusal(Fields fields, byte[] content, Instant now) {
    Optional<Refusal> refusal = refusal(fields, now);
    if (refusal.isPresent()) {
      return refusal;
    }
    byte[] head = (one(fields, ID) + "." + one(fields, TIMESTAMP) + ".").getBytes(US_ASCII);
    List<byte[]> signatures = signatures(fields);
    boolean fits = false;
    for (WebhookSecret secret : secrets) {
      byte[] expected = secret.signature(head, content);
      for (byte[] signature : signatures) {
        fits |= MessageDigest.isEqual(expected, signature);
      }
    }
    return fits
        ? Optional.empty()
        : refusal(Reason.SIGNATURE, SIGNATURE + ": of another secret or content");
  }

  private static Optional<Refusal> refusal(Reason reason, String detail) {
    return Optional.of(new Refusal(reason, detail));
  }

  /** What its sender calls a delivery that was not refused. */
  static String id(Fields fields) {
    return one(fields, ID);
  }

  private static boolean matches(Pattern form, Fields fields, String name) {
    return form.matcher(one(fields, name)).matches();
  }

  /** The only value of a field; else nothing. */
  private static String one(Fields fields, String name) {
    List<String> values = fields.all(name);
    return values.size() == 1 ? values.getFirst() : "";
  }

  private static List<byte[]> signatures(Fields fields) {
    List<byte[]> signatures = new ArrayList<>();
    for (String word : one(fields, SIGNATURE).split(" ", MOST_SIGNATURES + 1)) {
      if (word.startsWith(VERSION) && signatures.size() < MOST_SIGNATURES) {
        decoded(word.substring(VERSION.length())).ifPresent(signatures::add);
      }
    }
    return signatures;
  }

  private static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
