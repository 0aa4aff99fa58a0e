package dev.edgecache.http.range;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Grammar;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The frame of a body that holds several parts of a representation (RFC 9110 §14.6).
 *
 * @param boundary what parts them: a token of at most 70 characters that no part holds; from a
 *     source of chance
 * @param partType the Content-Type of the representation, if it has one
 * @param completeLength the length of the representation in bytes
 */
public record MultipartByteRanges(String boundary, Optional<String> partType, long completeLength) {

  /** Rejects a boundary that is none. */
  public MultipartByteRanges {
    if (!Grammar.isToken(boundary) || boundary.length() > 70) {
      throw new IllegalArgumentException(
          "boundary: " + boundary + " (expected: a token of at most 70 characters)");
    }
  }

  /** The Content-Type of the response. */
  public String contentType() {
    return "multipart/byteranges; boundary=" + boundary;
  }

  /** What goes before the bytes of a part. */
  public byte[] headOf(ByteRange range) {
    String type = partType.map(value -> FieldNames.CONTENT_TYPE + ": " + value + "\r\n").orElse("");
    return octets(
        "\r\n--"
            + boundary
            + "\r\n"
            + type
            + FieldNames.CONTENT_RANGE
            + ": "
            + ContentRange.of(range, completeLength).text()
            + "\r\n\r\n");
  }

  /** What goes after the last part. */
  public byte[] end() {
    return octets("\r\n--" + boundary + "--\r\n");
  }

  /** The length of a body with these parts, in bytes. */
  public long length(List<ByteRange> ranges) {
    long length = end().length;
    for (ByteRange range : ranges) {
      length += headOf(range).length + range.length();
    }
    return length;
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
