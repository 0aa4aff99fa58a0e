package dev.edgecache.cloudfront.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.cloudfront.model.CacheBehavior;
import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.OriginRequestPolicy;
import dev.edgecache.cloudfront.model.Origins;
import dev.edgecache.cloudfront.model.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Distributions as CloudFormation templates in JSON: the policies, with the parts of a distribution
 * below {@code Metadata}, or the distribution itself.
 */
public final class CloudFormationJson {

  private final DistributionModel model;
  private final ObjectNode resources = Json.object();

  private CloudFormationJson(DistributionModel model) {
    this.model = model;
  }

  /** A template. */
  public static Document of(DistributionModel model, Extent extent) {
    return new Document(Json.text(new CloudFormationJson(model).template(extent)), List.of());
  }

  private ObjectNode template(Extent extent) {
    ObjectNode template =
        Json.object()
            .put("AWSTemplateFormatVersion", "2010-09-09")
            .put("Description", Comments.MADE);
    ObjectNode metadata = Json.object().set("Behaviors", Json.texts(Comments.order(model)));
    addPolicies();
    ObjectNode parts = parts();
    switch (extent) {
      case FRAGMENTS -> metadata.set("DistributionConfig", parts);
      case WHOLE -> {
        whole(parts);
        resources.set(
            "Distribution",
            resource(
                "AWS::CloudFront::Distribution", Json.object().set("DistributionConfig", parts)));
      }
    }
    model.origins().ifPresent(this::addRecords);
    template.set("Metadata", Json.object().set("EdgeCache", metadata));
    ObjectNode parameters = parameters(extent);
    if (!parameters.isEmpty()) {
      template.set("Parameters", parameters);
    }
    template.set("Resources", resources);
    return template;
  }

  private ObjectNode parameters(Extent extent) {
    ObjectNode parameters = Json.object();
    if (extent == Extent.WHOLE) {
      parameters.set("CertificateArn", parameter("The certificate of the aliases, in us-east-1"));
    }
    if (!model.origins().map(Origins::regions).orElse(List.of()).isEmpty()) {
      parameters.set("HostedZoneId", parameter("The hosted zone of the origin's name"));
    }
    return parameters;
  }

  private static ObjectNode parameter(String description) {
    return Json.object().put("Type", "String").put("Description", description);
  }

  private static ObjectNode resource(String type, ObjectNode properties) {
    return Json.object().put("Type", type).set("Properties", properties);
  }

  private static ObjectNode ref(String resource) {
    return Json.object().put("Ref", resource);
  }

  // --- policies ----------------------------------------------------------------------------------

  private void addPolicies() {
    for (CachePolicy policy : model.cachePolicies()) {
      resources.set(
          id(policy),
          resource(
              "AWS::CloudFront::CachePolicy",
              Json.object().set("CachePolicyConfig", config(policy))));
    }
    OriginRequestPolicy forward = model.byDefault().forward();
    ObjectNode everything =
        Json.object()
            .put("Name", model.name() + "-" + forward.id())
            .put("Comment", "Sends every request on whole");
    everything.set("CookiesConfig", Json.object().put("CookieBehavior", "all"));
    everything.set("HeadersConfig", headers(forward));
    everything.set("QueryStringsConfig", Json.object().put("QueryStringBehavior", "all"));
    resources.set(
        "OriginRequestPolicy",
        resource(
            "AWS::CloudFront::OriginRequestPolicy",
            Json.object().set("OriginRequestPolicyConfig", everything)));
    ObjectNode withoutTags =
        Json.object()
            .put("Name", model.name() + "-without-tags")
            .put("Comment", "Hides the tags of answers from viewers");
    withoutTags.set(
        "RemoveHeadersConfig",
        Json.object()
            .set(
                "Items",
                Json.each(
                    List.of(model.tagHeader()), header -> Json.object().put("Header", header))));
    resources.set(
        "ResponseHeadersPolicy",
        resource(
            "AWS::CloudFront::ResponseHeadersPolicy",
            Json.object().set("ResponseHeadersPolicyConfig", withoutTags)));
  }

  private static ObjectNode headers(OriginRequestPolicy forward) {
    return forward.added().isEmpty()
        ? Json.object().put("HeaderBehavior", "allViewer")
        : Json.object()
            .put("HeaderBehavior", "allViewerAndWhitelistCloudFront")
            .set("Headers", Json.texts(forward.added()));
  }

  private static String id(CachePolicy policy) {
    return "CachePolicy"
        + policy.id().substring(0, 1).toUpperCase(Locale.ROOT)
        + policy.id().substring(1);
  }

  private ObjectNode config(CachePolicy policy) {
    ObjectNode key =
        Json.object()
            .put("EnableAcceptEncodingGzip", policy.codings().gzip())
            .put("EnableAcceptEncodingBrotli", policy.codings().brotli());
    key.set("CookiesConfig", selection("CookieBehavior", "Cookies", policy.cookies()));
    key.set("HeadersConfig", selection("HeaderBehavior", "Headers", policy.headers()));
    key.set("QueryStringsConfig", selection("QueryStringBehavior", "QueryStrings", policy.query()));
    return Json.object()
        .put("Name", model.name() + "-" + policy.id())
        .put("Comment", Comments.of(policy, model))
        .put("MinTTL", policy.times().min().toSeconds())
        .put("DefaultTTL", policy.times().byDefault().toSeconds())
        .put("MaxTTL", policy.times().max().toSeconds())
        .set("ParametersInCacheKeyAndForwardedToOrigin", key);
  }

