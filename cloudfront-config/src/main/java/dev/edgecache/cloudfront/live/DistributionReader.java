package dev.edgecache.cloudfront.live;

import dev.edgecache.cloudfront.compare.LiveDistribution;
import dev.edgecache.cloudfront.compare.LiveDistribution.Asked;
import dev.edgecache.cloudfront.compare.LiveDistribution.LiveBehavior;
import dev.edgecache.cloudfront.compare.LiveDistribution.LiveBehavior.Asking;
import dev.edgecache.cloudfront.compare.LiveDistribution.LiveBehavior.PlainHttp;
import dev.edgecache.cloudfront.compare.LiveDistribution.LiveOrigin;
import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.OriginRequestPolicy;
import dev.edgecache.cloudfront.model.PathPattern;
import dev.edgecache.cloudfront.model.Selection;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.AllowedMethods;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.ForwardedValues;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginProtocolPolicy;
import software.amazon.awssdk.services.cloudfront.model.ViewerProtocolPolicy;

/** Reads distributions with their policies, each policy once. */
final class DistributionReader {

  /** What is sent on beyond the key where no policy says anything. */
  private static final OriginRequestPolicy NOTHING =
      new OriginRequestPolicy(
          new Selection.None(),
          new Selection.None(),
          new Selection.None(),
          Collections.emptySortedSet());

  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final CloudFrontClient client;
  private final Conversation conversation;
  private final Map<String, CachePolicy> cachePolicies = new HashMap<>();
  private final Map<String, OriginRequestPolicy> forwards = new HashMap<>();
  private final Map<String, Set<String>> removals = new HashMap<>();

  DistributionReader(CloudFrontClient client, Conversation conversation) {
    this.client = client;
    this.conversation = conversation;
  }

  Reading read(String id) {
    GetDistributionConfigResponse response = client.getDistributionConfig(get -> get.id(id));
    DistributionConfig config = response.distributionConfig();
    return new Reading(distribution(id, config), config, conversation.received(), response.eTag());
  }

  private LiveDistribution distribution(String id, DistributionConfig config) {
    Map<Integer, Duration> errorsKept = new HashMap<>();
    if (config.customErrorResponses() != null) {
      config.customErrorResponses().items().stream()
          .filter(error -> error.errorCachingMinTTL() != null)
          .forEach(
              error ->
                  errorsKept.put(
                      error.errorCode(), Duration.ofSeconds(error.errorCachingMinTTL())));
    }
    return new LiveDistribution(
        id,
        Optional.ofNullable(config.cacheTagConfig()).map(tags -> tags.headerName()),
        config.cacheBehaviors() == null
            ? List.of()
            : config.cacheBehaviors().items().stream().map(this::behavior).toList(),
        behavior(config.defaultCacheBehavior()),
        errorsKept,
        config.origins().items().stream().map(origin -> origin(origin, config)).toList());
  }

  private static LiveOrigin origin(Origin origin, DistributionConfig config) {
    Set<String> targets = new HashSet<>(Set.of(origin.id()));
    if (config.originGroups() != null) {
      config.originGroups().items().stream()
          .filter(
              group ->
                  group.members().items().stream()
                      .anyMatch(member -> member.originId().equals(origin.id())))
          .forEach(group -> targets.add(group.id()));
    }
    boolean asViewersDo =
        origin.customOriginConfig() != null
            && origin.customOriginConfig().originProtocolPolicy()
                == OriginProtocolPolicy.MATCH_VIEWER;
    return new LiveOrigin(
        targets,
        origin.domainName(),
        Objects.requireNonNullElse(origin.originPath(), ""),
        asViewersDo ? Asked.AS_VIEWERS_DO : Asked.BY_ONE_SCHEME);
  }

  private static Asking asking(String target, @Nullable ViewerProtocolPolicy viewers) {
    return new Asking(
        target,
        viewers == ViewerProtocolPolicy.ALLOW_ALL ? PlainHttp.ANSWERED : PlainHttp.TURNED_AWAY);
  }

  @SuppressWarnings(
      "deprecation") // settings from before cache policies, which live behaviors may have
  private LiveBehavior behavior(CacheBehavior behavior) {
    return new LiveBehavior(
        FromSdk.pattern(behavior.pathPattern()),
        cache(
            behavior.cachePolicyId(),
            behavior.forwardedValues(),
            behavior.minTTL(),
            behavior.defaultTTL(),
            behavior.maxTTL()),
        forward(behavior.originRequestPolicyId(), behavior.forwardedValues()),
        removes(behavior.responseHeadersPolicyId()),
        methods(behavior.allowedMethods()),
        asking(behavior.targetOriginId(), behavior.viewerProtocolPolicy()));
  }

  @SuppressWarnings(
      "deprecation") // settings from before cache policies, which live behaviors may have
  private LiveBehavior behavior(DefaultCacheBehavior behavior) {
    return new LiveBehavior(
        PathPattern.ANY,
        cache(
            behavior.cachePolicyId(),
            behavior.forwardedValues(),
            behavior.minTTL(),
            behavior.defaultTTL(),
            behavior.maxTTL()),
        forward(behavior.originRequestPolicyId(), behavior.forwardedValues()),
        removes(behavior.responseHeadersPolicyId()),
        methods(behavior.allowedMethods()),
        asking(behavior.targetOriginId(), behavior.viewerProtocolPolicy()));
  }

  private CachePolicy cache(
      @Nullable String policy,
      @Nullable ForwardedValues forwarded,
      @Nullable Long min,
      @Nullable Long byDefault,
      @Nullable Long max) {
    if (policy == null) {
      return FromSdk.cachePolicy(
          forwarded == null ? ForwardedValues.builder().build() : forwarded, min, byDefault, max);
    }
    return cachePolicies.computeIfAbsent(
        policy,
        id ->
            FromSdk.cachePolicy(
                client.getCachePolicy(get -> get.id(id)).cachePolicy().cachePolicyConfig()));
  }

  private OriginRequestPolicy forward(
      @Nullable String policy, @Nullable ForwardedValues forwarded) {
    if (policy == null) {
      return forwarded == null ? NOTHING : FromSdk.forward(forwarded);
    }
    return forwards.computeIfAbsent(
        policy,
        id ->
            FromSdk.forward(
                client
                    .getOriginRequestPolicy(get -> get.id(id))
                    .originRequestPolicy()
                    .originRequestPolicyConfig()));
  }

  private Set<String> removes(@Nullable String policy) {
    if (policy == null) {
      return Set.of();
    }
    return removals.computeIfAbsent(
        policy,
        id ->
            FromSdk.removes(
                client
                    .getResponseHeadersPolicy(get -> get.id(id))
                    .responseHeadersPolicy()
                    .responseHeadersPolicyConfig()));
  }

  private static Set<String> methods(@Nullable AllowedMethods methods) {
    return methods == null ? READING : Set.copyOf(methods.itemsAsStrings());
  }
}
