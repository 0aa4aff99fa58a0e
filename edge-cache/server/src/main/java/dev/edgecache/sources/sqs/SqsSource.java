package dev.edgecache.sources.sqs;

import dev.edgecache.sources.Intake;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.feed.Backoff;
import dev.edgecache.sources.feed.FeedLoop;
import dev.edgecache.sources.feed.Progress;
import java.time.Duration;
import java.time.InstantSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** How sources are made that read queues of Amazon SQS. */
public final class SqsSource {

  /** The word of the configuration. */
  static final String KIND = "sqs";

  /** How long a request for messages waits for one. */
  static final Duration LONG_POLL = Duration.ofSeconds(10);

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = LONG_POLL.plusSeconds(5);

  private SqsSource() {}

  /** A source that reads a queue with the credentials of the environment, as the SDK finds them. */
  public static Source of(String name, SqsSettings settings, Intake intake, InstantSource clock) {
    return of(
        name,
        settings,
        new Means(intake, clock, DefaultCredentialsProvider.builder().build(), Backoff.USUAL));
  }

  /**
   * What a source works with.
   *
   * @param credentials whose messages it reads
   * @param backoff its pauses after failures
   */
  record Means(
      Intake intake, InstantSource clock, AwsCredentialsProvider credentials, Backoff backoff) {}

  static Source of(String name, SqsSettings settings, Means means) {
    Progress progress = new Progress(KIND, means.clock());
    return new FeedLoop(
        name,
        progress,
        () ->
            new SqsFeed(
                name,
                new Queue(client(settings, means.credentials()), settings),
                means.intake(),
                progress),
        means.backoff());
  }

  /** Attempts are made anew by the source itself, where they are seen, not by the client. */
  private static SqsClient client(SqsSettings settings, AwsCredentialsProvider credentials) {
    SqsClientBuilder client =
        SqsClient.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials)
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(ANSWER))
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .apiCallTimeout(ANSWER)
                    .build());
    settings.endpoint().ifPresent(client::endpointOverride);
    return client.build();
  }
}
