package dev.edgecache.cloudfront.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontException;

class SdkFailureTest {

  @Test
  void tellsWhatAwsSaidAsFarAsItDid() {
    assertThat(refused("AccessDenied", "no")).isEqualTo("AccessDenied: no");
    assertThat(refused("AccessDenied", null)).isEqualTo("AccessDenied");
    assertThat(refused("", null)).isEqualTo("status 403");
  }

  @Test
  void tellsThatNobodyWasAsked() {
    assertThat(
            SdkFailure.reason(
                SdkClientException.create(
                    "Unable to load credentials from any of the providers in the chain A, B: []")))
        .startsWith("no credentials of AWS (looked for in ");
    assertThat(SdkFailure.reason(SdkClientException.create("timed out"))).isEqualTo("timed out");
  }

  private static String refused(String code, @Nullable String message) {
    return SdkFailure.reason(
        (CloudFrontException)
            CloudFrontException.builder()
                .statusCode(403)
                .awsErrorDetails(
                    AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
                .build());
  }
}
