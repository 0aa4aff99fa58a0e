package dev.edgecache.cloudfront.invalidation.aws;

import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.TagHeader;
import dev.edgecache.cloudfront.invalidation.outbox.InvalidationService;
import dev.edgecache.cloudfront.invalidation.schedule.Asked;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Created;
import dev.edgecache.cloudfront.live.SdkFailure;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClientBuilder;
import software.amazon.awssdk.services.cloudfront.model.BatchTooLargeException;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontException;
import software.amazon.awssdk.services.cloudfront.model.InvalidationBatch;
import software.amazon.awssdk.services.cloudfront.model.TooManyInvalidationsInProgressException;

/**
 * CloudFront of the account that the SDK's default chain of credentials names.
 *
 * <p>The SDK repeats calls that are throttled or met by a 5xx; it does not repeat one that is
 * refused because too much is in progress.
 */
public final class CloudFrontService implements InvalidationService, AutoCloseable {

  private static final Duration ATTEMPT = Duration.ofSeconds(10);
  private static final Duration CALL = Duration.ofSeconds(20);
  private static final String COMPLETED = "Completed";
  private static final int REQUEST_TIMEOUT = 408;

  private final CloudFrontClient client;

  private CloudFrontService(CloudFrontClient client) {
    this.client = client;
  }

  /**
   * Connects, which asks nothing yet.
   *
   * @param endpoint where CloudFront is, if not at AWS
   */
  public static CloudFrontService connect(Optional<URI> endpoint) {
    CloudFrontClientBuilder builder =
        CloudFrontClient.builder()
            .region(Region.AWS_GLOBAL)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(
                override -> override.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL));
    endpoint.ifPresent(builder::endpointOverride);
    return new CloudFrontService(builder.build());
  }

  @Override
  public Created create(Batch batch) {
    List<String> items = batch.items().stream().map(Item::text).toList();
    InvalidationBatch sent =
        InvalidationBatch.builder()
            .callerReference(batch.reference())
            .paths(paths -> paths.quantity(items.size()).items(items))
            .build();
    try {
      return new Created.Accepted(
          switch (batch.to()) {
            case Destination.Distribution(var id) ->
                client
                    .createInvalidation(
                        request -> request.distributionId(id).invalidationBatch(sent))
                    .invalidation()
                    .id();
            case Destination.Tenant(var id) ->
                client
                    .createInvalidationForDistributionTenant(
                        request -> request.id(id).invalidationBatch(sent))
                    .invalidation()
                    .id();
          });
    } catch (BatchTooLargeException _) {
      return new Created.TooLarge();
    } catch (TooManyInvalidationsInProgressException _) {
      return new Created.TooManyInProgress();
    } catch (CloudFrontException e) {
      return refused(e);
    } catch (SdkException e) {
      return new Created.Unanswered(SdkFailure.reason(e));
    }
  }

  private static Created refused(CloudFrontException e) {
    String code = codeOf(e);
    return switch (code) {
      case "InvalidationBatchAlreadyExists" -> new Created.ReferenceInUse();
      case "BatchTooLarge" -> new Created.TooLarge();
      case "TooManyInvalidationsInProgress" -> new Created.TooManyInProgress();
      case "InvalidArgument", "InconsistentQuantities", "MissingBody", "MalformedXML" ->
          new Created.Malformed(SdkFailure.reason(e));
      default ->
          e.isThrottlingException() || isRefusal(e.statusCode())
              ? new Created.NotNow(SdkFailure.reason(e))
              : new Created.Unanswered(SdkFailure.reason(e));
    };
  }

  private static boolean isRefusal(int status) {
    return status >= 400 && status < 500 && status != REQUEST_TIMEOUT;
  }

  @Override
  public Asked ask(Destination to, String invalidation) {
    try {
      String status =
          switch (to) {
            case Destination.Distribution(var id) ->
                client
                    .getInvalidation(request -> request.distributionId(id).id(invalidation))
                    .invalidation()
                    .status();
            case Destination.Tenant(var id) ->
                client
                    .getInvalidationForDistributionTenant(
                        request -> request.distributionTenantId(id).id(invalidation))
                    .invalidation()
                    .status();
          };
      return status.equals(COMPLETED) ? new Asked.Completed() : new Asked.InProgress();
    } catch (CloudFrontException e) {
      return codeOf(e).equals("NoSuchInvalidation")
          ? new Asked.Unknown()
          : new Asked.Unanswered(SdkFailure.reason(e));
    } catch (SdkException e) {
      return new Asked.Unanswered(SdkFailure.reason(e));
    }
  }

  /** Where the distribution of a destination reads tags from. */
  public TagHeader tagHeader(Destination of) {
    try {
      String distribution =
          switch (of) {
            case Destination.Distribution(var id) -> id;
            case Destination.Tenant(var id) ->
                client
                    .getDistributionTenant(request -> request.identifier(id))
                    .distributionTenant()
                    .distributionId();
          };
      var config =
          client
              .getDistributionConfig(request -> request.id(distribution))
              .distributionConfig()
              .cacheTagConfig();
      return config == null || config.headerName() == null || config.headerName().isEmpty()
          ? new TagHeader.None()
          : new TagHeader.Named(config.headerName());
    } catch (SdkException e) {
      return new TagHeader.Unread(SdkFailure.reason(e));
    }
  }

  private static String codeOf(CloudFrontException e) {
    return Optional.ofNullable(e.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
  }

  @Override
  public void close() {
    client.close();
  }
}
