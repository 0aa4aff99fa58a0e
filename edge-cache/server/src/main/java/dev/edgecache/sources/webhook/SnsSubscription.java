package dev.edgecache.sources.webhook;

import dev.edgecache.http.Fields;
import dev.edgecache.sources.webhook.Refusal.Reason;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is believed of a topic of Amazon SNS: messages that it signed, lately. */
final class SnsSubscription {

  private static final String TYPE = "x-amz-sns-message-type";
  private static final String TOPIC = "x-amz-sns-topic-arn";
  private static final String RAW = "x-amz-sns-rawdelivery";

  /** SNS sends a message again for an hour at most, as it was signed at first. */
  private static final Duration LONGEST_DELIVERY = Duration.ofMinutes(65);

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final SnsTopic topic;
  private final Web web;
  private final SigningCertificates certificates;

  /** What a delivery is. */
  sealed interface Verdict {
    /** It tells of an event. */
    record Notification(String id) implements Verdict {}

    /** It asked whether messages are wanted, and was told so. */
    record Confirmed() implements Verdict {}

    /** It tells that no more messages come. */
    record Unsubscribed() implements Verdict {}

    /** It is not believed. */
    record Refused(Refusal refusal) implements Verdict {}
  }

  SnsSubscription(SnsTopic topic, Web web) {
    this.topic = topic;
    this.web = web;
    this.certificates = new SigningCertificates(web);
  }

  /** Whether a delivery with these fields says that it comes from SNS. */
  static boolean isMeant(Fields fields) {
    return fields.contains(TYPE);
  }

  /** Why no content could make a delivery with these fields believed; empty if one could. */
  Optional<Refusal> refusal(Fields fields) {
    if ("true".equals(fields.first(RAW))) {
      return refusal(
          Reason.UNSIGNED, "raw delivery is not signed (expected: RawMessageDelivery off)");
    }
    return topic.arn().equals(fields.first(TOPIC))
        ? Optional.empty()
        : refusal(Reason.TOPIC, TOPIC + ": another topic (expected: " + topic.arn() + ")");
  }

  /**
   * Judges a delivery, and confirms a subscription to the topic. It may wait for SNS.
   *
   * @throws IOException if that takes something of SNS that is not to be had now
   */
  Verdict judge(byte[] content, Instant now) throws IOException {
    Optional<SnsMessage> parsed = SnsMessage.of(content);
    if (parsed.isEmpty()) {
      return new Verdict.Refused(new Refusal(Reason.UNSIGNED, "content: no message of SNS"));
    }
    SnsMessage message = parsed.get();
    Optional<Refusal> refusal = refusal(message, now);
    if (refusal.isPresent()) {
      return new Verdict.Refused(refusal.get());
    }
    return switch (message.type()) {
      case NOTIFICATION -> new Verdict.Notification(message.member("MessageId"));
      case SUBSCRIPTION -> confirmed(message);
      case UNSUBSCRIPTION -> new Verdict.Unsubscribed();
    };
  }

  private Optional<Refusal> refusal(SnsMessage message, Instant now) throws IOException {
    if (!message.member("TopicArn").equals(topic.arn())) {
      return refusal(Reason.TOPIC, "TopicArn: another topic (expected: " + topic.arn() + ")");
    }
    if (message.published().filter(at -> isLately(at, now)).isEmpty()) {
      return refusal(Reason.TIME, "Timestamp: absent, or too far from now, " + now);
    }
    Optional<URI> url = topic.certificate(message.member("SigningCertURL"));
    if (url.isEmpty()) {
      return refusal(Reason.SIGNATURE, "SigningCertURL: none of https://" + topic.host());
    }
    try {
      return certificates.at(url.get(), now).getPublicKey() instanceof RSAPublicKey key
              && message.isSignedBy(key)
          ? Optional.empty()
          : refusal(Reason.SIGNATURE, "Signature: of another key or content");
    } catch (CertificateException e) {
      return refusal(Reason.SIGNATURE, "SigningCertURL: " + e.getMessage());
    }
  }

  private static Optional<Refusal> refusal(Reason reason, String detail) {
    return Optional.of(new Refusal(reason, detail));
  }

  private static boolean isLately(Instant published, Instant now) {
    return published.isAfter(now.minus(LONGEST_DELIVERY))
        && published.isBefore(now.plus(CLOCK_SKEW));
  }

  private Verdict confirmed(SnsMessage message) throws IOException {
    Optional<URI> url = topic.confirmation(message.member("SubscribeURL"));
    if (url.isEmpty()) {
      return new Verdict.Refused(
          new Refusal(Reason.TOPIC, "SubscribeURL: none that confirms " + topic.arn()));
    }
    web.get(url.get());
    return new Verdict.Confirmed();
  }
}
