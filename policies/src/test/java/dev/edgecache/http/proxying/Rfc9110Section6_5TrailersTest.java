package dev.edgecache.http.proxying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9110 §6.5: the trailer fields that a proxy passes on")
class Rfc9110Section6_5TrailersTest {

  @ParameterizedTest(name = "{0} goes")
  @ValueSource(
      strings = {
        "Transfer-Encoding",
        "content-length",
        "Trailer",
        "TE",
        "Connection",
        "Keep-Alive",
        "Upgrade",
        "Host",
        "Max-Forwards",
        "Forwarded",
        "X-Forwarded-For",
        "Cache-Control",
        "Pragma",
        "Expect",
        "Range",
        "If-None-Match",
        "If-Range",
        "AUTHORIZATION",
        "Proxy-Authorization",
        "WWW-Authenticate",
        "Cookie",
        "Set-Cookie",
        "Content-Encoding",
        "Content-Type",
        "Content-Range",
        "Content-Location",
        "Age",
        "Date",
        "Expires",
        "Vary",
        "Location",
        "Surrogate-Key",
        "Cache-Groups",
        "Cache-Group-Invalidation"
      })
  @DisplayName("SEC-6 MUST: fields that frame, route, modify, prove or describe go")
  void fieldsOfHeadsGo(String name) {
    assertThat(Trailers.forwarded(Fields.of("X-Sum", "1", name, "x"), Fields.EMPTY))
        .isEqualTo(Fields.of("X-Sum", "1"));
  }

  @ParameterizedTest(name = "{0} passes")
  @ValueSource(
      strings = {
        "Content-Digest",
        "ETag",
        "Server-Timing",
        "Proxy-Status",
        "grpc-status",
        "Authentication-Info"
      })
  @DisplayName("SHOULD: fields that may stand behind the content pass")
  void othersPass(String name) {
    Fields trailers = Fields.of(name, "x");
    assertThat(Trailers.forwarded(trailers, Fields.EMPTY)).isEqualTo(trailers);
  }

  @Test
  @DisplayName("MUST: what Connection lists goes (RFC 9110 §7.6.1)")
  void listedFieldsGo() {
    assertThat(
            Trailers.forwarded(
                Fields.of("X-Hop", "1", "X-Sum", "1"), Fields.of("Connection", "x-hop")))
        .isEqualTo(Fields.of("X-Sum", "1"));
  }
}
