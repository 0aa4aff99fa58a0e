package dev.edgecache.sources.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.http.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which deliveries count as signed, after Standard Webhooks. */
class StandardWebhookTest {

  /** The example that implementations of the specification are tested with. */
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final long SECONDS = 1614265330;
  private static final byte[] CONTENT = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  private static final WebhookSecret OTHER = WebhookSecret.of("another secret of enough length");
  private static final Instant NOW = Instant.ofEpochSecond(SECONDS);

  private static StandardWebhook believing(WebhookSecret... secrets) {
    return new StandardWebhook(List.of(secrets), Duration.ofMinutes(5));
  }

  private static final StandardWebhook WEBHOOK = believing(WebhookSecret.of(SECRET));

  private static Fields fields(String id, String timestamp, String signature) {
    return Fields.of("Webhook-Id", id, "webhook-timestamp", timestamp)
        .with("webhook-signature", signature);
  }

  private static Fields signed(String signature) {
    return fields(ID, Long.toString(SECONDS), signature);
  }

  @Test
  @DisplayName("the example of the specification is believed")
  void theExampleIsBelieved() {
    assertThat(WEBHOOK.refusal(signed(SIGNATURE), CONTENT, NOW)).isEmpty();
    assertThat(StandardWebhook.id(signed(SIGNATURE))).isEqualTo(ID);
  }

  @Test
  @DisplayName("PUR-15 another content, id or time is not what was signed")
  void anotherContentIsNotBelieved() {
    assertThat(WEBHOOK.refusal(signed(SIGNATURE), "{}".getBytes(UTF_8), NOW)).isPresent();
    assertThat(WEBHOOK.refusal(fields("other", "" + SECONDS, SIGNATURE), CONTENT, NOW)).isPresent();
    assertThat(WEBHOOK.refusal(fields(ID, "" + (SECONDS + 1), SIGNATURE), CONTENT, NOW))
        .isPresent();
    assertThat(believing(OTHER).refusal(signed(SIGNATURE), CONTENT, NOW)).isPresent();
    assertThat(believing().refusal(signed(SIGNATURE), CONTENT, NOW)).isPresent();
  }

  @Test
  @DisplayName("either of two secrets, and one of several signatures, is enough")
  void secretsMayChange() {
    WebhookSecret now = WebhookSecret.of(SECRET);
    assertThat(believing(OTHER, now).refusal(signed(SIGNATURE), CONTENT, NOW)).isEmpty();
    assertThat(believing(now, OTHER).refusal(signed(SIGNATURE), CONTENT, NOW)).isEmpty();
    assertThat(
            WEBHOOK.refusal(signed("v1a,AAAA v1,AAAA v1,%% " + SIGNATURE + " v2,x"), CONTENT, NOW))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-300, true", "-301, false", "300, true", "301, false", "100000, false"})
  @DisplayName("PUR-15 a delivery of another time is a replay")
  void anotherTimeIsAReplay(long seconds, boolean believed) {
    Instant now = NOW.plusSeconds(seconds);
    assertThat(WEBHOOK.refusal(signed(SIGNATURE), CONTENT, now).isEmpty()).isEqualTo(believed);
    assertThat(WEBHOOK.refusal(signed(SIGNATURE), now).isEmpty()).isEqualTo(believed);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1614265330, v1",
    "a b, 1614265330, v1",
    "a.b, 1614265330, v1",
    "a, '', v1",
    "a, -1, v1",
    "a, 1614265330.0, v1",
    "a, 99999999999999999999, v1",
    "a, 1614265330, ''",
    "a, 1614265330, v2",
  })
  @DisplayName("PUR-15 malformed fields are refused before any content is read")
  void malformedFieldsAreRefused(String id, String timestamp, String version) {
    Fields malformed = fields(id, timestamp, SIGNATURE.replace("v1", version));
    assertThat(WEBHOOK.refusal(malformed, NOW)).isPresent();
    assertThat(WEBHOOK.refusal(malformed, CONTENT, NOW)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"})
  @DisplayName("PUR-15 a field that comes twice says nothing")
  void aFieldThatComesTwiceSaysNothing(String name) {
    Fields once = signed(SIGNATURE);
    String value = once.all(name).getFirst();
    Fields twice = once.toBuilder().add(name, value).build();
    assertThat(WEBHOOK.refusal(twice, CONTENT, NOW)).isPresent();
  }

  @Test
  @DisplayName("more signatures than anybody needs are not tried")
  void signaturesAreBounded() {
    assertThat(WEBHOOK.refusal(signed("v1,AAAA ".repeat(16) + SIGNATURE), CONTENT, NOW))
        .isPresent();
  }

  @Test
  @DisplayName("a secret that is too short or malformed is refused, and never shown")
  void secretsAreChecked() {
    assertThatThrownBy(() -> WebhookSecret.of("hunter2"))
        .hasMessageContaining("7 octets (expected: at least 24")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> WebhookSecret.of("whsec_%%%"))
        .hasMessageContaining("Base64")
        .hasMessageNotContaining("%%%");
    assertThat(OTHER.toString()).doesNotContain("another");
  }
}
