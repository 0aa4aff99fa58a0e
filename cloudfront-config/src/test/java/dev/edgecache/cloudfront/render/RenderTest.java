package dev.edgecache.cloudfront.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.edgecache.cloudfront.compile.ShopModel;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.Origins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RenderTest {

  private static final ProviderVersion OLD = new ProviderVersion(5, 100, 0);

  /** A file of {@code src/test/golden} and what it must be. */
  record Golden(String file, Document rendered) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Golden> goldens() {
    DistributionModel plain = ShopModel.of(Optional.empty());
    DistributionModel whole =
        ShopModel.of(
            Optional.of(
                new Origins(
                    "edge.shop.example",
                    Optional.of("edge-us.shop.example"),
                    List.of(
                        new Origins.Region("eu-west-1", "lb-eu.shop.example"),
                        new Origins.Region("us-east-1", "lb-us.shop.example")))));
    return Stream.of(
        new Golden(
            "shop.tf.json", TerraformJson.of(plain, Extent.FRAGMENTS, ProviderVersion.WITH_TAGS)),
        new Golden(
            "shop-whole.tf.json", TerraformJson.of(whole, Extent.WHOLE, ProviderVersion.WITH_TAGS)),
        new Golden("shop-5.100.0.tf.json", TerraformJson.of(plain, Extent.FRAGMENTS, OLD)),
        new Golden("shop-whole-5.100.0.tf.json", TerraformJson.of(whole, Extent.WHOLE, OLD)),
        new Golden("shop.template.json", CloudFormationJson.of(plain, Extent.FRAGMENTS)),
        new Golden("shop-whole.template.json", CloudFormationJson.of(whole, Extent.WHOLE)));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  @DisplayName("the shop's policies give the files of src/test/golden, character by character")
  void rendersTheShop(Golden golden) throws IOException {
    Path made = Files.createDirectories(Path.of("target/golden")).resolve(golden.file());
    Files.writeString(made, golden.rendered().json());
    assertThat(Path.of("src/test/golden").resolve(golden.file()))
        .as("copy cloudfront-config/%s there", made)
        .hasContent(golden.rendered().json());
  }

  @Test
  @DisplayName("a provider that does not know tags gets no block for them, and is told so")
  void leavesOutWhatTheProviderDoesNotKnow() {
    DistributionModel shop = ShopModel.of(Optional.empty());
    Document old = TerraformJson.of(shop, Extent.FRAGMENTS, new ProviderVersion(6, 45, 9));
    Document recent = TerraformJson.of(shop, Extent.FRAGMENTS, ProviderVersion.WITH_TAGS);
    assertThat(old.json()).doesNotContain("cache_tag_header").contains(old.notes());
    assertThat(old.notes()).hasSize(1);
    assertThat(recent.json()).contains("\"cache_tag_header\"");
    assertThat(recent.notes()).isEmpty();
  }

  @Test
  @DisplayName("a policy that takes the place of another is made before CloudFront gives that up")
  void makesPoliciesBeforeOthersGo() throws IOException {
    JsonNode resources =
        JsonMapper.builder()
            .build()
            .readTree(
                TerraformJson.of(
                        ShopModel.of(Optional.empty()), Extent.FRAGMENTS, ProviderVersion.WITH_TAGS)
                    .json())
            .get("resource");
    assertThat(resources.findValues("lifecycle"))
        .hasSize(resources.findValues("comment").size())
        .allMatch(lifecycle -> lifecycle.get("create_before_destroy").asBoolean());
  }

  @Test
  @DisplayName("CF-6 no error is kept unless it says so")
  void keepsNoErrors() throws IOException {
    JsonNode outputs =
        JsonMapper.builder()
            .build()
            .readTree(
                TerraformJson.of(
                        ShopModel.of(Optional.empty()), Extent.FRAGMENTS, ProviderVersion.WITH_TAGS)
                    .json())
            .get("output");
    assertThat(outputs.get("custom_error_responses").get("value"))
        .hasSize(11)
        .allSatisfy(response -> assertThat(response.get("error_caching_min_ttl").asInt()).isZero());
  }

  @Test
  void readsProviderVersions() {
    assertThat(ProviderVersion.parse("6.46")).isEqualTo(ProviderVersion.WITH_TAGS);
    assertThat(ProviderVersion.parse("10.0.1").knowsTags()).isTrue();
    assertThat(ProviderVersion.parse("5.100.0").knowsTags()).isFalse();
    assertThatThrownBy(() -> ProviderVersion.parse("latest"))
        .hasMessage("provider version: latest (expected: a version such as 6.46.0)");
  }
}
