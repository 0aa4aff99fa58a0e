package dev.edgecache.cloudfront.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.cloudfront.compare.Difference;
import dev.edgecache.cloudfront.compare.Differences;
import dev.edgecache.cloudfront.compare.Doctor;
import dev.edgecache.cloudfront.compile.ShopModel;
import dev.edgecache.cloudfront.fake.FakeDistribution;
import dev.edgecache.cloudfront.model.DistributionModel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DistributionsTest {

  private static final DistributionModel WANTED = ShopModel.of(Optional.empty());

  /** The key of a behaviour as it was said before there were cache policies. */
  private static final String LEGACY =
      """
      <ForwardedValues><QueryString>true</QueryString><Cookies><Forward>all</Forward></Cookies>
      <Headers><Quantity>1</Quantity><Items><Name>Host</Name></Items></Headers></ForwardedValues>
      <MinTTL>0</MinTTL><DefaultTTL>0</DefaultTTL><MaxTTL>31536000</MaxTTL>
      """;

  private final FakeDistribution fake = new FakeDistribution(FakeDistribution.plainConfig());
  private final Distributions distributions = Distributions.at(Optional.of(fake.endpoint()));

  @BeforeAll
  static void haveCredentials() {
    System.setProperty("aws.accessKeyId", "made-up");
    System.setProperty("aws.secretAccessKey", "made-up");
  }

  @AfterEach
  void close() {
    distributions.close();
    fake.close();
  }

  private List<Difference> differences() throws DistributionException {
    return Differences.between(WANTED, distributions.read(FakeDistribution.ID));
  }

  private List<String> complaints() throws DistributionException {
    return Doctor.examine(WANTED, distributions.read(FakeDistribution.ID)).stream()
        .map(complaint -> complaint.subject() + ": " + complaint.problem())
        .toList();
  }

  @Test
  @DisplayName("to read and compare changes nothing, and tells all that is missing")
  void reads() throws DistributionException {
    assertThat(differences())
        .contains(
            new Difference("distribution", "tag header", "edge-cache-tag", "none"),
            new Difference("distribution", "status 503 kept for", "0s", "10s"),
            new Difference("/v1/products/?*", "behaviour", "present", "absent"),
            new Difference("*", "least lifetime", "0s", "5s"),
            new Difference("*", "methods", "DELETE GET HEAD OPTIONS PATCH POST PUT", "GET HEAD"));
    assertThat(fake.changes()).isZero();
  }

  @Test
  @DisplayName("what was applied has no difference and no complaint, and keeps what is not ours")
  void applies() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    assertThat(differences()).isEmpty();
    assertThat(complaints()).isEmpty();
    assertThat(fake.config())
        .contains("<WebACLId>arn:acl</WebACLId>", "<Comment>the shop</Comment>")
        .contains("<ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy>");
    int changes = fake.changes();
    distributions.apply(WANTED, FakeDistribution.ID);
    assertThat(fake.changes()).as("policies are made once").isEqualTo(changes + 1);
  }

  @Test
  @DisplayName("what the SDK does not know is never dropped: the change is refused")
  void refusesToDrop() {
    fake.change("<Enabled>", "<NewThing><Mode>fast</Mode></NewThing><Enabled>");
    assertThatThrownBy(() -> distributions.apply(WANTED, FakeDistribution.ID))
        .isInstanceOf(DistributionException.class)
        .hasMessageContaining("would drop: DistributionConfig/NewThing/Mode=fast");
    assertThat(fake.changes()).isZero();
  }

  @Test
  @DisplayName("a distribution that changed since it was read is not overwritten")
  void doesNotOverwrite() {
    fake.changeBeforeUpdate();
    assertThatThrownBy(() -> distributions.apply(WANTED, FakeDistribution.ID))
        .hasMessageContaining("changed since it was read");
    assertThat(fake.config()).contains("<Comment>the shop</Comment>").doesNotContain("CacheTag");
  }

  @Test
  @DisplayName("a behaviour of others that takes the same paths is in the way")
  void refusesWhatIsInTheWay() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    fake.change("<PathPattern>/v1/search</PathPattern>", "<PathPattern>/v1/s*</PathPattern>");
    assertThatThrownBy(() -> distributions.apply(WANTED, FakeDistribution.ID))
        .hasMessageContaining("the behaviour /v1/s* takes paths of /v1/search");
  }

  @Test
  @DisplayName("an origin of another id is told of")
  void needsItsOrigin() {
    fake.change("<Id>edge-cache</Id>", "<Id>shop</Id>");
    assertThatThrownBy(() -> distributions.apply(WANTED, FakeDistribution.ID))
        .hasMessageContaining("no origin or origin group of the id edge-cache");
  }

  @Test
  @DisplayName("CF-7 the doctor finds what breaks promises on a distribution")
  void examines() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    fake.change("<HeaderName>Edge-Cache-Tag</HeaderName>", "<HeaderName>Cache-Tag</HeaderName>");
    fake.change("edge.shop.example", "abc.execute-api.eu-west-1.amazonaws.com");
    fake.change("<PathPattern>/v1/products/*/*</PathPattern>", "<PathPattern>/off</PathPattern>");
    String product = "<MaxTTL>10</MaxTTL>";
    fake.changePolicies("cache-policy", product, "<MinTTL>0</MinTTL>", "<MinTTL>1</MinTTL>");
    fake.changePolicies("cache-policy", "<MaxTTL>10</MaxTTL>", "<MaxTTL>5</MaxTTL>");
    fake.changePolicies("cache-policy", "<Name>edge-session</Name>", "<Name>other</Name>");
    fake.changePolicies("response-headers-policy", "Edge-Cache-Tag", "X-Other");
    fake.changePolicies("origin-request-policy", "allViewer", "none");
    assertThat(complaints())
        .contains(
            "distribution: takes tags from Cache-Tag, but answers carry them in Edge-Cache-Tag",
            "/v1/products/?*: least lifetime 1 s: answers that say private or no-store are kept"
                + " and shared",
            "/v1/products/?*: greatest lifetime 5 s is below lifetime and stale windows of"
                + " catalog/product, which CloudFront cuts without a word",
            "/v1/products/?*: requests that catalog/product tells apart get one answer; not in the"
                + " key: cookies edge-session",
            "/v1/products/?*: keeps paths that no route lets it keep: /v1/products/*/* (longer than"
                + " /v1/products/{id})",
            "/v1/search: viewers see the tags of answers in Edge-Cache-Tag",
            "/v1/search: parts of requests are hidden from the caches, whose routes may need them")
        .anyMatch(complaint -> complaint.startsWith("abc.execute-api.eu-west-1.amazonaws.com: "));
  }

  @Test
  @DisplayName("CF-7 the doctor finds content codings that are not in the key")
  void examinesCodings() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    fake.changePolicies("cache-policy", "Brotli>true", "Brotli>false");
    assertThat(complaints())
        .hasSize(4)
        .contains("/v1/search: no viewer gets answers of catalog/search in the content coding br");
    fake.changePolicies("cache-policy", "Gzip>true", "Gzip>false");
    assertThat(complaints())
        .hasSize(4)
        .contains(
            "/v1/search: viewers get answers of catalog/search in content codings that they do not"
                + " accept; not in the key: codings br gzip");
  }

  @Test
  @DisplayName("a behaviour from before cache policies keys gzip by itself, and never br")
  void examinesCodingsBeforeCachePolicies() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    fake.changeBehavior("/v1/search", "<CachePolicyId>.*?</CachePolicyId>", LEGACY);
    assertThat(complaints())
        .contains("/v1/search: no viewer gets answers of catalog/search in the content coding br")
        .noneMatch(complaint -> complaint.contains("do not accept"));
  }

  @Test
  @DisplayName("the field as it came, in the key, tells all codings apart")
  void takesAcceptEncodingAsAField() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    fake.changePolicies("cache-policy", "Brotli>true", "Brotli>false");
    fake.changePolicies("cache-policy", "Gzip>true", "Gzip>false");
    fake.changePolicies(
        "cache-policy", "<Name>Host</Name>", "<Name>Host</Name><Name>accept-encoding</Name>");
    assertThat(complaints()).isEmpty();
  }

  @Test
  @DisplayName("paths that no route lets CloudFront keep are found, those of sessions too")
  void findsWhatIsKeptBeyondTheRoutes() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    fake.change("<PathPattern>/v1/search</PathPattern>", "<PathPattern>/v1/cart/*</PathPattern>");
    assertThat(complaints())
        .contains("/v1/cart/*: keeps paths that no route lets it keep: * (all else)");
  }

  @Test
  @DisplayName("a behaviour that asks another origin differs, and is no business of the doctor")
  void comparesOrigins() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    fake.change(
        "<PathPattern>/v1/search</PathPattern><TargetOriginId>edge-cache<",
        "<PathPattern>/site/*</PathPattern><TargetOriginId>site<");
    assertThat(complaints()).isEmpty();
    fake.change("<PathPattern>/site/*<", "<PathPattern>/v1/search<");
    assertThat(differences())
        .containsExactly(new Difference("/v1/search", "origin", "edge-cache", "site"));
    fake.change(
        "</Origin></Items>",
        "</Origin><Origin><Id>site</Id><DomainName>site.example</DomainName></Origin></Items>");
    distributions.apply(WANTED, FakeDistribution.ID);
    assertThat(differences()).isEmpty();
  }

  @Test
  @DisplayName("how the caches are asked: without origin path, and not as the first viewer did")
  void examinesHowTheCachesAreAsked() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    fake.change("<OriginPath></OriginPath>", "<OriginPath>/api</OriginPath>");
    fake.change("https-only", "match-viewer");
    assertThat(complaints())
        .containsExactly(
            "edge.shop.example: is asked below /api: the paths that are invalidated are not those"
                + " of viewers");
    fake.change("redirect-to-https", "allow-all");
    assertThat(complaints())
        .contains(
            "/v1/search: requests with and without TLS get one answer, and the caches are asked"
                + " with what the first of them had");
  }

  @Test
  @DisplayName("a field that CloudFront writes and routes key must be sent on")
  void examinesAddedFields() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    fake.changePolicies(
        "origin-request-policy",
        "<Name>CloudFront-Viewer-Country</Name>",
        "<Name>CloudFront-Viewer-City</Name>");
    assertThat(differences())
        .contains(
            new Difference(
                "*", "added fields", "cloudfront-viewer-country", "cloudfront-viewer-city"));
    assertThat(complaints())
        .contains(
            "*: CloudFront does not write fields that routes key or forward:"
                + " CloudFront-Viewer-Country")
        .noneMatch(complaint -> complaint.startsWith("/v1/prices/?*: "));
  }

  @Test
  @DisplayName("CF-6 a 404 that outlasts its invalidation is found")
  void examinesErrors() throws DistributionException {
    distributions.apply(WANTED, FakeDistribution.ID);
    fake.change(
        "<ErrorCode>404</ErrorCode><ErrorCachingMinTTL>0<",
        "<ErrorCode>404</ErrorCode><ErrorCachingMinTTL>300<");
    assertThat(complaints())
        .containsExactly("distribution: status 404 is kept for 300 s whatever it says");
  }

  @Test
  void tellsOfAnUnknownDistribution() {
    assertThatThrownBy(() -> distributions.read("E404")).hasMessage("E404: no such distribution");
  }
}
