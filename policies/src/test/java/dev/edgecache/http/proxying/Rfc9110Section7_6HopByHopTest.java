package dev.edgecache.http.proxying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import dev.edgecache.http.RandomText;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9110 §7.6: what a proxy removes and adds")
class Rfc9110Section7_6HopByHopTest {

  record Row(Level level, String requirement, Fields received, Fields forwarded) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            Level.MUST,
            "listed fields and Connection go",
            Fields.of(
                "A", "1", "Connection", "b, C", "B", "2", "connection", "d", "c", "3", "D", "4"),
            Fields.of("A", "1")),
        new Row(
            Level.MUST,
            "options without a field do no harm",
            Fields.of("Connection", "close, keep-alive", "A", "1"),
            Fields.of("A", "1")),
        new Row(
            Level.MUST,
            "fields of the connection go, listed or not",
            Fields.of(
                "proxy-connection",
                "a",
                "keep-alive",
                "b",
                "te",
                "c",
                "transfer-encoding",
                "d",
                "upgrade",
                "e",
                "http2-settings",
                "f",
                "A",
                "1"),
            Fields.of("A", "1")),
        new Row(
            Level.MAY,
            "authentication with a proxy ends here",
            Fields.of(
                "Proxy-Authorization",
                "a",
                "Proxy-Authenticate",
                "b",
                "Proxy-Authentication-Info",
                "c",
                "WWW-Authenticate",
                "d"),
            Fields.of("WWW-Authenticate", "d")),
        new Row(
            Level.OURS,
            "SEC-6 framing and routing can't be removed",
            Fields.of("Connection", "content-length, host", "Content-Length", "5", "Host", "a"),
            Fields.of("Content-Length", "5", "Host", "a")),
        new Row(
            Level.OURS,
            "SEC-6 SEC-7 rules for storing can't be removed",
            Fields.of(
                "Connection",
                "Cache-Control, Vary, Set-Cookie, Expires, Authorization",
                "Cache-Control",
                "private",
                "Vary",
                "*",
                "Set-Cookie",
                "a=b",
                "Expires",
                "0",
                "Authorization",
                "x"),
            Fields.of(
                "Cache-Control",
                "private",
                "Vary",
                "*",
                "Set-Cookie",
                "a=b",
                "Expires",
                "0",
                "Authorization",
                "x")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void removes(Row row) {
    assertThat(HopByHop.removed(row.received())).isEqualTo(row.forwarded());
  }

  @Test
  @DisplayName("fields without any of these stay the same object")
  void unchanged() {
    Fields fields = Fields.of("Host", "a", "Accept", "b");
    assertThat(HopByHop.removed(fields)).isSameAs(fields);
  }

  @Test
  @DisplayName("any Connection is read without failing, and Content-Length outlives it")
  void total() {
    RandomText.values(7_6_1)
        .forEach(
            value ->
                assertThat(
                        HopByHop.removed(
                            Fields.of(
                                "Connection", value + ",content-length", "Content-Length", "5")))
                    .isEqualTo(Fields.of("Content-Length", "5")));
  }

  @ParameterizedTest(name = "MUST take trailers only where they are asked for: TE: {0} is {1}")
  @CsvSource({"trailers,true", "'gzip, Trailers;q=0.5',true", "gzip,false", "'',false"})
  void trailers(String te, boolean accepts) {
    assertThat(HopByHop.acceptsTrailers(Fields.of("TE", te))).isEqualTo(accepts);
  }

  @Test
  @DisplayName("MUST: Upgrade counts only where Connection lists it (§7.8)")
  void upgrade() {
    assertThat(
            HopByHop.upgrade(
                Fields.of("Connection", "keep-alive, Upgrade", "Upgrade", "websocket")))
        .containsExactly("websocket");
    assertThat(HopByHop.upgrade(Fields.of("Upgrade", "websocket"))).isEmpty();
  }

  @Test
  @DisplayName("MUST: a proxy is the last one of Via (§7.6.3)")
  void via() {
    Fields fields = Via.appended(Fields.of("Via", "1.0 fred"), "1.1", "edge-cache");
    assertThat(fields.combined("Via")).isEqualTo("1.0 fred, 1.1 edge-cache");
    assertThatIllegalArgumentException().isThrownBy(() -> Via.appended(fields, "1.1", "a b"));
  }

  @ParameterizedTest(name = "MUST find itself in Via: {0}")
  @ValueSource(
      strings = {
        "1.1 edge",
        "1.0 a, 1.1 EDGE",
        "HTTP/1.1 edge (comment)",
        "2  edge",
        "1.1 a, 1.1 edge, 1.1 b"
      })
  void loop(String via) {
    assertThat(Via.names(Fields.of("Via", via), "edge")).isTrue();
  }

  @ParameterizedTest(name = "MUST not find itself in Via: {0}")
  @ValueSource(strings = {"", "edge", "1.1 edges", "1.1 a (edge)", "1.1 a, edge"})
  void noLoop(String via) {
    assertThat(Via.names(Fields.of("Via", via), "edge")).isFalse();
  }
}
