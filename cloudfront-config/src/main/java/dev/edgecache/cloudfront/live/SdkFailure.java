package dev.edgecache.cloudfront.live;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the SDK says of a call that failed, in a line for people. */
public final class SdkFailure {

  private static final String NO_CREDENTIALS = "Unable to load credentials";

  private SdkFailure() {}

  /** The code and message of AWS, or why nobody was asked. */
  public static String reason(SdkException e) {
    String said = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    if (e instanceof AwsServiceException refused && refused.awsErrorDetails() != null) {
      AwsErrorDetails details = refused.awsErrorDetails();
      String told =
          Stream.of(
                  Optional.ofNullable(details.errorCode()),
                  Optional.ofNullable(details.errorMessage()))
              .flatMap(Optional::stream)
              .filter(text -> !text.isBlank())
              .collect(Collectors.joining(": "));
      return told.isEmpty() ? "status " + refused.statusCode() : told;
    }
    return said.startsWith(NO_CREDENTIALS)
        ? "no credentials of AWS (looked for in system properties, the environment, a web identity,"
            + " the profile, the container and the instance)"
        : said;
  }
}
