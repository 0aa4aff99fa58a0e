package dev.edgecache.serve.connection;

import dev.edgecache.http.Authority;
import dev.edgecache.http.Grammar;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.util.Cookies;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rules for field sections of HTTP/2 that Undertow leaves open (RFC 9113 §8.2, §8.3). It finds
 * by itself what is wrong with the letters of names, with unknown and with late pseudo-fields.
 */
final class Http2Head {
  private static final HttpString KEEP_ALIVE = new HttpString("keep-alive");
  private static final HttpString PROXY_CONNECTION = new HttpString("proxy-connection");

  /** What speaks of a connection has no meaning here, and another one in HTTP/1.1 (§8.2.2). */
  private static final List<HttpString> OF_CONNECTIONS =
      List.of(
          Headers.CONNECTION,
          KEEP_ALIVE,
          PROXY_CONNECTION,
          Headers.TRANSFER_ENCODING,
          Headers.UPGRADE);

  /** Whether the end of the stream came with the head of a request. */
  enum Content {
    /** It did: there is none. */
    NONE,
    /** It did not: content or trailers follow. */
    FOLLOWS
  }

  private Http2Head() {}

  /**
   * Whether this is the head of a request, pseudo-fields included, that means the same to everybody
   * who reads it.
   */
  static boolean isWellFormed(HeaderMap fields, Content content) {
    return fields.count(Http2Channel.METHOD) == 1
        && fields.count(Http2Channel.SCHEME) == 1
        && fields.count(Http2Channel.PATH) == 1
        && !fields.getFirst(Http2Channel.PATH).isEmpty()
        && namesOneAuthority(fields)
        && !speaksOfConnection(fields)
        && hasPossibleLength(fields.get(Headers.CONTENT_LENGTH), content)
        && areFieldsWellFormed(fields);
  }

  /** Brings a head into the form in which HTTP/1.1 has it: one authority, one Cookie (§8.2.3). */
  static void normalize(HeaderMap fields) {
    if (!fields.contains(Http2Channel.AUTHORITY)) {
      fields.put(Http2Channel.AUTHORITY, fields.getFirst(Headers.HOST));
    }
    Cookies.assembleCrumbs(fields);
  }

  private static boolean speaksOfConnection(HeaderMap fields) {
    for (HttpString name : OF_CONNECTIONS) {
      if (fields.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** {@code :authority}, or Host, or both if they agree (RFC 9113 §8.3.1). */
  private static boolean namesOneAuthority(HeaderMap fields) {
    int hosts = fields.count(Headers.HOST);
    int authorities = fields.count(Http2Channel.AUTHORITY);
    if (hosts > 1 || authorities > 1) {
      return false;
    }
    Optional<Authority> authority =
        authorityOf(fields.getFirst(authorities == 1 ? Http2Channel.AUTHORITY : Headers.HOST));
    return authority.isPresent()
        && (hosts == 0 || authority.equals(authorityOf(fields.getFirst(Headers.HOST))));
  }

  private static Optional<Authority> authorityOf(@Nullable String text) {
    return Optional.ofNullable(text).flatMap(Authority::parse);
  }

  /** A length that says the truth as far as it is known (RFC 9113 §8.1.1). */
  private static boolean hasPossibleLength(@Nullable HeaderValues lines, Content content) {
    if (lines == null) {
      return true;
    }
    OptionalLong length = Grammar.digits(lines.getFirst());
    return lines.size() == 1
        && length.isPresent()
        && switch (content) {
          case NONE -> length.getAsLong() == 0;
          case FOLLOWS -> true;
        };
  }

  private static boolean areFieldsWellFormed(HeaderMap fields) {
    for (long cookie = fields.fastIterateNonEmpty();
        cookie != -1L;
        cookie = fields.fiNextNonEmpty(cookie)) {
      HeaderValues values = fields.fiCurrent(cookie);
      if (!isName(values.getHeaderName())) {
        return false;
      }
      for (int i = 0; i < values.size(); i++) {
        if (!isValue(values.get(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a colon stands nowhere but before the name of a pseudo-field (§8.2.1). */
  private static boolean isName(HttpString name) {
    for (int i = 1; i < name.length(); i++) {
      if (name.byteAt(i) == ':') {
        return false;
      }
    }
    return true;
  }

  /** Whether it has no control character but tabs, and no space or tab at an end (§8.2.1). */
  private static boolean isValue(String value) {
    int last = value.length() - 1;
    for (int i = 0; i <= last; i++) {
      char c = value.charAt(i);
      boolean inner = i > 0 && i < last;
      if ((c <= ' ' && !(inner && (c == ' ' || c == '\t'))) || c == 0x7F) {
        return false;
      }
    }
    return true;
  }
}
