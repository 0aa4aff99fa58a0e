package dev.edgecache.cloudfront.live;

import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.OriginRequestPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.ListCachePoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListOriginRequestPoliciesResponse;
import software.amazon.awssdk.services.cloudfront.model.ListResponseHeadersPoliciesResponse;

/**
 * The ids under which an account has the policies of a distribution.
 *
 * @param cachePolicies those of the cache policies
 * @param everything that of the policy that sends everything on
 * @param withoutTags that of the policy that hides tags
 */
record PolicyIds(Map<CachePolicy, String> cachePolicies, String everything, String withoutTags) {

  String of(CachePolicy policy) {
    return Objects.requireNonNull(cachePolicies.get(policy), "a policy of the distribution");
  }

  /** Finds policies by their names, and makes those that are missing. */
  static PolicyIds ensure(CloudFrontClient client, DistributionModel wanted)
      throws DistributionException {
    Map<CachePolicy, String> ids = new HashMap<>();
    for (CachePolicy policy : wanted.cachePolicies()) {
      ids.put(policy, cachePolicy(client, policy, wanted.name() + "-" + policy.id()));
    }
    return new PolicyIds(
        ids,
        everything(client, wanted),
        withoutTags(client, wanted.name() + "-without-tags", wanted.tagHeader()));
  }

  private static String cachePolicy(CloudFrontClient client, CachePolicy policy, String name)
      throws DistributionException {
    String marker = null;
    do {
      ListCachePoliciesResponse page = listCachePolicies(client, marker);
      for (var item : page.cachePolicyList().items()) {
        var found = item.cachePolicy();
        if (found.cachePolicyConfig().name().equals(name)) {
          requireSame(name, FromSdk.cachePolicy(found.cachePolicyConfig()).equals(policy));
          return found.id();
        }
      }
      marker = page.cachePolicyList().nextMarker();
    } while (marker != null);
    return client
        .createCachePolicy(create -> create.cachePolicyConfig(ToSdk.cachePolicy(policy, name)))
        .cachePolicy()
        .id();
  }

  private static ListCachePoliciesResponse listCachePolicies(
      CloudFrontClient client, @Nullable String marker) {
    return client.listCachePolicies(list -> list.type("custom").marker(marker));
  }

  private static String everything(CloudFrontClient client, DistributionModel wanted)
      throws DistributionException {
    OriginRequestPolicy forward = wanted.byDefault().forward();
    String name = wanted.name() + "-" + forward.id();
    String marker = null;
    do {
      String from = marker;
      ListOriginRequestPoliciesResponse page =
          client.listOriginRequestPolicies(list -> list.type("custom").marker(from));
      for (var item : page.originRequestPolicyList().items()) {
        var found = item.originRequestPolicy();
        if (found.originRequestPolicyConfig().name().equals(name)) {
          requireSame(name, FromSdk.forward(found.originRequestPolicyConfig()).equals(forward));
          return found.id();
        }
      }
      marker = page.originRequestPolicyList().nextMarker();
    } while (marker != null);
    return client
        .createOriginRequestPolicy(
            create -> create.originRequestPolicyConfig(ToSdk.everything(name, forward.added())))
        .originRequestPolicy()
        .id();
  }

  private static String withoutTags(CloudFrontClient client, String name, String tagHeader)
      throws DistributionException {
    String marker = null;
    do {
      String from = marker;
      ListResponseHeadersPoliciesResponse page =
          client.listResponseHeadersPolicies(list -> list.type("custom").marker(from));
      for (var item : page.responseHeadersPolicyList().items()) {
        var found = item.responseHeadersPolicy();
        if (found.responseHeadersPolicyConfig().name().equals(name)) {
          requireSame(
              name, FromSdk.removes(found.responseHeadersPolicyConfig()).equals(Set.of(tagHeader)));
          return found.id();
        }
      }
      marker = page.responseHeadersPolicyList().nextMarker();
    } while (marker != null);
    return client
        .createResponseHeadersPolicy(
            create -> create.responseHeadersPolicyConfig(ToSdk.withoutTags(name, tagHeader)))
        .responseHeadersPolicy()
        .id();
  }

  private static void requireSame(String name, boolean same) throws DistributionException {
    if (!same) {
      throw new DistributionException(
          "policy "
              + name
              + ": there, with other content (expected: remove it, or another --name)");
    }
  }
}
