package dev.edgecache.sources.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.http.Fields;
import dev.edgecache.serve.TestCertificate;
import dev.edgecache.sources.webhook.Refusal.Reason;
import dev.edgecache.sources.webhook.SnsSubscription.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages of Amazon SNS are believed, with a certificate of the test in place of theirs. */
class SnsSubscriptionTest {

  private static final String ARN = "arn:aws:sns:eu-west-1:123456789012:catalogue";
  private static final String HOST = "https://sns.eu-west-1.amazonaws.com";
  private static final String CERTIFICATE = HOST + "/SimpleNotificationService-0123abcd.pem";
  private static final String CONFIRMATION =
      HOST + "/?Action=ConfirmSubscription&TopicArn=" + ARN + "&Token=0123";

  @TempDir private static Path folder;
  private static String pem = "";
  private static PrivateKey key;
  private static Instant now = Instant.EPOCH;

  /** What was asked for, in the order of the test. */
  private final List<URI> asked = new ArrayList<>();

  private final SnsSubscription subscription =
      new SnsSubscription(
          new SnsTopic(ARN),
          uri -> {
            asked.add(uri);
            return pem.getBytes(UTF_8);
          });

  @BeforeAll
  static void makeCertificate() throws Exception {
    TestCertificate certificate = TestCertificate.in(folder, "RSA");
    pem = Files.readString(certificate.chain());
    String base64 = Files.readString(certificate.key()).replaceAll("-----[A-Z ]+-----|\\s", "");
    key =
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    now = Instant.now().plusSeconds(60);
  }

