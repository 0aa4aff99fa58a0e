package dev.edgecache.http.proxying;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import dev.edgecache.http.structured.BareItem;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * What a proxy tells of the client and of the request as it came: Forwarded (RFC 7239) and the
 * X-Forwarded fields that came before it.
 *
 * @param client the address of the peer
 * @param scheme {@code http} or {@code https}
 * @param authority the host as the client sent it; valid, see {@link dev.edgecache.http.Authority}
 */
public record Forwarded(InetAddress client, String scheme, String authority) {

  private static final List<String> NAMES =
      List.of(
          FieldNames.FORWARDED,
          FieldNames.X_FORWARDED_FOR,
          FieldNames.X_FORWARDED_PROTO,
          FieldNames.X_FORWARDED_HOST);

  /**
   * The request of a peer that is trusted: this hop is the last of Forwarded and X-Forwarded-For;
   * X-Forwarded-Proto and X-Forwarded-Host stay as the first proxy set them.
   */
  public Fields appendedTo(Fields request) {
    String before = request.combined(FieldNames.X_FORWARDED_FOR);
    Fields.Builder fields =
        request.toBuilder()
            .add(FieldNames.FORWARDED, element())
            .set(
                FieldNames.X_FORWARDED_FOR,
                before == null || before.isBlank() ? address() : before + ", " + address());
    if (!request.contains(FieldNames.X_FORWARDED_PROTO)) {
      fields.add(FieldNames.X_FORWARDED_PROTO, scheme);
    }
    if (!request.contains(FieldNames.X_FORWARDED_HOST)) {
      fields.add(FieldNames.X_FORWARDED_HOST, authority);
    }
    return fields.build();
  }

  /** The request of a peer that is not trusted: this hop replaces whatever the request says. */
  public Fields replacedIn(Fields request) {
    return appendedTo(request.without(NAMES));
  }

  /**
   * A request whose answer many clients share: nothing is said of any of them, and scheme and host
   * are those that the answer is stored under, whatever the request says.
   */
  public static Fields ofNobody(Fields request, String scheme, String authority) {
    return request.without(NAMES).toBuilder()
        .add(FieldNames.X_FORWARDED_PROTO, scheme)
        .add(FieldNames.X_FORWARDED_HOST, authority)
        .build();
  }

  /** RFC 7239 §4: one forwarded-element; what is no token is quoted. */
  private String element() {
    String node = client instanceof Inet6Address ? '[' + address() + ']' : address();
    return "for=" + value(node) + ";host=" + value(authority) + ";proto=" + value(scheme);
  }

  private static String value(String text) {
    return Grammar.isToken(text) ? text : new BareItem.Str(text).text();
  }

  /** The address without the zone, which means nothing to others. */
  private String address() {
    String address = client.getHostAddress();
    int zone = address.indexOf('%');
    return zone < 0 ? address : address.substring(0, zone);
  }
}
