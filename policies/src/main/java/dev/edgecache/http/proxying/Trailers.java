package dev.edgecache.http.proxying;

import dev.edgecache.http.Fields;
import java.util.Locale;
import java.util.Set;

/** The trailer fields that may pass a proxy (RFC 9110 §6.5.1). */
public final class Trailers {

  /**
   * Fields that mean something only ahead of the content: a recipient that merged them from a
   * trailer section would frame, route, share or read a message in another way than those who had
   * forwarded it.
   */
  private static final Set<String> OF_HEADS =
      Set.of(
          // Framing and content.
          "content-encoding",
          "content-language",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "trailer",
          // Routing.
          "forwarded",
          "host",
          "max-forwards",
          "via",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          // Request modifiers.
          "cache-control",
          "expect",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "pragma",
          "range",
          // Authentication.
          "authorization",
          "cookie",
          "set-cookie",
          "www-authenticate",
          // Control of responses and of caches.
          "age",
          "cache-group-invalidation",
          "cache-groups",
          "cache-status",
          "cache-tag",
          "cdn-cache-control",
          "date",
          "expires",
          "last-modified",
          "location",
          "no-vary-search",
          "retry-after",
          "surrogate-control",
          "surrogate-key",
          "vary",
          "warning");

  private Trailers() {}

  /**
   * The fields of a trailer section that go on, still as trailers: without those of heads, those of
   * one connection, and those that Connection lists.
   *
   * @param head the fields of the message's head
   */
  public static Fields forwarded(Fields trailers, Fields head) {
    if (trailers.size() == 0) {
      return trailers;
    }
    Set<String> listed = HopByHop.listed(head);
    return trailers.without(
        name -> {
          String lower = name.toLowerCase(Locale.ROOT);
          return HopByHop.isHopByHop(name) || OF_HEADS.contains(lower) || listed.contains(lower);
        });
  }
}
