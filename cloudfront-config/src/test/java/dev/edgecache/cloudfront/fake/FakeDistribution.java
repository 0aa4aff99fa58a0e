package dev.edgecache.cloudfront.fake;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * One distribution and the policies of its account, as CloudFront's API shows them by our reading
 * of its documents: entity tags, If-Match, policies by id and in lists.
 */
public final class FakeDistribution implements AutoCloseable {

  /** The id of the distribution. */
  public static final String ID = "EDFDVBD6EXAMPLE";

  private static final String API = "/2020-05-31/";
  private static final String NAMESPACE =
      " xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"";

  private static final Map<String, String> KINDS =
      Map.of(
          "cache-policy",
          "CachePolicy",
          "origin-request-policy",
          "OriginRequestPolicy",
          "response-headers-policy",
          "ResponseHeadersPolicy");

  private final WireMockServer server;
  private final Map<String, Map<String, String>> policies = new TreeMap<>();
  private String config;
  private int version = 1;
  private int changes;
  private boolean changesBeforeUpdate;
  private boolean denies;

  /** A distribution with a configuration in XML, at a port of this machine. */
  public FakeDistribution(String config) {
    this.config = config;
    for (String kind : KINDS.keySet()) {
      policies.put(kind, new TreeMap<>());
    }
    this.server =
        new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1").extensions(new Api()));
    server.start();
    server.stubFor(any(anyUrl()).willReturn(WireMock.aResponse()));
  }

  /** A distribution with one origin of the id that policies expect, and nothing else of note. */
  public static String plainConfig() {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DistributionConfig"
        + NAMESPACE
        + """
        ><CallerReference>made-by-hand</CallerReference>
        <Aliases><Quantity>1</Quantity><Items><CNAME>api.shop.example</CNAME></Items></Aliases>
        <DefaultRootObject></DefaultRootObject>
        <Origins><Quantity>1</Quantity><Items><Origin><Id>edge-cache</Id>
        <DomainName>edge.shop.example</DomainName><OriginPath></OriginPath>
        <CustomOriginConfig><HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort>
        <OriginProtocolPolicy>https-only</OriginProtocolPolicy></CustomOriginConfig>
        </Origin></Items></Origins>
        <DefaultCacheBehavior><TargetOriginId>edge-cache</TargetOriginId>
        <ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy>
        <ForwardedValues><QueryString>false</QueryString>
        <Cookies><Forward>none</Forward></Cookies></ForwardedValues>
        <MinTTL>5</MinTTL></DefaultCacheBehavior>
        <Comment>the shop</Comment><PriceClass>PriceClass_100</PriceClass>
        <Enabled>true</Enabled><WebACLId>arn:acl</WebACLId></DistributionConfig>
        """;
  }

  /** Where its API is. */
  public URI endpoint() {
    return URI.create(server.baseUrl());
  }

  /** Its configuration in XML. */
  public String config() {
    return config;
  }

  /** The number of requests that would have changed something. */
  public int changes() {
    return changes;
  }

  /** Changes the configuration as another hand would. */
  public void change(String text, String replacement) {
    if (!config.contains(text)) {
      throw new IllegalArgumentException(text + " (expected: part of " + config + ")");
    }
    config = config.replace(text, replacement);
    version++;
  }

  /** Changes the first text that a pattern finds in the behaviour of some paths. */
  public void changeBehavior(String paths, String pattern, String replacement) {
    int from = config.indexOf("<PathPattern>" + paths + "</PathPattern>");
    String behavior = config.substring(from, config.indexOf("</CacheBehavior>", from));
    change(behavior, behavior.replaceFirst(pattern, Matcher.quoteReplacement(replacement)));
  }

  /** Has another hand change the configuration just before it is written. */
  public void changeBeforeUpdate() {
    changesBeforeUpdate = true;
  }

  /** Has every request denied from now on. */
  public void deny() {
    denies = true;
  }

  private Map<String, String> ofKind(String kind) {
    return Objects.requireNonNull(policies.get(kind), kind);
  }

  /** Changes the content of all policies of a kind. */
  public void changePolicies(String kind, String text, String replacement) {
    changePolicies(kind, "", text, replacement);
  }

  /** Changes the content of the policies of a kind in which a text stands. */
  public void changePolicies(String kind, String where, String text, String replacement) {
    ofKind(kind)
        .replaceAll(
            (_, content) -> content.contains(where) ? content.replace(text, replacement) : content);
  }

  private ResponseDefinitionBuilder answer(Request request) {
    String method = request.getMethod().getName();
    String path = request.getUrl().split("\\?", -1)[0].substring(API.length());
    if (denies) {
      return error(403, "AccessDenied");
    }
    if (!method.equals("GET")) {
      changes++;
    }
    if (path.equals("distribution/" + ID + "/config")) {
      return method.equals("PUT") ? update(request) : xml(200, config).withHeader("ETag", tag());
    }
    String kind = path.split("/", -1)[0];
    if (!KINDS.containsKey(kind)) {
      return error(404, "NoSuchDistribution");
    }
    if (method.equals("POST")) {
      String id = kind + "-" + ofKind(kind).size();
      ofKind(kind).put(id, request.getBodyAsString().replaceFirst("<\\?xml[^>]*>", ""));
      return xml(201, one(kind, id)).withHeader("ETag", "\"P\"");
    }
    return path.contains("/")
        ? xml(200, one(kind, path.substring(kind.length() + 1)))
        : xml(200, list(kind));
  }

  private ResponseDefinitionBuilder update(Request request) {
    if (changesBeforeUpdate) {
      version++;
    }
    if (!tag().equals(request.getHeader("If-Match"))) {
      return error(412, "PreconditionFailed");
    }
    config = request.getBodyAsString();
    version++;
    return xml(200, "<Distribution" + NAMESPACE + "><Id>" + ID + "</Id></Distribution>");
  }

  private String tag() {
    return "E" + version;
  }

  private String one(String kind, String id) {
    String name = KINDS.get(kind);
    return "<" + name + "><Id>" + id + "</Id>" + ofKind(kind).get(id) + "</" + name + ">";
  }

  private String list(String kind) {
    String name = KINDS.get(kind);
    String items =
        ofKind(kind).keySet().stream()
            .map(id -> "<" + name + "Summary>" + one(kind, id) + "</" + name + "Summary>")
            .collect(Collectors.joining());
    return "<" + name + "List><Items>" + items + "</Items></" + name + "List>";
  }

  private static ResponseDefinitionBuilder xml(int status, String body) {
    return WireMock.aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "text/xml")
        .withBody(body);
  }

  private static ResponseDefinitionBuilder error(int status, String code) {
    return xml(
        status,
        "<ErrorResponse><Error><Type>Sender</Type><Code>"
            + code
            + "</Code><Message>"
            + code
            + "</Message></Error><RequestId>r</RequestId></ErrorResponse>");
  }

  @Override
  public void close() {
    server.stop();
  }

  /** Answers every request. */
  private final class Api implements ResponseDefinitionTransformerV2 {
    @Override
    public ResponseDefinition transform(ServeEvent event) {
      return answer(event.getRequest()).build();
    }

    @Override
    public String getName() {
      return "cloudfront";
    }
  }
}
