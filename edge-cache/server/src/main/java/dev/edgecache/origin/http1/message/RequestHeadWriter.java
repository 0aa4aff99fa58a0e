package dev.edgecache.origin.http1.message;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.Syntax;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The writer of request heads for one origin (RFC 9112 §3). What could break out of its line is
 * refused, since a request that came over HTTP/2 may hold any octet.
 */
public final class RequestHeadWriter {
  private final String pathPrefix;
  private final Optional<String> host;
  private final String authority;
  private final List<OriginSettings.AddedField> added;

  public RequestHeadWriter(OriginSettings settings) {
    this.pathPrefix = settings.pathPrefix();
    this.host = settings.host();
    this.authority = settings.url().getRawAuthority();
    this.added = settings.added();
  }

  /** How the end of a request body is told. */
  public enum Framing {
    /** There is no body, and the method expects none. */
    NONE,
    /** By {@code Content-Length}. */
    LENGTH,
    /** By chunks. */
    CHUNKED;

    /** A method that anticipates content says that there is none (RFC 9110 §8.6). */
    public static Framing ofNoContent(String method) {
      return switch (method) {
        case "POST", "PUT", "PATCH" -> LENGTH;
        default -> NONE;
      };
    }
  }

  /** Whether the content waits for an interim response (RFC 9110 §10.1.1). */
  public static boolean expectsContinue(RequestHead head) {
    String expect = head.fields().first("Expect");
    return expect != null && expect.equalsIgnoreCase("100-continue");
  }

  /**
   * The request line and the fields up to the empty line.
   *
   * @throws UnsendableException if a part cannot be written as HTTP/1.1
   */
  public ByteBuf write(RequestHead head, Framing framing, long length, ByteBufAllocator allocator)
      throws UnsendableException {
    Lines lines = new Lines(256 + head.path().length() + head.fields().octets());
    requestLine(lines, head);
    lines.field("Host", hostOf(head));
    Fields fields = head.fields();
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.name(i);
      if (!isReplaced(name)) {
        lines.field(name, fields.value(i));
      }
    }
    for (OriginSettings.AddedField field : added) {
      lines.field(field.name(), field.value().get());
    }
    switch (framing) {
      case NONE -> {}
      case LENGTH -> lines.field("Content-Length", Long.toString(length));
      case CHUNKED -> lines.field("Transfer-Encoding", "chunked");
    }
    lines.end();
    return allocator.directBuffer(lines.length).writeBytes(lines.bytes, 0, lines.length);
  }

  /**
   * A trailer section with the empty line that ends it.
   *
   * @throws UnsendableException if a line cannot be written as HTTP/1.1
   */
  static ByteBuf trailers(Fields trailers, ByteBufAllocator allocator) throws UnsendableException {
    Lines lines = new Lines(16 + trailers.octets());
    lines.text("0\r\n");
    for (int i = 0; i < trailers.size(); i++) {
      lines.field(trailers.name(i), trailers.value(i));
    }
    lines.end();
    return allocator.directBuffer(lines.length).writeBytes(lines.bytes, 0, lines.length);
  }

  private void requestLine(Lines lines, RequestHead head) throws UnsendableException {
    String query = head.query();
    if (!Syntax.isToken(head.method())) {
      throw new UnsendableException("the method is not a token");
    }
    if (!Syntax.isTarget(head.path()) || (query != null && !isQuery(query))) {
      throw new UnsendableException("the target has a character that must be percent-encoded");
    }
    lines.text(head.method());
    lines.text(" ");
    if (head.path().startsWith("/")) {
      lines.text(pathPrefix);
    }
    lines.text(head.path());
    if (query != null) {
      lines.text("?");
      lines.text(query);
    }
    lines.text(" HTTP/1.1\r\n");
  }

  private String hostOf(RequestHead head) {
    return host.orElse(head.authority().isEmpty() ? authority : head.authority());
  }

  private boolean isReplaced(String name) {
    if (isFraming(name)) {
      return true;
    }
    for (OriginSettings.AddedField field : added) {
      if (Fields.sameName(field.name(), name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFraming(String name) {
    return Fields.sameName(name, "Host")
        || Fields.sameName(name, "Content-Length")
        || Fields.sameName(name, "Transfer-Encoding");
  }

  private static boolean isQuery(String query) {
    return query.isEmpty() || Syntax.isTarget(query);
  }

  /** Says that a request cannot be written as HTTP/1.1. */
  public static final class UnsendableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String detail;

    UnsendableException(String detail) {
      super(detail, null, false, false);
      this.detail = detail;
    }

    /** What cannot be written, without its value. */
    public String detail() {
      return detail;
    }
  }

  /** Octets under construction. */
  private static final class Lines {
    private byte[] bytes;
    private int length;

    Lines(int capacity) {
      bytes = new byte[capacity];
    }

    void field(String name, String value) throws UnsendableException {
      if (!Syntax.isToken(name) || !Syntax.isFieldValue(value)) {
        throw new UnsendableException("a field has a character that no field may have");
      }
      text(name);
      text(": ");
      text(value);
      text("\r\n");
    }

    void end() {
      text("\r\n");
    }

    /** Appends characters up to U+00FF, each as the octet of that number. */
    void text(String text) {
      int count = text.length();
      if (length + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
      }
      for (int i = 0; i < count; i++) {
        bytes[length + i] = (byte) text.charAt(i);
      }
      length += count;
    }
  }
}
