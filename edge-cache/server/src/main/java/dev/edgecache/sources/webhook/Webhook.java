package dev.edgecache.sources.webhook;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.sources.Intake;
import dev.edgecache.sources.Message;
import dev.edgecache.sources.Receipt;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.SourceStatus;
import dev.edgecache.sources.webhook.Refusal.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source whose messages come to a path of a listener, each signed by its sender. Its contents are
 * never logged, nor is a sender told why it was not believed.
 */
public final class Webhook implements Source {

  /** The most bytes that a delivery may have. */
  public static final int MOST_BYTES = 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final Duration LONGEST_WRITING = Duration.ofSeconds(10);
  private static final Delivery NOT_JSON =
      new Delivery.Refused(Reason.MEDIA_TYPE, "The content of a delivery is application/json.");
  private static final Delivery UNVERIFIED =
      new Delivery.Refused(Reason.UNVERIFIED, "The delivery can't be verified now.");
  private static final Delivery UNWRITTEN =
      new Delivery.Refused(
          Reason.UNWRITTEN, "In effect, but the log can't be written: a restart would forget it.");

  private final String name;
  private final WebhookSettings settings;
  private final Intake intake;
  private final DeliveryObserver observer;
  private final InstantSource clock;
  private final StandardWebhook standard;
  private final Optional<SnsSubscription> sns;
  private volatile Optional<Instant> lastMessage = Optional.empty();

  /**
   * A webhook of that name, which asks Amazon SNS for its certificates.
   *
   * @param observer learns which deliveries are refused
   */
  public Webhook(
      String name,
      WebhookSettings settings,
      Intake intake,
      DeliveryObserver observer,
      InstantSource clock) {
    this.name = name;
    this.settings = settings;
    this.intake = intake;
    this.observer = observer;
    this.clock = clock;
    this.standard = new StandardWebhook(settings.secrets(), settings.window());
    this.sns = settings.sns().map(topic -> new SnsSubscription(topic, new HttpsWeb()));
  }

  /** Where it is. */
  public WebhookSettings settings() {
    return settings;
  }

  /** How a delivery with these fields is answered, whatever its content; empty if that counts. */
  public Optional<Delivery> refusal(Fields fields) {
    Optional<SnsSubscription> topic = sns.filter(any -> SnsSubscription.isMeant(fields));
    Optional<Refusal> refusal =
        topic.isPresent() ? topic.get().refusal(fields) : standard.refusal(fields, clock.instant());
    if (refusal.isPresent()) {
      return refusal.map(this::notBelieved);
    }
    return topic.isPresent() || isJson(fields) ? Optional.empty() : Optional.of(NOT_JSON);
  }

  /**
   * Takes a delivery that was not refused by its fields. What it invalidates is in effect when this
   * returns. It may wait for Amazon SNS.
   *
   * @return what its sender is to be told, and when
   */
  public CompletionStage<Delivery> take(Fields fields, byte[] content) {
    Optional<SnsSubscription> topic = sns.filter(any -> SnsSubscription.isMeant(fields));
    if (topic.isPresent()) {
      return takeFrom(topic.get(), content);
    }
    Instant now = clock.instant();
    return standard
        .refusal(fields, content, now)
        .map(refusal -> now(notBelieved(refusal)))
        .orElseGet(() -> takeIn(StandardWebhook.id(fields), content, now));
  }

  private CompletionStage<Delivery> takeFrom(SnsSubscription topic, byte[] content) {
    Instant now = clock.instant();
    try {
      return switch (topic.judge(content, now)) {
        case SnsSubscription.Verdict.Notification(String id) -> takeIn(id, content, now);
        case SnsSubscription.Verdict.Confirmed() -> {
          LOG.info("Webhook {}: the subscription to its SNS topic is confirmed", name);
          yield now(new Delivery.Noted());
        }
        case SnsSubscription.Verdict.Unsubscribed() -> {
          LOG.warn("Webhook {}: SNS says that it was unsubscribed from its topic", name);
          yield now(new Delivery.Noted());
        }
        case SnsSubscription.Verdict.Refused(Refusal refusal) -> now(notBelieved(refusal));
      };
    } catch (IOException e) {
      LOG.warn("Webhook {}: a message of SNS can't be verified now: {}", name, e.toString());
      return now(UNVERIFIED);
    }
  }

  private CompletionStage<Delivery> takeIn(String id, byte[] content, Instant now) {
    lastMessage = Optional.of(now);
    return switch (intake.take(new Message(name, Optional.of(id), content, now))) {
      case Receipt.Effective(CompletionStage<Acknowledgement> kept) ->
          Acknowledgement.within(LONGEST_WRITING, kept).thenApply(Webhook::told);
      case Receipt.Unmapped(String type) -> now(new Delivery.Unmapped(type));
      case Receipt.SetAside(String reason) -> now(new Delivery.Refused(Reason.SET_ASIDE, reason));
    };
  }

  private static Delivery told(Acknowledgement kept) {
    return kept.isKept() ? new Delivery.InEffect() : UNWRITTEN;
  }

  private Delivery notBelieved(Refusal refusal) {
    LOG.debug("Webhook {}: a delivery was refused: {}", name, refusal.detail());
    return new Delivery.Refused(refusal.reason(), "The delivery is not signed as it must be.");
  }

  /** Takes note of what the sender of a delivery is told, once for each. */
  public void answers(Delivery told) {
    if (told instanceof Delivery.Refused(Reason reason, String _)) {
      observer.refused(name, reason);
    }
  }

  private static CompletionStage<Delivery> now(Delivery delivery) {
    return CompletableFuture.completedFuture(delivery);
  }

  private static boolean isJson(Fields fields) {
    String named = fields.first(FieldNames.CONTENT_TYPE);
    String type = named == null ? "" : named.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  @Override
  public String name() {
    return name;
  }

  /** It is there as soon as its listener is. */
  @Override
  public void start() {}

  /** It is never known to be in trouble: nothing tells what a sender did not send. */
  @Override
  public SourceStatus status() {
    return new SourceStatus("webhook", Optional.empty(), lastMessage, Optional.empty());
  }

  /** Its listener ends it. */
  @Override
  public void close() {}
}