  private static ObjectNode selection(String behavior, String items, Selection selection) {
    return switch (selection) {
      case Selection.None() -> Json.object().put(behavior, "none");
      case Selection.All() -> Json.object().put(behavior, "all");
      case Selection.Only(var names) ->
          Json.object().put(behavior, "whitelist").set(items, Json.texts(names));
      case Selection.AllExcept(var names) ->
          Json.object().put(behavior, "allExcept").set(items, Json.texts(names));
    };
  }

  // --- the distribution --------------------------------------------------------------------------

  /** What the policies say of a distribution. */
  private ObjectNode parts() {
    ObjectNode parts = Json.object();
    model
        .origins()
        .ifPresent(
            origins -> {
              parts.set("Origins", origins(origins));
              origins.failover().ifPresent(_ -> parts.set("OriginGroups", groups()));
            });
    parts.set("DefaultCacheBehavior", behavior(model.byDefault()));
    parts.set(
        "CacheBehaviors",
        Json.each(
            model.behaviors(),
            behavior -> {
              ObjectNode ordered = Json.object().put("PathPattern", behavior.pattern().text());
              ordered.setAll(behavior(behavior));
              return ordered;
            }));
    parts.set(
        "CustomErrorResponses",
        Json.each(
            DistributionModel.ERRORS,
            status -> Json.object().put("ErrorCode", status).put("ErrorCachingMinTTL", 0)));
    parts.set("CacheTagConfig", Json.object().put("HeaderName", model.tagHeader()));
    return parts;
  }

  /** Adds what a distribution of its own needs beyond that. */
  private void whole(ObjectNode parts) {
    parts
        .put("Enabled", true)
        .put("IPV6Enabled", true)
        .put("HttpVersion", "http2and3")
        .put("Comment", Comments.MADE);
    parts.set("Aliases", Json.texts(model.hosts()));
    ObjectNode certificate = Json.object();
    certificate.set("AcmCertificateArn", ref("CertificateArn"));
    parts.set(
        "ViewerCertificate",
        certificate
            .put("SslSupportMethod", "sni-only")
            .put("MinimumProtocolVersion", "TLSv1.2_2021"));
  }

  private static ObjectNode behavior(CacheBehavior behavior) {
    ObjectNode object =
        Json.object()
            .put("TargetOriginId", behavior.target())
            .put("ViewerProtocolPolicy", "redirect-to-https");
    object.set("AllowedMethods", Json.texts(behavior.methods().names()));
    object.set("CachedMethods", Json.texts(List.of("GET", "HEAD")));
    object.put("Compress", false);
    object.set("CachePolicyId", ref(id(behavior.cache())));
    object.set("OriginRequestPolicyId", ref("OriginRequestPolicy"));
    object.set("ResponseHeadersPolicyId", ref("ResponseHeadersPolicy"));
    return object;
  }

  private static ArrayNode origins(Origins origins) {
    List<ObjectNode> all = new ArrayList<>(List.of(origin(Origins.ORIGIN, origins.domain())));
    origins.failover().ifPresent(domain -> all.add(origin(Origins.FAILOVER, domain)));
    return Json.each(all, origin -> origin);
  }

  private static ObjectNode origin(String id, String domain) {
    return Json.object()
        .put("Id", id)
        .put("DomainName", domain)
        .put("ConnectionAttempts", Origins.CONNECTION_ATTEMPTS)
        .put("ConnectionTimeout", Origins.CONNECTION_TIMEOUT.toSeconds())
        .set(
            "CustomOriginConfig",
            Json.object()
                .put("HTTPPort", Origins.HTTP_PORT)
                .put("HTTPSPort", Origins.HTTPS_PORT)
                .put("OriginProtocolPolicy", "https-only")
                .put("OriginReadTimeout", Origins.READ_TIMEOUT.toSeconds())
                .put("OriginKeepaliveTimeout", Origins.KEEPALIVE_TIMEOUT.toSeconds())
                .set("OriginSSLProtocols", Json.texts(List.of("TLSv1.2"))));
  }

  private static ObjectNode groups() {
    ObjectNode group = Json.object().put("Id", Origins.GROUP);
    group.set(
        "FailoverCriteria",
        Json.object().set("StatusCodes", Json.counted(Json.numbers(Origins.FAILOVER_STATUSES))));
    group.set(
        "Members",
        Json.counted(
            Json.each(
                List.of(Origins.ORIGIN, Origins.FAILOVER),
                id -> Json.object().put("OriginId", id))));
    return Json.counted(Json.each(List.of(group), item -> item));
  }

  // --- Route 53 ----------------------------------------------------------------------------------

  private void addRecords(Origins origins) {
    for (Origins.Region region : origins.regions()) {
      String name = region.name().replace("-", "");
      resources.set(
          "HealthCheck" + name,
          resource(
              "AWS::Route53::HealthCheck",
              Json.object()
                  .set(
                      "HealthCheckConfig",
                      Json.object()
                          .put("FullyQualifiedDomainName", region.domain())
                          .put("Port", Origins.HTTPS_PORT)
                          .put("Type", "HTTPS")
                          .put("ResourcePath", Origins.HEALTH_PATH)
                          .put("RequestInterval", Origins.HEALTH_INTERVAL.toSeconds())
                          .put("FailureThreshold", Origins.HEALTH_FAILURES))));
      ObjectNode record = Json.object();
      record.set("HostedZoneId", ref("HostedZoneId"));
      record
          .put("Name", origins.domain())
          .put("Type", "CNAME")
          .put("TTL", Long.toString(Origins.RECORD_TTL.toSeconds()))
          .put("SetIdentifier", region.name())
          .put("Region", region.name());
      record.set("ResourceRecords", Json.texts(List.of(region.domain())));
      record.set("HealthCheckId", ref("HealthCheck" + name));
      resources.set("Record" + name, resource("AWS::Route53::RecordSet", record));
    }
  }
}
