package dev.edgecache.policy.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.policy.path.RequestPath.Ambiguity;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTest {

  @ParameterizedTest(name = "{0} compares as {1}")
  @DisplayName("SEC-2 only unreserved characters are decoded, other codes in upper case")
  @CsvSource({
    "/, /",
    "/v1/products/7, /v1/products/7",
    "/v1/%70roducts/%37, /v1/products/7",
    "/caf%c3%a9, /caf%C3%A9",
    "/a%7eb%2D%5f, /a~b-_",
    "/a%40b, /a%40b",
    "/a@b, /a@b",
    "/A, /A",
    "/a%20b, /a%20b",
    "/a/, /a/",
    "/.well-known/x..y/..., /.well-known/x..y/...",
  })
  void normalises(String raw, String normalised) {
    RequestPath path = RequestPath.of(raw);
    assertThat(path.normalised()).isEqualTo(normalised);
    assertThat(path.raw()).isEqualTo(raw);
    assertThat(path.ambiguity()).isEmpty();
  }

  @ParameterizedTest(name = "{0} is ambiguous: {1}")
  @DisplayName("SEC-2 SEC-3 a path whose meaning servers disagree about is ambiguous")
  @CsvSource({
    "/a/../b, DOT_SEGMENT",
    "/a/./b, DOT_SEGMENT",
    "/a/.., DOT_SEGMENT",
    "/a/%2e%2E/b, DOT_SEGMENT",
    "/a/.%2e, DOT_SEGMENT",
    "/a//b, EMPTY_SEGMENT",
    "//a, EMPTY_SEGMENT",
    "/a//, EMPTY_SEGMENT",
    "/a%2Fb, ENCODED_DELIMITER",
    "/static/..%2faccount, ENCODED_DELIMITER",
    "/a%5cb, ENCODED_DELIMITER",
    "/a%3fb, ENCODED_DELIMITER",
    "/a%23b, ENCODED_DELIMITER",
    "/a%3Bb, ENCODED_DELIMITER",
    "/a%252e%252e, ENCODED_DELIMITER",
    "/account%00.css, ENCODED_CONTROL",
    "/account%0A, ENCODED_CONTROL",
    "/account%7f, ENCODED_CONTROL",
    "/a%, INVALID_ENCODING",
    "/a%2, INVALID_ENCODING",
    "/a%zz, INVALID_ENCODING",
    "/a%c0%af, INVALID_ENCODING",
    "/a%ff, INVALID_ENCODING",
    "/account;x.css, PARAMETERS",
    "/a\\b, ILLEGAL_CHARACTER",
    "/a#b, ILLEGAL_CHARACTER",
    "'/a b', ILLEGAL_CHARACTER",
    "/é, ILLEGAL_CHARACTER",
    "'', NOT_ABSOLUTE",
    "*, NOT_ABSOLUTE",
    "a/b, NOT_ABSOLUTE",
  })
  void tellsAmbiguity(String raw, Ambiguity ambiguity) {
    assertThat(RequestPath.of(raw).ambiguity()).isEqualTo(Optional.of(ambiguity));
  }

  @Test
  @DisplayName("Any text has a path, and what is normalised stays as it is")
  void isTotalAndIdempotent() {
    Random random = new Random(20260711);
    String alphabet = "/%.;\\#2eEfF0aZ~é\n ";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder raw = new StringBuilder("/");
      int length = random.nextInt(12);
      for (int j = 0; j < length; j++) {
        raw.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      RequestPath path = RequestPath.of(raw.toString());
      if (!path.isAmbiguous()) {
        assertThat(RequestPath.of(path.normalised()).normalised()).isEqualTo(path.normalised());
        assertThat(RequestPath.of(path.normalised()).ambiguity()).isEmpty();
      }
    }
  }
}
