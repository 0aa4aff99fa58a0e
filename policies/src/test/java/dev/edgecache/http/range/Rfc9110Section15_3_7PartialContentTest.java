package dev.edgecache.http.range;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 9110 §14.4, §15.3.7: a 206 is what its request asked for")
class Rfc9110Section15_3_7PartialContentTest {

  @ParameterizedTest(name = "{0} is answered by {1} in {2} bytes: {3}")
  @CsvSource({
    "bytes=2-6, bytes 2-6/10, 5, true",
    "bytes=2-6, bytes 2-6/10, , true",
    "bytes=2-6, bytes 2-6/*, 5, true",
    "bytes=2-6, bytes 3-5/10, 3, true",
    "bytes=2-60, bytes 2-9/10, 8, true",
    "bytes=2-, bytes 2-9/10, 8, true",
    "bytes=-4, bytes 6-9/10, 4, true",
    "bytes=-40, bytes 0-9/10, 10, true",
    "bytes=-4, bytes 6-9/*, 4, true",
    "'bytes=0-1,4-5', bytes 0-5/10, 6, true",
    "'bytes=0-1,4-5', bytes 4-5/10, 2, true",
    // The content ends before the end that it claims: that is the end.
    "bytes=-5, bytes 4-9/10, 5, true",
    "bytes=4-, bytes 4-9/10, 5, true",
    "bytes=-5, bytes 0-9/10, 5, false",
    // Another part than was asked for says itself which it is.
    "bytes=2-6, bytes 0-4/10, 5, true",
    "bytes=2-6, bytes 2-7/10, 6, true",
    "bytes=2-, bytes 0-9/10, 10, true",
    "bytes=-4, bytes 5-9/10, 5, true",
    "'bytes=2-3,4-5', bytes 0-5/10, 6, true",
    // Nobody can tell what it is.
    "bytes=2-6, , 5, false",
    "bytes=2-6, bytes 2-6, 5, false",
    "bytes=2-6, bytes 2-16/10, 5, false",
    "bytes=2-6, bytes */10, 5, false",
    "bytes=2-6, lines 2-6/10, 5, false",
    "bytes=6-2, bytes 2-6/10, 5, false",
    // Not as long as it says.
    "bytes=2-6, bytes 2-6/10, 4, false",
    "bytes=2-6, bytes 2-6/10, 6, false",
    "bytes=2-6, bytes 2-6/10, x, false",
    // Of another unit.
    "pages=1, , 5, true",
  })
  void answers(String range, String contentRange, String length, boolean expected) {
    Fields.Builder partial = Fields.builder();
    if (contentRange != null) {
      partial.add("Content-Range", contentRange);
    }
    if (length != null) {
      partial.add("Content-Length", length);
    }
    assertThat(PartialContent.answers(Fields.of("Range", range), partial.build()))
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("MUST NOT be several parts where one was asked for")
  void several() {
    Fields several = Fields.of("Content-Type", "multipart/byteranges; boundary=x");
    assertThat(PartialContent.answers(Fields.of("Range", "bytes=0-1,4-5"), several)).isTrue();
    assertThat(PartialContent.answers(Fields.of("Range", "bytes=0-1"), several)).isFalse();
  }

  @Test
  void noRange() {
    Fields part = Fields.of("Content-Range", "bytes 0-1/10");
    assertThat(PartialContent.answers(Fields.EMPTY, part)).isFalse();
    assertThat(PartialContent.answers(Fields.of("Range", "bytes=0-1", "Range", "bytes=0-1"), part))
        .isFalse();
  }
}
