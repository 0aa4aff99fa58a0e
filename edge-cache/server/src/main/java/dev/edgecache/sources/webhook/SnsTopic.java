package dev.edgecache.sources.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A topic of Amazon SNS, and which URLs in its messages may be asked: those of the SNS of its own
 * region, whose host follows from the topic and from nothing that a message says.
 *
 * @param arn its name, such as {@code arn:aws:sns:eu-west-1:123456789012:catalogue}
 */
public record SnsTopic(String arn) {

  private static final Pattern FORM =
      Pattern.compile(
          "arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}[a-z0-9-]{3,30}):[0-9]{12}:[A-Za-z0-9_-]{1,256}");
  private static final Pattern CERTIFICATE =
      Pattern.compile("/SimpleNotificationService-[A-Za-z0-9]{1,64}\\.pem");
  private static final int LONGEST_URL = 2_000;

  /** Rejects what names no topic. */
  public SnsTopic {
    if (!FORM.matcher(arn).matches()) {
      throw new IllegalArgumentException(
          "topic: "
              + arn
              + " (expected: an ARN such as arn:aws:sns:eu-west-1:123456789012:catalogue)");
    }
  }

  /** The host of the SNS of its region. */
  String host() {
    Matcher parts = FORM.matcher(arn);
    if (!parts.matches()) {
      throw new IllegalStateException("topic: " + arn + " (expected: an ARN)");
    }
    String domain = parts.group(1).equals("aws-cn") ? ".amazonaws.com.cn" : ".amazonaws.com";
    return "sns." + parts.group(2) + domain;
  }

  /** The URL of a certificate that signs its messages; empty if the text is none. */
  Optional<URI> certificate(String url) {
    return own(url)
        .filter(uri -> uri.getRawQuery() == null)
        .filter(uri -> CERTIFICATE.matcher(uri.getRawPath()).matches());
  }

  /** The URL that confirms a subscription to it; empty if the text is none. */
  Optional<URI> confirmation(String url) {
    return own(url)
        .filter(uri -> uri.getRawPath().equals("/"))
        .filter(uri -> hasParameter(uri, "Action=ConfirmSubscription"))
        .filter(
            uri ->
                hasParameter(uri, "TopicArn=" + arn)
                    || hasParameter(uri, "TopicArn=" + arn.replace(":", "%3A")));
  }

  private static boolean hasParameter(URI uri, String parameter) {
    return uri.getRawQuery() != null
        && ("&" + uri.getRawQuery() + "&").contains("&" + parameter + "&");
  }

  /** An https URL of the SNS of its region, at the usual port. */
  private Optional<URI> own(String url) {
    if (url.length() > LONGEST_URL) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(url);
      return Optional.of(uri)
          .filter(it -> "https".equals(it.getScheme()))
          .filter(it -> host().equals(it.getHost()))
          .filter(it -> it.getPort() == -1 || it.getPort() == 443)
          .filter(it -> it.getRawUserInfo() == null && it.getRawFragment() == null)
          .filter(it -> it.getRawPath() != null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
