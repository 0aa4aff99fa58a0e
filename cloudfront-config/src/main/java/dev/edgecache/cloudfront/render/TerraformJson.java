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
import java.util.Optional;

/**
 * Distributions as Terraform configuration in JSON: a module whose outputs are the parts of a
 * distribution, or one with the distribution itself.
 */
public final class TerraformJson {

  private static final String NAME = "edge_cache";

  private final DistributionModel model;
  private final ProviderVersion provider;
  private final ObjectNode resources = Json.object();

  private TerraformJson(DistributionModel model, ProviderVersion provider) {
    this.model = model;
    this.provider = provider;
  }

  /** A distribution for a version of the provider. */
  public static Document of(DistributionModel model, Extent extent, ProviderVersion provider) {
    TerraformJson terraform = new TerraformJson(model, provider);
    List<String> notes = new ArrayList<>();
    if (!provider.knowsTags()) {
      notes.add(
          "without cache_tag_config, which the provider knows from "
              + ProviderVersion.WITH_TAGS
              + " on: CloudFront will not read tags, and an invalidation of a tag does nothing"
              + " there");
    }
    return new Document(Json.text(terraform.document(extent, notes)), notes);
  }

  private ObjectNode document(Extent extent, List<String> notes) {
    ObjectNode document = Json.object();
    List<String> comment = new ArrayList<>(List.of(Comments.MADE));
    comment.addAll(notes);
    comment.addAll(Comments.order(model));
    document.set("//", Json.texts(comment));
    document.set(
        "terraform",
        Json.object()
            .set(
                "required_providers",
                Json.object()
                    .set(
                        "aws",
                        Json.object()
                            .put("source", "hashicorp/aws")
                            .put("version", ">= " + provider))));
    addPolicies();
    ObjectNode outputs = Json.object();
    switch (extent) {
      case FRAGMENTS -> addFragments(outputs);
      case WHOLE -> {
        resources.set("aws_cloudfront_distribution", named(distribution()));
        outputs.set("distribution_id", output("${aws_cloudfront_distribution." + NAME + ".id}"));
      }
    }
    model.origins().ifPresent(this::addRecords);
    ObjectNode variables = variables(extent);
    if (!variables.isEmpty()) {
      document.set("variable", variables);
    }
    document.set("resource", resources);
    document.set("output", outputs);
    return document;
  }

  private static ObjectNode named(ObjectNode resource) {
    return Json.object().set(NAME, resource);
  }

  private static ObjectNode output(String expression) {
    return Json.object().put("value", expression);
  }

  private ObjectNode variables(Extent extent) {
    ObjectNode variables = Json.object();
    if (extent == Extent.WHOLE) {
      variables.set(
          "certificate_arn",
          Json.object()
              .put("type", "string")
              .put("description", "The certificate of the aliases, in us-east-1"));
    }
    if (!regions().isEmpty()) {
      variables.set(
          "zone_id",
          Json.object()
              .put("type", "string")
              .put("description", "The hosted zone of the origin's name"));
    }
    return variables;
  }

  private List<Origins.Region> regions() {
    return model.origins().map(Origins::regions).orElse(List.of());
  }

  // --- policies ----------------------------------------------------------------------------------

  private void addPolicies() {
    OriginRequestPolicy forward = model.byDefault().forward();
    resources.set(
        "aws_cloudfront_cache_policy",
        Json.keyed(model.cachePolicies(), TerraformJson::resource, this::cachePolicy));
    resources.set(
        "aws_cloudfront_origin_request_policy",
        named(
            policy(forward.id(), "Sends every request on whole")
                .<ObjectNode>set("cookies_config", Json.object().put("cookie_behavior", "all"))
                .<ObjectNode>set("headers_config", headers(forward))
                .set("query_strings_config", Json.object().put("query_string_behavior", "all"))));
    resources.set(
        "aws_cloudfront_response_headers_policy",
        named(
            policy("without-tags", "Hides the tags of answers from viewers")
                .set(
                    "remove_headers_config",
                    Json.object()
                        .set(
                            "items",
                            Json.each(
                                List.of(model.tagHeader()),
                                header -> Json.object().put("header", header))))));
  }

