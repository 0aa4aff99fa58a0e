package dev.edgecache.http.proxying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import dev.edgecache.http.RandomText;
import dev.edgecache.http.proxying.CacheStatus.Collapsing;
import dev.edgecache.http.proxying.CacheStatus.Forward;
import dev.edgecache.http.proxying.CacheStatus.Reason;
import dev.edgecache.http.proxying.CacheStatus.Storing;
import dev.edgecache.http.structured.Item;
import dev.edgecache.http.structured.MemberList;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9211: Cache-Status")
class Rfc9211CacheStatusTest {

  record Row(Level level, String requirement, CacheStatus status, String text) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  private static CacheStatus forward(Reason reason, Storing storing, Collapsing collapsing) {
    return CacheStatus.of("edge", new Forward(reason, OptionalInt.of(304), storing, collapsing));
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            Level.MUST,
            "a hit",
            CacheStatus.hit("edge").withTtl(Duration.ofSeconds(376)),
            "edge;hit;ttl=376"),
        new Row(
            Level.MUST,
            "a stale hit has a negative ttl",
            CacheStatus.hit("edge").withTtl(Duration.ofMillis(-412_500)),
            "edge;hit;ttl=-413"),
        new Row(
            Level.MUST,
            "a miss",
            CacheStatus.forward("edge", Reason.URI_MISS),
            "edge;fwd=uri-miss"),
        new Row(
            Level.MUST,
            "a validation that was stored",
            forward(Reason.STALE, Storing.STORED, Collapsing.NOT_TRIED),
            "edge;fwd=stale;fwd-status=304;stored"),
        new Row(
            Level.MUST,
            "a collapsed request",
            forward(Reason.VARY_MISS, Storing.NOT_STORED, Collapsing.COLLAPSED),
            "edge;fwd=vary-miss;fwd-status=304;collapsed"),
        new Row(
            Level.MUST,
            "a failed collapse",
            forward(Reason.REQUEST, Storing.NOT_STORED, Collapsing.FAILED),
            "edge;fwd=request;fwd-status=304;collapsed=?0"),
        new Row(
            Level.MUST,
            "a detail that is a token",
            CacheStatus.hit("edge").withDetail("floor-wait"),
            "edge;hit;detail=floor-wait"),
        new Row(
            Level.MUST,
            "a detail that is none",
            CacheStatus.hit("edge").withDetail("a \"b\""),
            "edge;hit;detail=\"a \\\"b\\\"\""),
        new Row(
            Level.MUST,
            "a key is a string, without what a string has no place for",
            CacheStatus.hit("edge").withKey("/ü\r\nSet-Cookie: a"),
            "edge;hit;key=\"/???Set-Cookie: a\""),
        new Row(
            Level.MUST,
            "a name that is no token is a string",
            CacheStatus.hit("10.0.0.1"),
            "\"10.0.0.1\";hit"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void says(Row row) {
    assertThat(row.status().text()).isEqualTo(row.text());
    assertThat(Item.parse(row.text()).map(Item::text)).contains(row.text());
  }

  @Test
  @DisplayName("MUST: the reasons are those of §2.2")
  void reasons() {
    assertThat(Arrays.stream(Reason.values()).map(Reason::token))
        .containsExactly(
            "bypass", "method", "uri-miss", "vary-miss", "miss", "request", "stale", "partial");
  }

  @Test
  @DisplayName("MUST: a cache adds its member last and keeps those before it (§2)")
  void appended() {
    Fields fields = CacheStatus.hit("edge").appendedTo(Fields.of("cache-status", "origin;hit, b"));
    assertThat(fields.combined("Cache-Status")).isEqualTo("origin;hit, b, edge;hit");
  }

  @Test
  @DisplayName("any key and detail give one member that parses")
  void total() {
    RandomText.values(9211)
        .forEach(
            value -> {
              String text = CacheStatus.hit(value).withKey(value).withDetail(value).text();
              assertThat(MemberList.parse(text).orElseThrow().members()).hasSize(1);
            });
  }
}
