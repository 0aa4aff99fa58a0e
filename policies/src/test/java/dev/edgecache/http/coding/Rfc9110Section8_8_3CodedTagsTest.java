package dev.edgecache.http.coding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.conditional.EntityTag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 9110 §8.8.3: the entity tags of what may be encoded")
class Rfc9110Section8_8_3CodedTagsTest {

  private static RequestHead request(String method, Fields fields) {
    return new RequestHead(method, "https", "shop.example", "/p", null, fields);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'\"abc\"', '\"abc\"', stays",
        "'\"abc-deflate\"', '\"abc-deflate\"', is no coding that is made here",
        "'\"abc-br\"', '\"abc-br-identity\"', ends like one of a coding",
        "'W/\"abc-gzip\"', 'W/\"abc-gzip-identity\"', is weak: a strong one compares with it",
        "'\"-zstd\"', '\"-zstd-identity\"', is nothing else",
        "'\"a-br-identity\"', '\"a-br-identity-identity\"', ends like one that was changed",
        "'\"abc-br', '\"abc-br', is no tag",
      })
  @DisplayName("a tag of the origin is told to clients")
  void fromOrigin(String own, String told, String requirement) {
    assertThat(CodedTags.fromOrigin(Fields.of("ETag", own)).first("ETag"))
        .as(requirement)
        .isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "PUT, '\"a\", \"b-gzip\", W/\"c-zstd\"', '\"a\", \"b\", W/\"c\"', any coding is meant",
        "PUT, '\"a-br-identity-gzip\"', '\"a-br\"', a coding of what ends like one",
        "PUT, '\"a-br-identity\"', '\"a-br\"', what ends like a coding",
        "PUT, '\"a-identity\"', '\"a-identity\"', a tag that none has from here",
        "PUT, '\"a-br-gzip\"', '\"a-br-gzip\"', another one",
        "PUT, '*', '*', any",
        "PUT, '\"a-br', '\"a-br', what is no tag",
        "GET, '\"a-br\", \"b-br-identity\", \"c\"', '\"b-br\", \"c\"', what is not encoded",
        "GET, '\"a-br\"', , nothing that an answer could be",
        "HEAD, '*', '*', any",
      })
  @DisplayName("If-None-Match names to the origin")
  void ifNoneMatch(String method, String sent, String expected, String requirement) {
    RequestHead request = request(method, Fields.of("If-None-Match", sent));
    assertThat(CodedTags.toOrigin(request).fields().first("If-None-Match"))
        .as(requirement)
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("MUST a condition of a change is never dropped")
  void ifMatch() {
    for (String tag : List.of("\"a-br-gzip\"", "\"a-identity\"", "\"-br\"", "\"\"", "*")) {
      RequestHead request = request("PUT", Fields.of("If-Match", tag));
      assertThat(CodedTags.toOrigin(request).fields().contains("If-Match")).as(tag).isTrue();
    }
  }

  @Test
  @DisplayName(
      "MUST If-Modified-Since does not count in place of an If-None-Match that was left out")
  void ifModifiedSince() {
    Fields both = Fields.of("If-None-Match", "\"a-br\"", "If-Modified-Since", "x", "A", "b");
    assertThat(CodedTags.toOrigin(request("GET", both)).fields()).isEqualTo(Fields.of("A", "b"));
    Fields date = Fields.of("If-Modified-Since", "x");
    assertThat(CodedTags.toOrigin(request("GET", date)).fields()).isEqualTo(date);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'\"a\"', '\"a\"', true",
        "'\"a-br-identity\"', '\"a-br\"', true",
        "'\"a-br\"', , false",
        "'Sat, 21 Nov 2026 12:00:00 GMT', 'Sat, 21 Nov 2026 12:00:00 GMT', true",
      })
  @DisplayName("MUST no range is asked for on the condition of a coding")
  void ifRange(String sent, String expected, boolean ranged) {
    Fields fields =
        CodedTags.toOrigin(request("GET", Fields.of("If-Range", sent, "Range", "bytes=0-1")))
            .fields();
    assertThat(fields.first("If-Range")).isEqualTo(expected);
    assertThat(fields.contains("Range")).isEqualTo(ranged);
  }

  @Test
  @DisplayName("MUST no two representations have one tag, and the origin is asked by its own")
  void injective() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> ends = List.of("-br", "-gzip", "-zstd", "-identity", "a", "-");
    Map<String, String> representations = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      StringBuilder opaque = new StringBuilder();
      for (int parts = random.nextInt(5); parts > 0; parts--) {
        opaque.append(ends.get(random.nextInt(ends.size())));
      }
      EntityTag own = new EntityTag(EntityTag.Strength.STRONG, opaque.toString());
      Fields told = CodedTags.fromOrigin(Fields.of("ETag", own.text()));
      List<Fields> all = new ArrayList<>(List.of(told));
      for (ContentCoding coding : ContentCoding.values()) {
        all.add(Coded.response(told, coding));
      }
      for (Fields representation : all) {
        String tag = EntityTag.of(representation).orElseThrow().text();
        String of = own.text() + " in " + representation.first("Content-Encoding");
        assertThat(representations.put(tag, of)).as("seed %d, %s", seed, tag).isIn(null, of);
        assertThat(
                CodedTags.toOrigin(request("PUT", Fields.of("If-Match", tag)))
                    .fields()
                    .first("If-Match"))
            .as("seed %d, %s", seed, tag)
            .isEqualTo(own.text());
      }
    }
  }
}
