package dev.edgecache.serve;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.proxying.Forwarded;
import dev.edgecache.http.proxying.Via;
import io.undertow.util.Protocols;

/** The fields by which this proxy names itself and its client towards the origin. */
final class ProxyFields {

  private final ServeSettings settings;

  ProxyFields(ServeSettings settings) {
    this.settings = settings;
  }

  /** A request on behalf of one client, whom the origin may know. */
  RequestHead onOwn(RequestHead forwarded, ClientRequest request) {
    Forwarded hop =
        new Forwarded(
            request.exchange().getSourceAddress().getAddress(),
            request.head().scheme(),
            request.head().authority());
    Fields fields =
        switch (settings.forwarded()) {
          case REPLACE -> hop.replacedIn(forwarded.fields());
          case APPEND -> hop.appendedTo(forwarded.fields());
        };
    return forwarded.withFields(Via.appended(fields, versionOf(request), settings.name()));
  }

  /** A request whose answer others share: the origin sees nothing of the client. */
  RequestHead onShared(RequestHead forwarded, ClientRequest request) {
    return forwarded.withFields(
        Via.appended(forwarded.fields(), versionOf(request), settings.name()));
  }

  /** Whether the request came through this proxy before. */
  boolean isLoop(RequestHead head) {
    return Via.names(head.fields(), settings.name());
  }

  private static String versionOf(ClientRequest request) {
    if (request.exchange().getProtocol().equals(Protocols.HTTP_2_0)) {
      return "2";
    }
    return request.exchange().getProtocol().equals(Protocols.HTTP_1_0) ? "1.0" : "1.1";
  }
}
