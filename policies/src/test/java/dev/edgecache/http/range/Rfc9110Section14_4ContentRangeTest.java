package dev.edgecache.http.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RandomText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9110 §14.4 and §14.6: Content-Range and multipart/byteranges")
class Rfc9110Section14_4ContentRangeTest {

  @Test
  @DisplayName("MUST: part, part of unknown length, and no part")
  void reads() {
    assertThat(ContentRange.parse("bytes 42-1233/1234"))
        .contains(ContentRange.of(new ByteRange(42, 1233), 1234));
    assertThat(ContentRange.parse("bytes 42-1233/*"))
        .contains(new ContentRange.Part(new ByteRange(42, 1233), OptionalLong.empty()));
    assertThat(ContentRange.parse("bytes */1234")).contains(new ContentRange.NoPart(1234));
  }

  @ParameterizedTest(name = "MUST not be combined: Content-Range: {0}")
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes ",
        "bytes 0-4",
        "bytes 0-4/",
        "bytes 5-4/10",
        "bytes 0-10/10",
        "bytes */*",
        "bytes -4/10",
        "bytes 0-/10",
        "bytes=0-4/10",
        "lines 0-4/10",
        "bytes  0-4/10",
        "bytes 0-4/x",
        "bytes a-b/10",
        "bytes 0-99999999999999999999/*",
        "/bytes "
      })
  void malformed(String value) {
    assertThat(ContentRange.parse(value)).isEmpty();
  }

  @Test
  @DisplayName("MUST: two Content-Range lines say nothing")
  void repeated() {
    assertThat(ContentRange.of(Fields.of("Content-Range", "bytes 0-4/9"))).isPresent();
    assertThat(
            ContentRange.of(
                Fields.of("Content-Range", "bytes 0-4/9", "Content-Range", "bytes 0-4/9")))
        .isEmpty();
    assertThat(ContentRange.of(Fields.EMPTY)).isEmpty();
  }

  @Test
  @DisplayName(
      "any value is read without failing, and what is read is written and read as the same")
  void total() {
    RandomText.values(14_4)
        .map(value -> "bytes " + value)
        .forEach(
            value -> {
              Optional<ContentRange> read = ContentRange.parse(value);
              assertThat(read.flatMap(range -> ContentRange.parse(range.text()))).isEqualTo(read);
            });
  }

  @Test
  @DisplayName("MUST: each part of a multipart body has its own Content-Range and the type (§14.6)")
  void multipart() {
    MultipartByteRanges frame =
        new MultipartByteRanges("THIS_STRING_SEPARATES", Optional.of("application/pdf"), 8000);
    ByteRange first = new ByteRange(500, 501);
    assertThat(frame.contentType())
        .isEqualTo("multipart/byteranges; boundary=THIS_STRING_SEPARATES");
    assertThat(new String(frame.headOf(first), StandardCharsets.ISO_8859_1))
        .isEqualTo(
            "\r\n--THIS_STRING_SEPARATES\r\nContent-Type: application/pdf\r\n%s\r\n\r\n"
                .formatted("Content-Range: bytes 500-501/8000"));
    assertThat(new String(frame.end(), StandardCharsets.ISO_8859_1))
        .isEqualTo("\r\n--THIS_STRING_SEPARATES--\r\n");
  }

  @Test
  @DisplayName("MUST: the length of a multipart body is what its pieces add up to")
  void multipartLength() {
    MultipartByteRanges frame = new MultipartByteRanges("b", Optional.empty(), 8000);
    List<ByteRange> ranges = List.of(new ByteRange(0, 9), new ByteRange(7000, 7999));
    long heads = "--b\r\nContent-Range: bytes 0-9/8000\r\n\r\n".length();
    heads += "\r\n--b\r\nContent-Range: bytes 7000-7999/8000\r\n\r\n".length();
    assertThat(frame.length(ranges))
        .isEqualTo("\r\n".length() + heads + 10 + 1000 + "\r\n--b--\r\n".length());
  }

  @Test
  @DisplayName("values that can't be are refused at once")
  void programmerErrors() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(5, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContentRange.of(new ByteRange(0, 10), 10));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MultipartByteRanges("a b", Optional.empty(), 1));
  }
}
