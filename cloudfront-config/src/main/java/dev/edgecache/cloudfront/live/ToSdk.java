package dev.edgecache.cloudfront.live;

import dev.edgecache.cloudfront.model.CacheBehavior.Methods;
import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.Selection;
import java.util.List;
import java.util.SortedSet;
import software.amazon.awssdk.services.cloudfront.model.AllowedMethods;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.CookieNames;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponse;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponses;
import software.amazon.awssdk.services.cloudfront.model.Headers;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.QueryStringNames;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyRemoveHeader;

/** Our words as those of the SDK. */
final class ToSdk {

  private ToSdk() {}

  static CachePolicyConfig cachePolicy(CachePolicy policy, String name) {
    return CachePolicyConfig.builder()
        .name(name)
        .minTTL(policy.times().min().toSeconds())
        .defaultTTL(policy.times().byDefault().toSeconds())
        .maxTTL(policy.times().max().toSeconds())
        .parametersInCacheKeyAndForwardedToOrigin(
            key ->
                key.enableAcceptEncodingGzip(policy.codings().gzip())
                    .enableAcceptEncodingBrotli(policy.codings().brotli())
                    .headersConfig(
                        c ->
                            c.headerBehavior(behavior(policy.headers()))
                                .headers(headers(policy.headers())))
                    .cookiesConfig(
                        c ->
                            c.cookieBehavior(behavior(policy.cookies()))
                                .cookies(cookies(policy.cookies())))
                    .queryStringsConfig(
                        c ->
                            c.queryStringBehavior(behavior(policy.query()))
                                .queryStrings(parameters(policy.query()))))
        .build();
  }

  /** All of the viewer, and what CloudFront is to add. */
  static OriginRequestPolicyConfig everything(String name, SortedSet<String> added) {
    return OriginRequestPolicyConfig.builder()
        .name(name)
        .headersConfig(
            c -> {
              if (added.isEmpty()) {
                c.headerBehavior("allViewer");
              } else {
                c.headerBehavior(FromSdk.WITH_ADDED).headers(headers(Selection.of(added)));
              }
            })
        .cookiesConfig(c -> c.cookieBehavior("all"))
        .queryStringsConfig(c -> c.queryStringBehavior("all"))
        .build();
  }

  static ResponseHeadersPolicyConfig withoutTags(String name, String tagHeader) {
    return ResponseHeadersPolicyConfig.builder()
        .name(name)
        .removeHeadersConfig(
            c ->
                c.quantity(1)
                    .items(ResponseHeadersPolicyRemoveHeader.builder().header(tagHeader).build()))
        .build();
  }

  static AllowedMethods methods(Methods methods) {
    return AllowedMethods.builder()
        .quantity(methods.names().size())
        .itemsWithStrings(methods.names())
        .cachedMethods(cached -> cached.quantity(2).itemsWithStrings("GET", "HEAD"))
        .build();
  }

  /** The error responses that are wanted, with the pages of those that are there. */
  static CustomErrorResponses errors(List<CustomErrorResponse> live) {
    List<CustomErrorResponse> all =
        DistributionModel.ERRORS.stream()
            .map(
                status ->
                    live.stream()
                        .filter(error -> error.errorCode().equals(status))
                        .findFirst()
                        .map(CustomErrorResponse::toBuilder)
                        .orElse(CustomErrorResponse.builder().errorCode(status))
                        .errorCachingMinTTL(0L)
                        .build())
            .toList();
    return CustomErrorResponses.builder().quantity(all.size()).items(all).build();
  }

  private static String behavior(Selection selection) {
    return switch (selection) {
      case Selection.None() -> "none";
      case Selection.All() -> "all";
      case Selection.Only _ -> "whitelist";
      case Selection.AllExcept _ -> "allExcept";
    };
  }

  private static List<String> names(Selection selection) {
    return switch (selection) {
      case Selection.Only(var names) -> List.copyOf(names);
      case Selection.AllExcept(var names) -> List.copyOf(names);
      case Selection.None _, Selection.All _ -> List.of();
    };
  }

  private static Headers headers(Selection selection) {
    List<String> names = names(selection);
    return Headers.builder().quantity(names.size()).items(names).build();
  }

  private static CookieNames cookies(Selection selection) {
    List<String> names = names(selection);
    return CookieNames.builder().quantity(names.size()).items(names).build();
  }

  private static QueryStringNames parameters(Selection selection) {
    List<String> names = names(selection);
    return QueryStringNames.builder().quantity(names.size()).items(names).build();
  }
}