  private static ObjectNode notification() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("Type", "Notification")
        .put("MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324")
        .put("TopicArn", ARN)
        .put("Message", "{\"type\": \"product.updated\"}\nand a second line, ü")
        .put("Timestamp", now.toString())
        .put("SignatureVersion", "2")
        .put("SigningCertURL", CERTIFICATE)
        .put("UnsubscribeURL", HOST + "/?Action=Unsubscribe");
  }

  private static ObjectNode confirmation() {
    return notification()
        .put("Type", "SubscriptionConfirmation")
        .put("Token", "0123")
        .put("SubscribeURL", CONFIRMATION);
  }

  /** What is signed, written down once more by hand. */
  private static String toSign(ObjectNode message) {
    List<String> names =
        message.path("Type").asText().equals("Notification")
            ? List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
            : List.of(
                "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");
    StringBuilder text = new StringBuilder();
    names.stream()
        .filter(message::has)
        .forEach(name -> text.append(name + "\n" + message.path(name).asText() + "\n"));
    return text.toString();
  }

  private static byte[] signed(ObjectNode message) throws Exception {
    boolean first = message.path("SignatureVersion").asText().equals("1");
    Signature signature = Signature.getInstance(first ? "SHA1withRSA" : "SHA256withRSA");
    signature.initSign(key);
    signature.update(toSign(message).getBytes(UTF_8));
    return message
        .put("Signature", Base64.getEncoder().encodeToString(signature.sign()))
        .toString()
        .getBytes(UTF_8);
  }

  private void assertRefused(byte[] content, Reason reason, String detail) throws IOException {
    assertThat(subscription.judge(content, now))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> {
              assertThat(refused.refusal().reason()).isEqualTo(reason);
              assertThat(refused.refusal().detail()).contains(detail);
            });
  }

  @ParameterizedTest
  @CsvSource({"1, ", "2, ", "1, a subject", "2, a subject"})
  @DisplayName("a notification with a signature of either version is believed")
  void aNotificationIsBelieved(String version, String subject) throws Exception {
    ObjectNode message = notification().put("SignatureVersion", version);
    if (subject != null) {
      message.put("Subject", subject);
    }

    assertThat(subscription.judge(signed(message), now))
        .isEqualTo(new Verdict.Notification("22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"));
    assertThat(subscription.judge(signed(notification()), now))
        .isInstanceOf(Verdict.Notification.class);
    assertThat(asked).containsExactly(URI.create(CERTIFICATE));
  }

  @Test
  @DisplayName("PUR-15 what was changed after it was signed is refused")
  void whatWasChangedIsRefused() throws Exception {
    String text = new String(signed(notification()), UTF_8);
    assertRefused(
        text.replace("product", "everything").getBytes(UTF_8), Reason.SIGNATURE, "Signature");
    assertRefused(
        text.replace("22b80b92", "22b80b93").getBytes(UTF_8), Reason.SIGNATURE, "Signature");
    assertRefused(text.replace("\"2\"", "\"1\"").getBytes(UTF_8), Reason.SIGNATURE, "Signature");
    assertRefused(text.replace("\"2\"", "\"3\"").getBytes(UTF_8), Reason.SIGNATURE, "Signature");
    assertRefused(
        text.replaceAll("\"Signature\":\"[^\"]*\"", "\"Signature\":\"%\"").getBytes(UTF_8),
        Reason.SIGNATURE,
        "Signature");
    assertRefused("[]".getBytes(UTF_8), Reason.UNSIGNED, "no message of SNS");
    assertRefused("{".getBytes(UTF_8), Reason.UNSIGNED, "no message of SNS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/SimpleNotificationService-0123abcd.pem",
        "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem",
        "http://169.254.169.254/latest/meta-data",
      })
  @DisplayName("PUR-15 a certificate from elsewhere is not even asked for")
  void aCertificateFromElsewhere(String url) throws Exception {
    assertRefused(
        signed(notification().put("SigningCertURL", url)),
        Reason.SIGNATURE,
        "SigningCertURL: none of");
    assertThat(asked).isEmpty();
  }

  @Test
  @DisplayName("PUR-15 another topic, and an old message, are refused before anything is asked")
  void anotherTopicIsRefused() throws Exception {
    assertRefused(signed(notification().put("TopicArn", ARN + "2")), Reason.TOPIC, "TopicArn");
    assertRefused(
        signed(notification().put("Timestamp", now.minus(Duration.ofMinutes(66)).toString())),
        Reason.TIME,
        "Timestamp");
    assertRefused(
        signed(notification().put("Timestamp", now.plus(Duration.ofMinutes(6)).toString())),
        Reason.TIME,
        "Timestamp");
    assertRefused(signed(notification().put("Timestamp", "now")), Reason.TIME, "Timestamp");
    assertThat(asked).isEmpty();
  }

  @Test
  @DisplayName("a message that SNS sends again for an hour is believed")
  void aMessageThatIsSentAgain() throws Exception {
    byte[] late =
        signed(notification().put("Timestamp", now.minus(Duration.ofMinutes(64)).toString()));
    assertThat(subscription.judge(late, now)).isInstanceOf(Verdict.Notification.class);
  }

  @Test
  @DisplayName("PUR-15 a certificate that is not valid now, or none, is refused")
  void aCertificateThatIsNotValid() throws Exception {
    Instant later = now.plus(Duration.ofDays(60));
    byte[] content = signed(notification().put("Timestamp", later.toString()));
    assertThat(subscription.judge(content, later)).isInstanceOf(Verdict.Refused.class);

    SnsSubscription other =
        new SnsSubscription(new SnsTopic(ARN), _ -> "no certificate".getBytes(UTF_8));
    assertThat(other.judge(signed(notification()), now)).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  @DisplayName("PUR-15 certificates that are not to be had are asked for once a second")
  void certificatesAreAskedForSeldom() throws Exception {
    SnsSubscription cutOff =
        new SnsSubscription(
            new SnsTopic(ARN),
            uri -> {
              asked.add(uri);
              throw new IOException("cut off");
            });
    byte[] content = signed(notification());

    assertThatThrownBy(() -> cutOff.judge(content, now)).hasMessageContaining("cut off");
    assertThatThrownBy(() -> cutOff.judge(content, now)).hasMessageContaining("a moment ago");
    assertThatThrownBy(() -> cutOff.judge(content, now.plusSeconds(1)))
        .hasMessageContaining("cut off");
    assertThat(asked).hasSize(2);
  }

  @Test
  @DisplayName("a subscription to the topic is confirmed, once it is known who asks")
  void aSubscriptionIsConfirmed() throws Exception {
    assertThat(subscription.judge(signed(confirmation()), now)).isEqualTo(new Verdict.Confirmed());
    assertThat(asked).containsExactly(URI.create(CERTIFICATE), URI.create(CONFIRMATION));
  }

  @Test
  @DisplayName("PUR-15 no other subscription is confirmed")
  void noOtherSubscriptionIsConfirmed() throws Exception {
    assertRefused(
        signed(confirmation().put("SubscribeURL", "https://evil.example/?" + CONFIRMATION)),
        Reason.TOPIC,
        "SubscribeURL");
    assertRefused(
        new String(signed(confirmation()), UTF_8).replace("0123\"", "4567\"").getBytes(UTF_8),
        Reason.SIGNATURE,
        "Signature");
    assertThat(asked).containsExactly(URI.create(CERTIFICATE));
  }

  @Test
  @DisplayName("the end of a subscription is noted")
  void theEndOfASubscription() throws Exception {
    assertThat(
            subscription.judge(signed(confirmation().put("Type", "UnsubscribeConfirmation")), now))
        .isEqualTo(new Verdict.Unsubscribed());
    assertThat(asked).containsExactly(URI.create(CERTIFICATE));
  }

  @Test
  @DisplayName(
      "PUR-15 raw deliveries, which are not signed, and other topics are known by their head")
  void headsThatAreRefused() {
    Fields head = Fields.of("x-amz-sns-message-type", "Notification", "x-amz-sns-topic-arn", ARN);
    assertThat(SnsSubscription.isMeant(head)).isTrue();
    assertThat(subscription.refusal(head)).isEmpty();
    assertThat(subscription.refusal(head.with("x-amz-sns-rawdelivery", "true")))
        .map(Refusal::reason)
        .contains(Reason.UNSIGNED);
    assertThat(subscription.refusal(head.with("x-amz-sns-topic-arn", ARN + "2")))
        .map(Refusal::reason)
        .contains(Reason.TOPIC);
    assertThat(subscription.refusal(head.without("x-amz-sns-topic-arn"))).isPresent();
  }
}
