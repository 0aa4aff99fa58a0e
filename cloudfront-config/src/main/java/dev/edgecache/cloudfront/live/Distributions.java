package dev.edgecache.cloudfront.live;

import dev.edgecache.cloudfront.compare.LiveDistribution;
import dev.edgecache.cloudfront.model.DistributionModel;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClientBuilder;
import software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException;
import software.amazon.awssdk.services.cloudfront.model.PreconditionFailedException;

/**
 * The distributions of an account, by the credentials that the SDK finds by itself. {@link #read}
 * asks and changes nothing.
 */
public final class Distributions implements AutoCloseable {

  private final Optional<URI> endpoint;
  private final Conversation conversation = new Conversation();
  private final CloudFrontClient client;

  private Distributions(Optional<URI> endpoint) {
    this.endpoint = endpoint;
    this.client =
        builder().overrideConfiguration(o -> o.addExecutionInterceptor(conversation)).build();
  }

  /** Those at AWS, or at an endpoint that speaks like it. */
  public static Distributions at(Optional<URI> endpoint) {
    return new Distributions(endpoint);
  }

  private CloudFrontClientBuilder builder() {
    CloudFrontClientBuilder builder =
        CloudFrontClient.builder()
            .region(Region.AWS_GLOBAL)
            .httpClientBuilder(UrlConnectionHttpClient.builder());
    endpoint.ifPresent(builder::endpointOverride);
    return builder;
  }

  /** A distribution as it is. */
  public LiveDistribution read(String id) throws DistributionException {
    return reading(id).distribution();
  }

  /**
   * Makes a distribution what is wanted, and leaves all else as it is.
   *
   * @throws DistributionException also where the SDK does not know all that the distribution says,
   *     where behaviours of others are in the way, and where it was changed meanwhile
   */
  public void apply(DistributionModel wanted, String id) throws DistributionException {
    Reading reading = reading(id);
    Conversation.HeldBack wire = new Conversation.HeldBack();
    try (CloudFrontClient heldBack =
        builder().overrideConfiguration(o -> o.addExecutionInterceptor(wire)).build()) {
      DistributionUpdate update = new DistributionUpdate(client, wanted, reading);
      update.requireNothingIsLost(heldBack, wire);
      update.send();
    } catch (PreconditionFailedException e) {
      throw new DistributionException(
          id + ": changed since it was read; look at the differences again", e);
    } catch (SdkException e) {
      throw new DistributionException(id + ": " + SdkFailure.reason(e), e);
    }
  }

  private Reading reading(String id) throws DistributionException {
    try {
      return new DistributionReader(client, conversation).read(id);
    } catch (NoSuchDistributionException e) {
      throw new DistributionException(id + ": no such distribution", e);
    } catch (SdkException e) {
      throw new DistributionException(id + ": " + SdkFailure.reason(e), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
