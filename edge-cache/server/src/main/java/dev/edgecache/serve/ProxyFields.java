package dev.edgecache.serve;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.proxying.Forwarded;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.http.proxying.Via;
import io.undertow.util.Protocols;
import java.net.InetAddress;

/** The fields by which this proxy names itself and its client towards the origin. */
final class ProxyFields {

  private final ProxySettings settings;

  ProxyFields(ProxySettings settings) {
    this.settings = settings;
  }

  /** A request on behalf of one client, whom the origin may know. */
  RequestHead onOwn(RequestHead forwarded, ClientRequest request) {
    InetAddress client = request.address();
    Forwarded hop =
        new Forwarded(client, request.exchange().getRequestScheme(), request.head().authority());
    Fields endToEnd = HopByHop.removed(forwarded.fields());
    Fields fields = settings.trusts(client) ? hop.appendedTo(endToEnd) : hop.replacedIn(endToEnd);
    if (HopByHop.acceptsTrailers(request.head().fields())) {
      fields = ofThisHop(fields, FieldNames.TE, "trailers");
    }
    return forwarded.withFields(Via.appended(fields, versionOf(request), settings.pseudonym()));
  }

  /**
   * A request whose answer others share: the origin sees nothing of the client, and the scheme and
   * host of the key.
   */
  RequestHead onShared(RequestHead forwarded, ClientRequest request) {
    String host = request.match().host();
    Fields fields =
        Forwarded.ofNobody(HopByHop.removed(forwarded.fields()), request.match().scheme(), host);
    return forwarded
        .withAuthority(host)
        .withFields(Via.appended(fields, versionOf(request), settings.pseudonym()));
  }

  /** The fields with one more that concerns only the connection to the origin. */
  static Fields ofThisHop(Fields fields, String name, String value) {
    return fields.toBuilder().add(FieldNames.CONNECTION, name).add(name, value).build();
  }

  /** Whether the request came through this proxy before. */
  boolean isLoop(RequestHead head) {
    return Via.names(head.fields(), settings.pseudonym());
  }

  private static String versionOf(ClientRequest request) {
    if (request.exchange().getProtocol().equals(Protocols.HTTP_2_0)) {
      return "2";
    }
    return request.exchange().getProtocol().equals(Protocols.HTTP_1_0) ? "1.0" : "1.1";
  }
}
