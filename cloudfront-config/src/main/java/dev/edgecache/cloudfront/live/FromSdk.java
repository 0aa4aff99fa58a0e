package dev.edgecache.cloudfront.live;

import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.OriginRequestPolicy;
import dev.edgecache.cloudfront.model.PathPattern;
import dev.edgecache.cloudfront.model.Selection;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.CookieNames;
import software.amazon.awssdk.services.cloudfront.model.ForwardedValues;
import software.amazon.awssdk.services.cloudfront.model.Headers;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ParametersInCacheKeyAndForwardedToOrigin;
import software.amazon.awssdk.services.cloudfront.model.QueryStringNames;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyRemoveHeader;

/** The words of the SDK as ours. Where CloudFront leaves something out, its default counts. */
final class FromSdk {

  /** All fields of the viewer, and those named of what CloudFront writes. */
  static final String WITH_ADDED = "allViewerAndWhitelistCloudFront";

  private static final long DEFAULT_TTL = Duration.ofDays(1).toSeconds();
  private static final long DEFAULT_MAX_TTL = Duration.ofDays(365).toSeconds();

  /** What a behaviour without a cache policy keys by itself; it can't be told to key br. */
  private static final CachePolicy.Codings BEFORE_CACHE_POLICIES =
      new CachePolicy.Codings(true, false);

  private FromSdk() {}

  static CachePolicy cachePolicy(CachePolicyConfig config) {
    CachePolicy.Times times = times(config.minTTL(), config.defaultTTL(), config.maxTTL());
    ParametersInCacheKeyAndForwardedToOrigin key =
        config.parametersInCacheKeyAndForwardedToOrigin();
    if (key == null) {
      return new CachePolicy(
          times,
          new Selection.None(),
          new Selection.None(),
          new Selection.None(),
          CachePolicy.Codings.NONE);
    }
    return new CachePolicy(
        times,
        selection(
            key.headersConfig().headerBehaviorAsString(), names(key.headersConfig().headers())),
        selection(
            key.cookiesConfig().cookieBehaviorAsString(), names(key.cookiesConfig().cookies())),
        selection(
            key.queryStringsConfig().queryStringBehaviorAsString(),
            names(key.queryStringsConfig().queryStrings())),
        new CachePolicy.Codings(
            isTrue(key.enableAcceptEncodingGzip()), isTrue(key.enableAcceptEncodingBrotli())));
  }

  /** The key of a behaviour without a cache policy, as there were before these. */
  static CachePolicy cachePolicy(
      ForwardedValues forwarded, @Nullable Long min, @Nullable Long byDefault, @Nullable Long max) {
    OriginRequestPolicy sent = forward(forwarded);
    return new CachePolicy(
        times(min, byDefault, max),
        sent.headers(),
        sent.cookies(),
        sent.query(),
        BEFORE_CACHE_POLICIES);
  }

  /** What a behaviour without a cache policy sends on, which is what it keys. */
  static OriginRequestPolicy forward(ForwardedValues forwarded) {
    List<String> headers = names(forwarded.headers());
    return new OriginRequestPolicy(
        headers.contains("*") ? new Selection.All() : Selection.of(headers),
        forwarded.cookies() == null
            ? new Selection.None()
            : selection(
                forwarded.cookies().forwardAsString(),
                names(forwarded.cookies().whitelistedNames())),
        isTrue(forwarded.queryString()) ? new Selection.All() : new Selection.None(),
        Collections.emptySortedSet());
  }

  static OriginRequestPolicy forward(OriginRequestPolicyConfig config) {
    String headers = config.headersConfig().headerBehaviorAsString();
    List<String> named = names(config.headersConfig().headers());
    return new OriginRequestPolicy(
        selection(headers, named),
        selection(
            config.cookiesConfig().cookieBehaviorAsString(),
            names(config.cookiesConfig().cookies())),
        selection(
            config.queryStringsConfig().queryStringBehaviorAsString(),
            names(config.queryStringsConfig().queryStrings())),
        headers.equals(WITH_ADDED) ? new TreeSet<>(named) : Collections.emptySortedSet());
  }

  static Set<String> removes(ResponseHeadersPolicyConfig config) {
    return config.removeHeadersConfig() == null
        ? Set.of()
        : config.removeHeadersConfig().items().stream()
            .map(ResponseHeadersPolicyRemoveHeader::header)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** A pattern, in which a character that patterns of ours can't have matches any. */
  static PathPattern pattern(String text) {
    String absolute = text.startsWith("/") || text.startsWith("*") ? text : "/" + text;
    return new PathPattern(PathPattern.widened(absolute));
  }

  private static CachePolicy.Times times(
      @Nullable Long min, @Nullable Long byDefault, @Nullable Long max) {
    return new CachePolicy.Times(
        Duration.ofSeconds(Objects.requireNonNullElse(min, 0L)),
        Duration.ofSeconds(Objects.requireNonNullElse(byDefault, DEFAULT_TTL)),
        Duration.ofSeconds(Objects.requireNonNullElse(max, DEFAULT_MAX_TTL)));
  }

  private static Selection selection(String behavior, List<String> names) {
    return switch (behavior) {
      case "none" -> new Selection.None();
      case "all", "allViewer", WITH_ADDED -> new Selection.All();
      case "allExcept" -> new Selection.AllExcept(new TreeSet<>(names));
      default -> Selection.of(names);
    };
  }

  private static List<String> names(@Nullable Headers headers) {
    return headers == null ? List.of() : headers.items();
  }

  private static List<String> names(@Nullable CookieNames cookies) {
    return cookies == null ? List.of() : cookies.items();
  }

  private static List<String> names(@Nullable QueryStringNames parameters) {
    return parameters == null ? List.of() : parameters.items();
  }

  private static boolean isTrue(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }
}
