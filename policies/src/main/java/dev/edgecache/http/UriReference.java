package dev.edgecache.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a URI reference in a response names, such as that of Location or Content-Location, resolved
 * against the request's URI (RFC 3986 §5.2).
 *
 * @param scheme the scheme in lower case
 * @param authority host and port as the reference, or else the request, has them
 * @param path the path, without dot segments; begins with {@code /}
 * @param query the query without its question mark; null if there is none
 */
public record UriReference(String scheme, String authority, String path, @Nullable String query) {

  /**
   * The http or https URI that a reference names; empty if it names none.
   *
   * @param reference the field value; a fragment does not count
   */
  public static Optional<UriReference> resolve(RequestHead request, String reference) {
    String text = withoutFragment(Grammar.trimmed(reference));
    int colon = text.indexOf(':');
    boolean hasScheme = colon > 0 && isScheme(text.substring(0, colon));
    String scheme =
        hasScheme ? text.substring(0, colon).toLowerCase(Locale.ROOT) : request.scheme();
    String rest = hasScheme ? text.substring(colon + 1) : text;
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Optional.empty();
    }
    if (rest.startsWith("//")) {
      int end = endOfAuthority(rest);
      return target(scheme, rest.substring(2, end), rest.substring(end), request);
    }
    // RFC 9110 §4.2: an http URI has an authority.
    return hasScheme
        ? Optional.empty()
        : target(scheme, request.authority(), merged(request, rest), request);
  }

  private static Optional<UriReference> target(
      String scheme, String authority, String pathAndQuery, RequestHead request) {
    int mark = pathAndQuery.indexOf('?');
    String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    String query = mark < 0 ? null : pathAndQuery.substring(mark + 1);
    String absolute = path.isEmpty() ? "/" : path;
    return absolute.startsWith("/")
        ? Optional.of(new UriReference(scheme, authority, withoutDots(absolute, request), query))
        : Optional.empty();
  }

  /**
   * Whether it is of the request's origin: scheme, host and port are the same (RFC 9110 §4.3.1).
   */
  public boolean isSameOrigin(RequestHead request) {
    Optional<String> own = Authority.parse(authority).map(named -> named.text(scheme));
    return scheme.equals(request.scheme())
        && own.isPresent()
        && own.equals(Authority.parse(request.authority()).map(named -> named.text(scheme)));
  }

  /** Whether it is the URI of the request. */
  public boolean isTargetOf(RequestHead request) {
    return isSameOrigin(request)
        && path.equals(request.path())
        && Optional.ofNullable(query).equals(Optional.ofNullable(request.query()));
  }

  /** RFC 3986 §5.2.3, and the cases without a path. */
  private static String merged(RequestHead request, String rest) {
    if (rest.isEmpty()) {
      return request.target();
    }
    if (rest.startsWith("?")) {
      return request.path() + rest;
    }
    return rest.startsWith("/")
        ? rest
        : request.path().substring(0, request.path().lastIndexOf('/') + 1) + rest;
  }

  /** RFC 3986 §5.2.4; the request's own path stays as it was sent. */
  private static String withoutDots(String path, RequestHead request) {
    if (!path.contains("/.") || path.equals(request.path())) {
      return path;
    }
    Deque<String> segments = new ArrayDeque<>();
    Iterator<String> all = List.of(path.substring(1).split("/", -1)).iterator();
    while (all.hasNext()) {
      String segment = all.next();
      boolean dots = segment.equals(".") || segment.equals("..");
      if (segment.equals("..")) {
        segments.pollLast();
      }
      if (!dots) {
        segments.addLast(segment);
      } else if (!all.hasNext()) {
        segments.addLast("");
      }
    }
    return "/" + String.join("/", segments);
  }

  private static String withoutFragment(String text) {
    int hash = text.indexOf('#');
    return hash < 0 ? text : text.substring(0, hash);
  }

  private static int endOfAuthority(String text) {
    for (int i = 2; i < text.length(); i++) {
      if (text.charAt(i) == '/' || text.charAt(i) == '?') {
        return i;
      }
    }
    return text.length();
  }

  /** RFC 3986 §3.1. */
  private static boolean isScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      if (!letter && (i == 0 || !(Grammar.isDigit(c) || c == '+' || c == '-' || c == '.'))) {
        return false;
      }
    }
    return true;
  }
}
