package dev.edgecache.origin.http1.message;

import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.Syntax;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The check of a decoded response head against what HTTP/1.1 allows, and its translation. */
public final class ResponseHeads {

  /** The transfer codings that are registered, but were not asked for by TE (RFC 9112 §7). */
  private static final List<String> KNOWN_CODINGS =
      List.of("chunked", "compress", "deflate", "gzip", "identity", "trailers");

  private ResponseHeads() {}

  /** A response head, or why it must not be believed. */
  public sealed interface Reading {}

  /**
   * A head that follows the rules.
   *
   * @param head the head
   * @param framing how the end of its content is known, were there content
   * @param persistent whether the connection may carry another exchange (RFC 9112 §9.3)
   */
  public record Sound(ResponseHead head, Framing framing, boolean persistent) implements Reading {}

  /** A head that does not. */
  public record Unsound(OriginFailure failure) implements Reading {}

  /** How the end of content is known (RFC 9112 §6.3). */
  public sealed interface Framing {

    /** After that many bytes. */
    record Length(long bytes) implements Framing {}

    /** By the last chunk. */
    record Chunked() implements Framing {}

    /** By the end of the connection. */
    record UntilClose() implements Framing {}
  }

  /** Reads a decoded head. */
  public static Reading read(HttpResponse response, OriginSettings.HeadLimits limits) {
    if (response.decoderResult().isFailure()) {
      return new Unsound(undecodable(response.decoderResult().cause()));
    }
    HttpVersion version = response.protocolVersion();
    int status = response.status().code();
    if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
      return malformed("the status line names " + version.protocolName() + ", not HTTP/1.x");
    }
    if (status < 100 || status > 599) {
      return malformed("the status " + status + " is not within 100 to 599");
    }
    Fields fields = fields(response.headers(), limits.maxFields());
    if (fields == null) {
      return fault(response.headers(), limits);
    }
    return framed(new ResponseHead(status, fields), version.minorVersion() >= 1);
  }

  /** The fields, or null if there are too many or one of them is not what a field may be. */
  public static @Nullable Fields fields(HttpHeaders headers, int limit) {
    if (headers.isEmpty()) {
      return Fields.EMPTY;
    }
    Fields.Builder fields = Fields.builder();
    int count = 0;
    Iterator<Map.Entry<CharSequence, CharSequence>> lines = headers.iteratorCharSequence();
    while (lines.hasNext()) {
      Map.Entry<CharSequence, CharSequence> line = lines.next();
      String name = line.getKey().toString();
      String value = line.getValue().toString();
      if (++count > limit || !Syntax.isToken(name) || !Syntax.isFieldValue(value)) {
        return null;
      }
      fields.add(name, value);
    }
    return fields.build();
  }

  /** Why a decoder refused what it read. */
  static OriginFailure undecodable(Throwable cause) {
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException) {
      return new OriginFailure(
          OriginFailure.Kind.HEAD_TOO_LARGE, "the response head is larger than allowed");
    }
    return new OriginFailure(OriginFailure.Kind.MALFORMED, "the response does not follow HTTP/1.1");
  }

  private static Reading fault(HttpHeaders headers, OriginSettings.HeadLimits limits) {
    if (headers.size() > limits.maxFields()) {
      return new Unsound(
          new OriginFailure(
              OriginFailure.Kind.HEAD_TOO_LARGE,
              "the response has more than " + limits.maxFields() + " fields"));
    }
    return malformed("a field of the response has a character that no field may have");
  }

  private static Reading framed(ResponseHead head, boolean minorOne) {
    List<String> encodings = head.fields().all("Transfer-Encoding");
    List<String> lengths = head.fields().all("Content-Length");
    boolean persistent = persistent(head.fields().all("Connection"), minorOne);
    if (!encodings.isEmpty()) {
      if (!minorOne) {
        return malformed("Transfer-Encoding in an HTTP/1.0 response");
      }
      if (!lengths.isEmpty()) {
        return malformed("both Transfer-Encoding and Content-Length");
      }
      String encoding = encodings.size() == 1 ? encodings.getFirst() : "";
      if (encoding.equalsIgnoreCase("chunked")) {
        return new Sound(head, new Framing.Chunked(), persistent);
      }
      return isMeaningless(encoding)
          ? new Sound(head, new Framing.UntilClose(), false)
          : malformed("Transfer-Encoding is not exactly chunked");
    }
    if (lengths.isEmpty()) {
      return new Sound(head, new Framing.UntilClose(), persistent);
    }
    OptionalLong length = lengths.size() == 1 ? length(lengths.getFirst()) : OptionalLong.empty();
    return length.isPresent()
        ? new Sound(head, new Framing.Length(length.getAsLong()), persistent)
        : malformed("Content-Length is not one decimal number");
  }

  /**
   * Whether a Transfer-Encoding names nothing that anyone knows, so that it can't have changed the
   * content, which then ends with the connection (RFC 9112 §6.3). What resembles a known coding is
   * not taken for such a name: another reader might see it otherwise.
   */
  private static boolean isMeaningless(String encoding) {
    String name = encoding.toLowerCase(Locale.ROOT);
    return Syntax.isToken(name) && KNOWN_CODINGS.stream().noneMatch(name::contains);
  }

  private static boolean persistent(List<String> connection, boolean minorOne) {
    boolean persistent = minorOne;
    for (String value : connection) {
      if (Syntax.hasMember(value, "close")) {
        return false;
      }
      persistent |= Syntax.hasMember(value, "keep-alive");
    }
    return persistent;
  }

  private static OptionalLong length(String text) {
    if (text.isEmpty() || text.length() > 18) {
      return OptionalLong.empty();
    }
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return OptionalLong.empty();
      }
      length = length * 10 + (c - '0');
    }
    return OptionalLong.of(length);
  }

  private static Unsound malformed(String detail) {
    return new Unsound(new OriginFailure(OriginFailure.Kind.MALFORMED, detail));
  }
}
