package dev.edgecache.cloudfront.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What CloudFront is told of a tag, a path and a beginning. */
class ItemTest {

  @ParameterizedTest
  @DisplayName("CF-5: a tag goes out in lower case behind a #")
  @CsvSource({
    "product:42, #product:42",
    "Product:ELECTRONICS, #product:electronics",
    "/a/b, #/a/b",
    "*, #*"
  })
  void tags(String name, String text) {
    assertThat(new Item.Tag(name).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @DisplayName("CF-5: what CloudFront takes for no tag is none")
  @ValueSource(strings = {"", "a b", "a,b", "gr\u00fcn", "tab\t", "nul\u0000"})
  void noTags(String name) {
    assertThatThrownBy(() -> new Item.Tag(name)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Item.isTag(name)).isFalse();
  }

  @Test
  @DisplayName("CF-5: a tag has 256 characters, not 257")
  void lengthOfTags() {
    assertThat(Item.isTag("a".repeat(256))).isTrue();
    assertThat(Item.isTag("a".repeat(257))).isFalse();
    assertThatThrownBy(() -> new Item.Tag("a".repeat(257))).hasMessageContaining("1 to 256");
  }

  @ParameterizedTest
  @DisplayName("A path is encoded as CloudFront's documents say, and nothing else is")
  @CsvSource({
    "/catalog/a b?x=1, /catalog/a%20b?x=1",
    "/a?x=1&y=<2>, /a?x=1&y=%3C2%3E",
    "/grün, /gr%C3%BCn",
    "/😀, /%F0%9F%98%80",
    "/a%20b, /a%20b",
    "/a%2fb, /a%2fb",
    "/100%, /100%25",
    "/a%zz, /a%25zz",
    "'/a,b;c=d:e@f!$()+', '/a,b;c=d:e@f!$()+'",
    "/a*b, /a*b",
    "/[x]{y}|z, /%5Bx%5D%7By%7D%7Cz",
    "a, /a",
    "'', /",
    "/folder/, /folder/"
  })
  void paths(String path, String text) {
    assertThat(Item.ofPath(path)).isEqualTo(new Item.Path(text));
  }

  @ParameterizedTest
  @DisplayName("A path that can't be told becomes the beginning that can")
  @CsvSource({"/a*, /a*", "/a/~user/b, /a/*", "/a/%7Euser, /a/*", "/a/%7euser, /a/*", "/~x, /*"})
  void pathsThatCantBeTold(String path, String text) {
    assertThat(Item.ofPath(path)).isInstanceOf(Item.Wildcard.class);
    assertThat(Item.ofPath(path).text()).isEqualTo(text);
  }

  @Test
  void aPathThatIsTooLongBecomesItsBeginning() {
    String text = Item.ofPath("/" + "ü".repeat(2_000)).text();
    assertThat(text).hasSizeLessThanOrEqualTo(Item.LONGEST_PATH).endsWith("%C3%BC*");
  }

  @Test
  void theTypesKeepTagsAndPathsApart() {
    assertThat(Item.parse("#/a")).isEqualTo(new Item.Tag("/a"));
    assertThat(Item.parse("/a")).isEqualTo(new Item.Path("/a"));
    assertThat(Item.parse("/a/*")).isEqualTo(new Item.Wildcard("/a/"));
    assertThat(Item.parse("/*")).isEqualTo(Item.Wildcard.EVERYTHING);
    assertThatThrownBy(() -> Item.parse("product:1")).hasMessageContaining("#tag");
    assertThatThrownBy(() -> new Item.Path("#a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Item.Path("/a*")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Item.Path("/a b")).isInstanceOf(IllegalArgumentException.class);
  }
}
