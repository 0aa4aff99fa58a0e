package dev.edgecache.http.proxying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.structured.BareItem;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 9209: Proxy-Status")
class Rfc9209ProxyStatusTest {

  @Test
  @DisplayName("MUST: an error with what is known of it")
  void error() {
    ProxyStatus status =
        ProxyStatus.error("edge-cache", ProxyError.HTTP_PROTOCOL_ERROR)
            .withNextHop("origin.example:8443")
            .withNextProtocol("http/1.1")
            .withReceivedStatus(200)
            .withDetails("two lengths: \"5\" and \"6\"");
    assertThat(status.text())
        .isEqualTo(
            "edge-cache;error=http_protocol_error;next-hop=origin.example:8443"
                + ";next-protocol=http/1.1;received-status=200"
                + ";details=\"two lengths: \\\"5\\\" and \\\"6\\\"\"");
  }

  @Test
  @DisplayName("MUST: what is no token is a string, or bytes for a protocol")
  void notTokens() {
    ProxyStatus status =
        ProxyStatus.error("my proxy", ProxyError.DNS_ERROR)
            .withNextHop("10.0.0.1")
            .withNextProtocol("\u0000x")
            .with("rcode", new BareItem.Str("NXDOMAIN"));
    assertThat(status.text())
        .isEqualTo(
            "\"my proxy\";error=dns_error;next-hop=\"10.0.0.1\";next-protocol=:AHg=:"
                + ";rcode=\"NXDOMAIN\"");
  }

  @Test
  @DisplayName("MUST: a proxy adds its member last (§2)")
  void appended() {
    Fields fields =
        ProxyStatus.error("edge", ProxyError.CONNECTION_REFUSED)
            .appendedTo(Fields.of("Proxy-Status", "inner"));
    assertThat(fields.combined("Proxy-Status")).isEqualTo("inner, edge;error=connection_refused");
  }

  @Test
  @DisplayName("SHOULD: the recommended statuses of §2.3")
  void statuses() {
    var byStatus =
        Arrays.stream(ProxyError.values())
            .collect(
                Collectors.groupingBy(
                    ProxyError::status, Collectors.mapping(ProxyError::token, Collectors.toSet())));
    assertThat(byStatus.get(OptionalInt.of(504)))
        .containsExactlyInAnyOrder(
            "dns_timeout",
            "connection_timeout",
            "connection_read_timeout",
            "connection_write_timeout",
            "http_response_timeout");
    assertThat(byStatus.get(OptionalInt.of(503)))
        .containsExactlyInAnyOrder("destination_unavailable", "connection_limit_reached");
    assertThat(byStatus.get(OptionalInt.of(500)))
        .containsExactlyInAnyOrder(
            "destination_not_found", "proxy_internal_error", "proxy_configuration_error");
    assertThat(byStatus.get(OptionalInt.of(403))).containsExactly("http_request_denied");
    assertThat(byStatus.get(OptionalInt.empty()))
        .containsExactlyInAnyOrder("http_request_error", "proxy_internal_response");
    assertThat(byStatus.get(OptionalInt.of(502))).hasSize(19);
  }
}
