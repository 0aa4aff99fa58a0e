package dev.edgecache.http;

import org.jspecify.annotations.Nullable;

/**
 * The head of a request as it was received, before any policy touches it.
 *
 * @param method the method, case-sensitive (RFC 9110 §9.1)
 * @param scheme {@code http} or {@code https}
 * @param authority the host as sent, with its port if one was sent; empty if none was
 * @param path the raw path, percent-encoding, matrix parameters and double slashes untouched;
 *     begins with {@code /}, or is {@code *}
 * @param query the raw query without its question mark; null if the target has no question mark
 * @param fields the field lines
 */
public record RequestHead(
    String method,
    String scheme,
    String authority,
    String path,
    @Nullable String query,
    Fields fields) {

  /** Path and query as in the request line. */
  public String target() {
    return query == null ? path : path + "?" + query;
  }

  /** The absolute URI of the request (RFC 9110 §7.1). */
  public String uri() {
    return scheme + "://" + authority + target();
  }

  /** This head with other fields. */
  public RequestHead withFields(Fields others) {
    return new RequestHead(method, scheme, authority, path, query, others);
  }

  /** This head with another method. */
  public RequestHead withMethod(String other) {
    return new RequestHead(other, scheme, authority, path, query, fields);
  }

  /** This head with another authority. */
  public RequestHead withAuthority(String other) {
    return new RequestHead(method, scheme, other, path, query, fields);
  }

  /** Whether the method is safe: GET, HEAD, OPTIONS or TRACE (RFC 9110 §9.2.1). */
  public boolean isSafe() {
    return isSafe(method);
  }

  /** Whether a method is safe (RFC 9110 §9.2.1). */
  public static boolean isSafe(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
      default -> false;
    };
  }

  /** Whether the method is idempotent: safe, or PUT or DELETE (RFC 9110 §9.2.2). */
  public boolean isIdempotent() {
    return isSafe() || method.equals("PUT") || method.equals("DELETE");
  }
}
