package dev.edgecache.http.proxying;

import dev.edgecache.http.FieldList;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The fields that concern one connection only and end at a proxy (RFC 9110 §7.6.1). */
public final class HopByHop {

  private static final String HTTP2_SETTINGS = "HTTP2-Settings";

  /**
   * Fields that Connection can't remove: without them a message would be framed, routed, stored or
   * shared in another way than its sender meant (RFC 9110 §7.6.1 forbids to list such fields).
   */
  private static final Set<String> PROTECTED =
      Set.of(
          "age",
          "authorization",
          "cache-control",
          "cdn-cache-control",
          "content-encoding",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "etag",
          "expires",
          "forwarded",
          "host",
          "last-modified",
          "pragma",
          "range",
          "set-cookie",
          "vary",
          "via",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto");

  private HopByHop() {}

  /**
   * The fields that go on: without those that Connection lists, Connection itself, the other fields
   * of one connection, and those of authentication with a proxy.
   */
  public static Fields removed(Fields fields) {
    Set<String> listed = listed(fields);
    return fields.without(
        name ->
            isHopByHop(name)
                || (!listed.isEmpty() && listed.contains(name.toLowerCase(Locale.ROOT))));
  }

  /** Whether the field concerns one connection only, whatever Connection lists. */
  public static boolean isHopByHop(String name) {
    return switch (name.length()) {
      case 2 -> Fields.sameName(name, FieldNames.TE);
      case 7 -> Fields.sameName(name, FieldNames.UPGRADE);
      case 10 ->
          Fields.sameName(name, FieldNames.CONNECTION)
              || Fields.sameName(name, FieldNames.KEEP_ALIVE);
      case 14 -> Fields.sameName(name, HTTP2_SETTINGS);
      case 16 -> Fields.sameName(name, FieldNames.PROXY_CONNECTION);
      case 17 -> Fields.sameName(name, FieldNames.TRANSFER_ENCODING);
      case 18 -> Fields.sameName(name, FieldNames.PROXY_AUTHENTICATE);
      case 19 -> Fields.sameName(name, FieldNames.PROXY_AUTHORIZATION);
      case 25 -> Fields.sameName(name, FieldNames.PROXY_AUTHENTICATION_INFO);
      default -> false;
    };
  }

  /** Whether the sender of a request takes trailers (RFC 9110 §10.1.4). */
  public static boolean acceptsTrailers(Fields request) {
    return FieldList.containsToken(request, FieldNames.TE, "trailers");
  }

  /** The protocols that a request asks to change to; empty if it does not (RFC 9110 §7.8). */
  public static List<String> upgrade(Fields request) {
    return FieldList.containsToken(request, FieldNames.CONNECTION, "upgrade")
        ? FieldList.members(request, FieldNames.UPGRADE)
        : List.of();
  }

  /**
   * The lower-case names that Connection lists, without protected ones and those that go anyhow.
   */
  static Set<String> listed(Fields fields) {
    if (!fields.contains(FieldNames.CONNECTION)) {
      return Set.of();
    }
    Set<String> listed = new HashSet<>();
    for (String option : FieldList.members(fields, FieldNames.CONNECTION)) {
      String name = option.toLowerCase(Locale.ROOT);
      if (!name.equals("close") && !isHopByHop(name) && !PROTECTED.contains(name)) {
        listed.add(name);
      }
    }
    return listed;
  }
}