  /**
   * A policy. One that takes the place of another is made first: CloudFront removes none that a
   * distribution still has.
   */
  private ObjectNode policy(String name, String comment) {
    return Json.object()
        .put("name", model.name() + "-" + name)
        .put("comment", comment)
        .set("lifecycle", Json.object().put("create_before_destroy", true));
  }

  private static ObjectNode headers(OriginRequestPolicy forward) {
    return forward.added().isEmpty()
        ? Json.object().put("header_behavior", "allViewer")
        : Json.object()
            .put("header_behavior", "allViewerAndWhitelistCloudFront")
            .set("headers", Json.object().set("items", Json.texts(forward.added())));
  }

  private static String resource(CachePolicy policy) {
    return NAME + "_" + policy.id();
  }

  private ObjectNode cachePolicy(CachePolicy policy) {
    ObjectNode key =
        Json.object()
            .put("enable_accept_encoding_gzip", policy.codings().gzip())
            .put("enable_accept_encoding_brotli", policy.codings().brotli());
    key.set("cookies_config", selection("cookie_behavior", "cookies", policy.cookies()));
    key.set("headers_config", selection("header_behavior", "headers", policy.headers()));
    key.set(
        "query_strings_config",
        selection("query_string_behavior", "query_strings", policy.query()));
    return policy(policy.id(), Comments.of(policy, model))
        .put("min_ttl", policy.times().min().toSeconds())
        .put("default_ttl", policy.times().byDefault().toSeconds())
        .put("max_ttl", policy.times().max().toSeconds())
        .set("parameters_in_cache_key_and_forwarded_to_origin", key);
  }

  private static ObjectNode selection(String behavior, String items, Selection selection) {
    return switch (selection) {
      case Selection.None() -> Json.object().put(behavior, "none");
      case Selection.All() -> Json.object().put(behavior, "all");
      case Selection.Only(var names) ->
          Json.object()
              .put(behavior, "whitelist")
              .set(items, Json.object().set("items", Json.texts(names)));
      case Selection.AllExcept(var names) ->
          Json.object()
              .put(behavior, "allExcept")
              .set(items, Json.object().set("items", Json.texts(names)));
    };
  }

  // --- the distribution --------------------------------------------------------------------------

  private void addFragments(ObjectNode outputs) {
    outputs.set(
        "ordered_cache_behaviors",
        Json.object().set("value", Json.each(model.behaviors(), this::ordered)));
    outputs.set("default_cache_behavior", Json.object().set("value", behavior(model.byDefault())));
    outputs.set("custom_error_responses", Json.object().set("value", errorResponses()));
    if (provider.knowsTags()) {
      outputs.set("cache_tag_header", output(model.tagHeader()));
    }
    model
        .origins()
        .ifPresent(
            origins -> {
              outputs.set("origins", Json.object().set("value", origins(origins)));
              group(origins)
                  .ifPresent(
                      group -> outputs.set("origin_group", Json.object().set("value", group)));
            });
  }

  private ObjectNode distribution() {
    Origins origins =
        model
            .origins()
            .orElseThrow(
                () -> new IllegalArgumentException("origins: absent (expected: for a whole one)"));
    ObjectNode distribution =
        Json.object()
            .put("enabled", true)
            .put("is_ipv6_enabled", true)
            .put("http_version", "http2and3")
            .put("comment", Comments.MADE)
            .<ObjectNode>set("aliases", Json.texts(model.hosts()))
            .set("origin", origins(origins));
    group(origins).ifPresent(group -> distribution.set("origin_group", group));
    distribution.set("default_cache_behavior", behavior(model.byDefault()));
    distribution.set("ordered_cache_behavior", Json.each(model.behaviors(), this::ordered));
    distribution.set("custom_error_response", errorResponses());
    if (provider.knowsTags()) {
      distribution.set("cache_tag_config", Json.object().put("header_name", model.tagHeader()));
    }
    distribution.set(
        "restrictions",
        Json.object().set("geo_restriction", Json.object().put("restriction_type", "none")));
    distribution.set(
        "viewer_certificate",
        Json.object()
            .put("acm_certificate_arn", "${var.certificate_arn}")
            .put("ssl_support_method", "sni-only")
            .put("minimum_protocol_version", "TLSv1.2_2021"));
    return distribution;
  }

