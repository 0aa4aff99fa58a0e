package dev.edgecache.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3986 §5: references to other resources")
class UriReferenceTest {

  private static final RequestHead REQUEST =
      new RequestHead("POST", "http", "shop.example", "/b/c/d;p", "q", Fields.EMPTY);

  /** The examples of RFC 3986 §5.4 that name an http URI. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "g|http://shop.example/b/c/g",
        "./g|http://shop.example/b/c/g",
        "g/|http://shop.example/b/c/g/",
        "/g|http://shop.example/g",
        "//g|http://g/",
        "?y|http://shop.example/b/c/d;p?y",
        "g?y|http://shop.example/b/c/g?y",
        "#s|http://shop.example/b/c/d;p?q",
        "g#s|http://shop.example/b/c/g",
        ";x|http://shop.example/b/c/;x",
        "\"\"|http://shop.example/b/c/d;p?q",
        ".|http://shop.example/b/c/",
        "..|http://shop.example/b/",
        "../g|http://shop.example/b/g",
        "../..|http://shop.example/",
        "../../../g|http://shop.example/g",
        "/./g|http://shop.example/g",
        "g.|http://shop.example/b/c/g.",
        "..g|http://shop.example/b/c/..g",
        "./g/.|http://shop.example/b/c/g/",
        "g/../h|http://shop.example/b/c/h",
        "g;x=1/../y|http://shop.example/b/c/y",
        "https://other.example/x/../y?z|https://other.example/y?z"
      })
  void resolves(String reference, String uri) {
    assertThat(UriReference.resolve(REQUEST, reference).map(UriReferenceTest::text)).contains(uri);
  }

  private static String text(UriReference named) {
    String query = named.query() == null ? "" : "?" + named.query();
    return named.scheme() + "://" + named.authority() + named.path() + query;
  }

  @ParameterizedTest
  @ValueSource(strings = {"g:h", "mailto:a@b", "http:g", "http:", "urn:x", "javascript:1"})
  void namesNoHttpUri(String reference) {
    assertThat(UriReference.resolve(REQUEST, reference)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/b/c/d;p?q,true",
    "http://SHOP.example:80/b/c/d;p?q#x,true",
    "/b/c/d;p,false",
    "/b/c/d?q,false",
    "https://shop.example/b/c/d;p?q,false",
    "http://shop.example:81/b/c/d;p?q,false"
  })
  void isTheTarget(String reference, boolean same) {
    assertThat(UriReference.resolve(REQUEST, reference).orElseThrow().isTargetOf(REQUEST))
        .isEqualTo(same);
  }

  @Test
  @DisplayName("any reference is read without failing")
  void total() {
    RandomText.values(3986)
        .forEach(
            value ->
                UriReference.resolve(REQUEST, value)
                    .ifPresent(named -> assertThat(named.path()).startsWith("/")));
  }
}
