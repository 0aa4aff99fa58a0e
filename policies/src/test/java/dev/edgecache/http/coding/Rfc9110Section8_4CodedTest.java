package dev.edgecache.http.coding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 9110 §8.4, §8.8.3.3: a message about content in a coding")
class Rfc9110Section8_4CodedTest {

  @Test
  @DisplayName("MUST what is said of the origin's bytes is not said of the encoded ones")
  void fieldsOfTheBytes() {
    Fields identity =
        Fields.of(
            "Content-Type", "application/json",
            "content-length", "2000",
            "Accept-Ranges", "bytes",
            "Content-Digest", "sha-256=:AA==:",
            "Repr-Digest", "sha-256=:AA==:",
            "Digest", "sha-256=AA==",
            "Content-MD5", "AA==",
            "Last-Modified", "Sat, 21 Nov 2026 12:00:00 GMT",
            "ETag", "\"v1\"");

    assertThat(Coded.response(identity, ContentCoding.BR))
        .isEqualTo(
            Fields.of(
                "Content-Type", "application/json",
                "Last-Modified", "Sat, 21 Nov 2026 12:00:00 GMT",
                "Content-Encoding", "br",
                "ETag", "\"v1-br\""));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'\"abc\"', GZIP, '\"abc-gzip\"', MUST a strong tag is the tag of one coding",
        "'\"abc\"', ZSTD, '\"abc-zstd\"', MUST another coding has another one",
        "'\"\"', BR, '\"-br\"', MUST an empty tag is one",
        "'W/\"abc\"', BR, 'W/\"abc\"', MAY a weak tag is shared by all codings",
        "'\"abc', BR, , OURS what is no tag is left out",
      })
  void tags(String tag, ContentCoding coding, String expected, String requirement) {
    assertThat(Coded.response(Fields.of("ETag", tag), coding).first("ETag"))
        .as(requirement)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, application/json, true",
    "application/json, 'Application/JSON ; charset=utf-8', true",
    "application/json, application/json5, false",
    "text/*, text/html;charset=utf-8, true",
    "text/*, texture/html, false",
    "application/*+json, application/problem+json, true",
    "application/*+json, application/json, false",
    "*/*, image/png, true",
    "text/*, text, false",
    "text/*, '', false",
  })
  void mediaTypes(String pattern, String contentType, boolean matches) {
    assertThat(MediaTypePattern.parse(pattern).matches(contentType)).isEqualTo(matches);
  }
}
