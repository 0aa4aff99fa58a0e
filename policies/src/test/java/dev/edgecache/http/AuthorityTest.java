package dev.edgecache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3986 §6.2 and RFC 9110 §4.2: authorities")
class AuthorityTest {

  record Row(String requirement, String scheme, String sent, String normalized) {
    @Override
    public String toString() {
      return "SEC-1 " + requirement + ": " + scheme + "://" + sent;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("lower case", "http", "Api.SHOP.example", "api.shop.example"),
        new Row("without a dot at its end", "http", "shop.example.:81", "shop.example:81"),
        new Row("without the default port", "http", "shop.example:80", "shop.example"),
        new Row("without the default port", "https", "shop.example:0443", "shop.example"),
        new Row("with the other scheme's port", "https", "shop.example:80", "shop.example:80"),
        new Row("without an empty port", "http", "shop.example:", "shop.example"),
        new Row("one label", "http", "local_host", "local_host"),
        new Row("IPv4", "http", "127.0.0.1:8080", "127.0.0.1:8080"),
        new Row("IPv6", "http", "[::1]", "[0:0:0:0:0:0:0:1]"),
        new Row("IPv6 in other letters", "https", "[2001:DB8::0:A]:443", "[2001:db8:0:0:0:0:0:a]"),
        new Row("IPv6 that maps IPv4", "http", "[::FFFF:192.0.2.1]:80", "[::ffff:192.0.2.1]"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void normalizes(Row row) {
    assertThat(Authority.parse(row.sent()).map(authority -> authority.text(row.scheme())))
        .contains(row.normalized());
  }

  @ParameterizedTest(name = "SEC-1 malformed: {0}")
  @ValueSource(
      strings = {
        "",
        ".",
        ":80",
        "a..b",
        ".a",
        "a..",
        "a b",
        "a/b",
        "a?b",
        "a#b",
        "a@b",
        "user:pw@a",
        "a,b",
        "a%2eb",
        "a:b",
        "a:0",
        "a:65536",
        "a:-1",
        "a:8 0",
        "a:80:80",
        "a\\b",
        "ü.example",
        "[::1",
        "::1",
        "[]",
        "[::1]x",
        "[::1%eth0]",
        "[1.2.3.4]",
        "[:::]",
        "[::g]",
        "a[::1]"
      })
  void refuses(String text) {
    assertThat(Authority.parse(text)).isEmpty();
  }

  @Test
  @DisplayName("any value is read without failing, and what is read is normal")
  void total() {
    RandomText.values(3986)
        .flatMap(value -> Authority.parse(value).stream())
        .forEach(
            authority ->
                assertThat(Authority.parse(authority.text("http")).map(a -> a.text("http")))
                    .contains(authority.text("http")));
  }
}
