package dev.edgecache.http.proxying;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.structured.BareItem;
import dev.edgecache.http.structured.Item;
import dev.edgecache.http.structured.Parameters;
import java.nio.charset.StandardCharsets;

/**
 * What a proxy tells of how it handled a response: its member of Proxy-Status (RFC 9209).
 *
 * @param proxy the name of the proxy
 * @param parameters what it tells, in order
 */
public record ProxyStatus(String proxy, Parameters parameters) {

  /** The status of a response that the proxy generated because of that error. */
  public static ProxyStatus error(String proxy, ProxyError error) {
    return new ProxyStatus(proxy, Parameters.NONE.with("error", new BareItem.Token(error.token())));
  }

  /** This status with the origin or proxy that was asked (RFC 9209 §2.1.2). */
  public ProxyStatus withNextHop(String nextHop) {
    return with("next-hop", Names.item(nextHop));
  }

  /** This status with the ALPN identifier of the protocol to it (RFC 9209 §2.1.3). */
  public ProxyStatus withNextProtocol(String identifier) {
    return with(
        "next-protocol",
        BareItem.Token.isValid(identifier)
            ? new BareItem.Token(identifier)
            : BareItem.Bytes.of(identifier.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** This status with the status code that came from it (RFC 9209 §2.1.4). */
  public ProxyStatus withReceivedStatus(int status) {
    return with("received-status", new BareItem.Int(status));
  }

  /** This status with more, for those who run the proxy (RFC 9209 §2.1.5). */
  public ProxyStatus withDetails(String details) {
    return with("details", new BareItem.Str(Names.printable(details)));
  }

  /** This status with a parameter that its type of error defines (RFC 9209 §2.3). */
  public ProxyStatus with(String key, BareItem value) {
    return new ProxyStatus(proxy, parameters.with(key, value));
  }

  /** The fields of a response with this as the last member of Proxy-Status (RFC 9209 §2). */
  public Fields appendedTo(Fields response) {
    return response.toBuilder().add(FieldNames.PROXY_STATUS, text()).build();
  }

  /** The member as the field says it. */
  public String text() {
    return new Item(Names.item(proxy), parameters).text();
  }
}
