package dev.edgecache.sources.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs of a message may be asked. */
class SnsTopicTest {

  private static final String ARN = "arn:aws:sns:eu-west-1:123456789012:catalogue";
  private static final SnsTopic TOPIC = new SnsTopic(ARN);
  private static final String HOST = "https://sns.eu-west-1.amazonaws.com";
  private static final String PEM = "/SimpleNotificationService-0123abcd.pem";

  @ParameterizedTest
  @CsvSource({
    "arn:aws:sns:us-east-1:123456789012:a, sns.us-east-1.amazonaws.com",
    "arn:aws-us-gov:sns:us-gov-west-1:123456789012:a, sns.us-gov-west-1.amazonaws.com",
    "arn:aws-cn:sns:cn-north-1:123456789012:a, sns.cn-north-1.amazonaws.com.cn",
  })
  @DisplayName("the host follows from the topic")
  void theHostFollowsFromTheTopic(String arn, String host) {
    assertThat(new SnsTopic(arn).certificate("https://" + host + PEM)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "arn:aws:sqs:eu-west-1:123456789012:catalogue",
        "arn:aws:sns:eu-west-1:12345:catalogue",
        "arn:aws:sns:evil.example/:123456789012:catalogue",
        "arn:aws:sns:eu-west-1:123456789012:catalogue.fifo",
      })
  @DisplayName("what names no topic that delivers by HTTPS is refused")
  void whatNamesNoTopicIsRefused(String arn) {
    assertThatThrownBy(() -> new SnsTopic(arn)).hasMessageContaining("expected: an ARN such as");
  }

  @Test
  @DisplayName("a certificate and a confirmation of the region of the topic may be asked")
  void whatMayBeAsked() {
    assertThat(TOPIC.certificate(HOST + PEM)).hasToString("Optional[" + HOST + PEM + "]");
    assertThat(TOPIC.certificate(HOST + ":443" + PEM)).isPresent();
    assertThat(
            TOPIC.confirmation(
                HOST + "/?Action=ConfirmSubscription&TopicArn=" + ARN + "&Token=0123"))
        .isPresent();
    assertThat(
            TOPIC.confirmation(
                HOST
                    + "/?Action=ConfirmSubscription&Token=0123&TopicArn="
                    + ARN.replace(":", "%3A")))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123abcd.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0123abcd.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0123abcd.pem",
        "https://evil.example#@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem",
        "https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0123abcd.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem?x=1",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem#x",
        "https://sns.eu-west-1.amazonaws.com/../SimpleNotificationService-0123abcd.pem",
        "https://sns.eu-west-1.amazonaws.com/?Action=Publish&x=.pem",
        "https://sns-eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem",
        "https://169.254.169.254/SimpleNotificationService-0123abcd.pem",
        "file:///etc/passwd",
        "https:SimpleNotificationService-0123abcd.pem",
        "https://sns.eu-west-1.amazonaws.com\\@evil.example/SimpleNotificationService-0123abcd.pem",
        "",
      })
  @DisplayName("PUR-15 no other URL is asked for a certificate")
  void noOtherUrlIsAskedForACertificate(String url) {
    assertThat(TOPIC.certificate(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=0123",
        "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&TopicArn="
            + "arn:aws:sns:eu-west-1:123456789012:catalogue",
        "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn="
            + "arn:aws:sns:eu-west-1:123456789012:catalogue2",
        "https://evil.example/?Action=ConfirmSubscription&TopicArn="
            + "arn:aws:sns:eu-west-1:123456789012:catalogue",
        "http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn="
            + "arn:aws:sns:eu-west-1:123456789012:catalogue",
        "https://sns.eu-west-1.amazonaws.com/a?Action=ConfirmSubscription&TopicArn="
            + "arn:aws:sns:eu-west-1:123456789012:catalogue",
        "https://sns.eu-west-1.amazonaws.com",
      })
  @DisplayName("PUR-15 no other URL is asked to confirm a subscription")
  void noOtherUrlIsAskedToConfirm(String url) {
    assertThat(TOPIC.confirmation(url)).isEmpty();
  }
}