  private ObjectNode ordered(CacheBehavior behavior) {
    ObjectNode ordered = Json.object().put("path_pattern", behavior.pattern().text());
    ordered.setAll(behavior(behavior));
    return ordered;
  }

  private ObjectNode behavior(CacheBehavior behavior) {
    return Json.object()
        .put("target_origin_id", behavior.target())
        .put("viewer_protocol_policy", "redirect-to-https")
        .<ObjectNode>set("allowed_methods", Json.texts(behavior.methods().names()))
        .<ObjectNode>set("cached_methods", Json.texts(List.of("GET", "HEAD")))
        .put("compress", false)
        .put(
            "cache_policy_id",
            "${aws_cloudfront_cache_policy." + resource(behavior.cache()) + ".id}")
        .put("origin_request_policy_id", "${aws_cloudfront_origin_request_policy." + NAME + ".id}")
        .put(
            "response_headers_policy_id",
            "${aws_cloudfront_response_headers_policy." + NAME + ".id}");
  }

  private static ArrayNode errorResponses() {
    return Json.each(
        DistributionModel.ERRORS,
        status -> Json.object().put("error_code", status).put("error_caching_min_ttl", 0));
  }

  private static ArrayNode origins(Origins origins) {
    List<ObjectNode> all = new ArrayList<>(List.of(origin(Origins.ORIGIN, origins.domain())));
    origins.failover().ifPresent(domain -> all.add(origin(Origins.FAILOVER, domain)));
    return Json.each(all, origin -> origin);
  }

  private static ObjectNode origin(String id, String domain) {
    return Json.object()
        .put("origin_id", id)
        .put("domain_name", domain)
        .put("connection_attempts", Origins.CONNECTION_ATTEMPTS)
        .put("connection_timeout", Origins.CONNECTION_TIMEOUT.toSeconds())
        .set(
            "custom_origin_config",
            Json.object()
                .put("http_port", Origins.HTTP_PORT)
                .put("https_port", Origins.HTTPS_PORT)
                .put("origin_protocol_policy", "https-only")
                .put("origin_read_timeout", Origins.READ_TIMEOUT.toSeconds())
                .put("origin_keepalive_timeout", Origins.KEEPALIVE_TIMEOUT.toSeconds())
                .set("origin_ssl_protocols", Json.texts(List.of("TLSv1.2"))));
  }

  private static Optional<ObjectNode> group(Origins origins) {
    return origins
        .failover()
        .map(
            _ ->
                Json.object()
                    .put("origin_id", Origins.GROUP)
                    .<ObjectNode>set(
                        "failover_criteria",
                        Json.object().set("status_codes", Json.numbers(Origins.FAILOVER_STATUSES)))
                    .set(
                        "member",
                        Json.each(
                            List.of(Origins.ORIGIN, Origins.FAILOVER),
                            id -> Json.object().put("origin_id", id))));
  }

  // --- Route 53 ----------------------------------------------------------------------------------

  private void addRecords(Origins origins) {
    if (origins.regions().isEmpty()) {
      return;
    }
    resources.set(
        "aws_route53_health_check",
        Json.keyed(
            origins.regions(),
            TerraformJson::resource,
            region ->
                Json.object()
                    .put("fqdn", region.domain())
                    .put("port", Origins.HTTPS_PORT)
                    .put("type", "HTTPS")
                    .put("resource_path", Origins.HEALTH_PATH)
                    .put("request_interval", Origins.HEALTH_INTERVAL.toSeconds())
                    .put("failure_threshold", Origins.HEALTH_FAILURES)));
    resources.set(
        "aws_route53_record",
        Json.keyed(
            origins.regions(),
            TerraformJson::resource,
            region ->
                Json.object()
                    .put("zone_id", "${var.zone_id}")
                    .put("name", origins.domain())
                    .put("type", "CNAME")
                    .put("ttl", Origins.RECORD_TTL.toSeconds())
                    .<ObjectNode>set("records", Json.texts(List.of(region.domain())))
                    .put("set_identifier", region.name())
                    .put(
                        "health_check_id",
                        "${aws_route53_health_check." + resource(region) + ".id}")
                    .set("latency_routing_policy", Json.object().put("region", region.name()))));
  }

  private static String resource(Origins.Region region) {
    return NAME + "_" + region.name().replace('-', '_');
  }
}
