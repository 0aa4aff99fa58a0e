package dev.edgecache.serve;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.proxying.Forwarded;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.http.proxying.Via;
import dev.edgecache.policy.rules.Match;
import io.undertow.util.Protocols;
import java.net.InetAddress;

/** The fields by which this proxy names itself and its client towards the origin. */
public final class ProxyFields {

  private final ProxySettings settings;

  /** The fields of a proxy that is known by these settings. */
  public ProxyFields(ProxySettings settings) {
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
    return onShared(forwarded, request.match(), versionOf(request));
  }

  /** A request that no client made: it is this proxy's own, and shared like others. */
  public RequestHead onNobodys(RequestHead forwarded, Match match) {
    return onShared(forwarded, match, "1.1");
  }

  private RequestHead onShared(RequestHead forwarded, Match match, String version) {
    Fields fields =
        Forwarded.ofNobody(HopByHop.removed(forwarded.fields()), match.scheme(), match.host());
    return forwarded
        .withAuthority(match.host())
        .withFields(Via.appended(fields, version, settings.pseudonym()));
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
