package dev.edgecache.cloudfront.live;

import dev.edgecache.cloudfront.model.CacheBehavior;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.PathPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CacheBehaviors;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.ForwardedValues;

/** One change of a distribution: read, altered where policies say so, and written as a whole. */
final class DistributionUpdate {

  private final CloudFrontClient client;
  private final DistributionModel wanted;
  private final Reading reading;

  DistributionUpdate(CloudFrontClient client, DistributionModel wanted, Reading reading) {
    this.client = client;
    this.wanted = wanted;
    this.reading = reading;
  }

  /**
   * Refuses to write what would drop something: an update replaces all, and the SDK leaves out what
   * it does not know.
   */
  void requireNothingIsLost(CloudFrontClient heldBack, Conversation.HeldBack wire)
      throws DistributionException {
    try {
      heldBack.updateDistribution(
          update ->
              update
                  .id(reading.distribution().id())
                  .ifMatch(reading.version())
                  .distributionConfig(reading.config()));
    } catch (Conversation.HeldBack.End expected) {
      // Nothing was sent.
    }
    String written =
        wire.content().orElseThrow(() -> new IllegalStateException("an update without content"));
    List<String> lost = XmlLeaves.lost(reading.xml(), written);
    if (!lost.isEmpty()) {
      throw new DistributionException(
          reading.distribution().id()
              + ": the AWS SDK of this program does not know, and would drop: "
              + String.join(", ", lost)
              + " (change it by Terraform or CloudFormation)");
    }
  }

  /**
   * Makes what is missing of policies, and writes the distribution if nobody else did meanwhile.
   */
  void send() throws DistributionException {
    requireTargets();
    requireNobodyInTheWay();
    PolicyIds policies = PolicyIds.ensure(client, wanted);
    DistributionConfig changed = changed(policies);
    client.updateDistribution(
        update ->
            update
                .id(reading.distribution().id())
                .ifMatch(reading.version())
                .distributionConfig(changed));
  }

  private void requireTargets() throws DistributionException {
    Set<String> known = new HashSet<>();
    reading.config().origins().items().forEach(origin -> known.add(origin.id()));
    if (reading.config().originGroups() != null) {
      reading.config().originGroups().items().forEach(group -> known.add(group.id()));
    }
    for (CacheBehavior behavior : wanted.all()) {
      if (!known.contains(behavior.target())) {
        throw new DistributionException(
            reading.distribution().id()
                + ": no origin or origin group of the id "
                + behavior.target()
                + " (expected: one; there are "
                + known
                + ")");
      }
    }
  }

  private void requireNobodyInTheWay() throws DistributionException {
    for (var other : others()) {
      PathPattern paths = FromSdk.pattern(other.pathPattern());
      for (CacheBehavior behavior : wanted.behaviors()) {
        if (behavior.pattern().meets(paths)) {
          throw new DistributionException(
              reading.distribution().id()
                  + ": the behaviour "
                  + other.pathPattern()
                  + " takes paths of "
                  + behavior.pattern()
                  + " (expected: remove one of them first)");
        }
      }
    }
  }

  /** The behaviours of which the policies know nothing. */
  private List<software.amazon.awssdk.services.cloudfront.model.CacheBehavior> others() {
    Set<PathPattern> own =
        wanted.behaviors().stream().map(CacheBehavior::pattern).collect(Collectors.toSet());
    return live().stream()
        .filter(behavior -> !own.contains(FromSdk.pattern(behavior.pathPattern())))
        .toList();
  }

  private List<software.amazon.awssdk.services.cloudfront.model.CacheBehavior> live() {
    return reading.config().cacheBehaviors() == null
        ? List.of()
        : reading.config().cacheBehaviors().items();
  }

  private DistributionConfig changed(PolicyIds policies) {
    Map<PathPattern, software.amazon.awssdk.services.cloudfront.model.CacheBehavior> byPattern =
        live().stream()
            .collect(
                Collectors.toMap(
                    behavior -> FromSdk.pattern(behavior.pathPattern()),
                    Function.identity(),
                    (first, _) -> first));
    List<software.amazon.awssdk.services.cloudfront.model.CacheBehavior> all = new ArrayList<>();
    for (CacheBehavior behavior : wanted.behaviors()) {
      all.add(behavior(behavior, Optional.ofNullable(byPattern.get(behavior.pattern())), policies));
    }
    all.addAll(others());
    return reading.config().toBuilder()
        .cacheBehaviors(CacheBehaviors.builder().quantity(all.size()).items(all).build())
        .defaultCacheBehavior(byDefault(policies))
        .customErrorResponses(
            ToSdk.errors(
                reading.config().customErrorResponses() == null
                    ? List.of()
                    : reading.config().customErrorResponses().items()))
        .cacheTagConfig(tags -> tags.headerName(wanted.tagHeader()))
        .build();
  }

  @SuppressWarnings("deprecation") // settings from before cache policies, which these replace
  private software.amazon.awssdk.services.cloudfront.model.CacheBehavior behavior(
      CacheBehavior behavior,
      Optional<software.amazon.awssdk.services.cloudfront.model.CacheBehavior> live,
      PolicyIds policies) {
    return live.map(software.amazon.awssdk.services.cloudfront.model.CacheBehavior::toBuilder)
        .orElseGet(
            () ->
                software.amazon.awssdk.services.cloudfront.model.CacheBehavior.builder()
                    .pathPattern(behavior.pattern().text())
                    .viewerProtocolPolicy("redirect-to-https"))
        .targetOriginId(behavior.target())
        .allowedMethods(ToSdk.methods(behavior.methods()))
        .compress(false)
        .cachePolicyId(policies.of(behavior.cache()))
        .originRequestPolicyId(policies.everything())
        .responseHeadersPolicyId(policies.withoutTags())
        .forwardedValues((ForwardedValues) null)
        .minTTL(null)
        .defaultTTL(null)
        .maxTTL(null)
        .build();
  }

  @SuppressWarnings("deprecation") // settings from before cache policies, which these replace
  private DefaultCacheBehavior byDefault(PolicyIds policies) {
    return reading.config().defaultCacheBehavior().toBuilder()
        .targetOriginId(wanted.byDefault().target())
        .allowedMethods(ToSdk.methods(wanted.byDefault().methods()))
        .compress(false)
        .cachePolicyId(policies.of(wanted.byDefault().cache()))
        .originRequestPolicyId(policies.everything())
        .responseHeadersPolicyId(policies.withoutTags())
        .forwardedValues((ForwardedValues) null)
        .minTTL(null)
        .defaultTTL(null)
        .maxTTL(null)
        .build();
  }
}
