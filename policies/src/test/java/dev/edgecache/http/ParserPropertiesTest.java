package dev.edgecache.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.conditional.EntityTag;
import dev.edgecache.http.conditional.EntityTags;
import dev.edgecache.http.conditional.IfRange;
import dev.edgecache.http.conditional.Preconditions;
import dev.edgecache.http.negotiation.Negotiation;
import dev.edgecache.http.negotiation.NoVarySearch;
import dev.edgecache.http.negotiation.Normalization;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.http.negotiation.Vary;
import dev.edgecache.http.proxying.CacheStatus;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.http.proxying.MaxForwards;
import dev.edgecache.http.proxying.Via;
import dev.edgecache.http.range.ByteRanges;
import dev.edgecache.http.range.ContentRange;
import dev.edgecache.http.structured.Dictionary;
import dev.edgecache.http.structured.Item;
import dev.edgecache.http.structured.MemberList;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of everything that reads a field value, whatever the value is. */
class ParserPropertiesTest {

  private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");

  /** Time of the processor, enough for a slow one, too short for a parser that is quadratic. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final List<String> DIRECTIVES =
      List.of(
          "max-age=60, s-maxage=30, no-cache=\"set-cookie, foo\", private",
          "no-store, must-understand, public, must-revalidate, proxy-revalidate, immutable",
          "max-stale=5, min-fresh=\"10\", only-if-cached, no-transform, stale-if-error=86400");
  private static final List<String> DATES =
      List.of(
          "Sun, 06 Nov 1994 08:49:37 GMT",
          "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun Nov  6 08:49:37 1994");
  private static final List<String> TAGS = List.of("\"a\"", "W/\"a,b\", \"c\"", "*", "bare");
  private static final List<String> STRUCTURED =
      List.of(
          "a=1, b=?0, c=\"x\\\\y\";p=2.5, d=(\"a\" b :aGk=:);q, e=@1659578233",
          "\"group\", (1 2);a, %\"f%c3%bc\", token/x",
          "-999999999999999;a;b=?1");
  private static final List<String> VARIANCES =
      List.of(
          "params=(\"utm_source\" \"%C3%A9+x\")", "key-order, except=(\"page\" \"q\")", "a=1&b");
  private static final List<String> AUTHORITIES =
      List.of("shop.example:8080", "[2001:db8::1]:443", "EXAMPLE.com.", "10.0.0.1");
  private static final List<String> REFERENCES =
      List.of("https://shop.example:443/a/../b?c#d", "//other.example/x", "../y?z", "?q", "#f", "");
  private static final List<String> ACCEPTS =
      List.of(
          "text/html;level=1;q=0.7, text/*, */*;q=0.1",
          "gzip;q=1.0, identity;q=0.5, *;q=0",
          "de-CH-1996, de;q=0.9, *;q=0.05");

  /** Something that reads values, and values that it is made for. */
  record Reader(String name, Consumer<String> reads, List<String> valid) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Reader> readers() {
    return Stream.of(
        reader("Cache-Control of an answer", ParserPropertiesTest::directives, DIRECTIVES),
        reader("Cache-Control of a request", ParserPropertiesTest::wishes, DIRECTIVES),
        reader("CDN-Cache-Control", ParserPropertiesTest::targeted, DIRECTIVES),
        reader("a structured field", ParserPropertiesTest::structured, STRUCTURED),
        reader("a date", ParserPropertiesTest::date, DATES),
        reader("Age", ParserPropertiesTest::age, List.of("0", "60", "2147483648", "1, 2")),
        reader("entity tags", ParserPropertiesTest::entityTags, TAGS),
        reader("If-Range", ParserPropertiesTest::ifRange, concat(TAGS, DATES)),
        reader("preconditions", ParserPropertiesTest::preconditions, concat(TAGS, DATES)),
        reader("Range", ParserPropertiesTest::range, List.of("bytes=0-5, -500, 7-", "bytes=0-0")),
        reader(
            "Content-Range",
            value -> ContentRange.of(Fields.of("Content-Range", value)),
            List.of("bytes 0-5/10", "bytes 0-5/*", "bytes */10")),
        reader("Vary", ParserPropertiesTest::vary, List.of("Accept-Language, Foo", "*")),
        reader("No-Vary-Search", ParserPropertiesTest::noVarySearch, VARIANCES),
        reader("Accept and its like", ParserPropertiesTest::accept, ACCEPTS),
        reader("an authority", ParserPropertiesTest::authority, AUTHORITIES),
        reader("a URI reference", ParserPropertiesTest::reference, REFERENCES),
        reader("Cache-Status", ParserPropertiesTest::cacheStatus, List.of("edge-cache", "a b")),
        reader("Via", ParserPropertiesTest::via, List.of("1.1 edge-cache (x), HTTP/2 other:80")),
        reader("Connection", ParserPropertiesTest::connection, List.of("close, Foo, keep-alive")));
  }

  private static Reader reader(String name, Consumer<String> reads, List<String> valid) {
    return new Reader(name, reads, valid);
  }

  private static List<String> concat(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("readers")
  @DisplayName("any value is read, or is none, without failing")
  void total(Reader reader) {
    LongStream.range(0, 3)
        .forEach(
            seed ->
                Stream.of(
                        RandomText.values(seed).limit(4_000),
                        RandomText.mutations(seed, reader.valid()),
                        RandomText.octets(seed))
                    .flatMap(values -> values)
                    .forEach(value -> read(reader, value, seed)));
  }

  private static void read(Reader reader, String value, long seed) {
    try {
      reader.reads().accept(value);
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(reader + ", seed " + seed + ", value <" + value + ">", failure);
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  @DisplayName("a long value takes no more than its length is worth")
  void linear(Reader reader) {
    RandomText.longOnes(reader.valid().stream().filter(value -> !value.isEmpty()).toList())
        .forEach(
            value -> {
              long began = THREADS.getCurrentThreadCpuTime();
              read(reader, value, 0);
              assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - began))
                  .as("%s of %.40s…", reader, value)
                  .isLessThan(PATIENCE);
            });
  }

  private static void directives(String value) {
    ResponseDirectives said = ResponseDirectives.parse(Fields.of("Cache-Control", value));
    assertBounded(said.maxAge());
    assertBounded(said.sMaxAge());
    assertBounded(said.staleWhileRevalidate());
    assertBounded(said.staleIfError());
    assertThat(said.noCacheFields()).allMatch(Grammar::isToken);
    assertThat(said.privateFields()).allMatch(Grammar::isToken);
  }

  private static void targeted(String value) {
    ResponseDirectives.targeted(Fields.of("CDN-Cache-Control", value), List.of("CDN-Cache-Control"))
        .ifPresent(said -> assertBounded(said.maxAge()));
  }

  private static void wishes(String value) {
    RequestDirectives asked = RequestDirectives.parse(Fields.of("Cache-Control", value));
    RequestDirectives.parse(Fields.of("Pragma", value));
    assertBounded(asked.maxAge());
    assertBounded(asked.maxStale());
    assertBounded(asked.minFresh());
    assertBounded(asked.staleIfError());
  }

  private static void assertBounded(Optional<Duration> duration) {
    if (duration.isPresent()) {
      assertThat(duration.get()).isBetween(Duration.ZERO, Grammar.GREATEST_DELTA);
    }
  }

  private static void structured(String value) {
    Dictionary.parse(value)
        .filter(dictionary -> !dictionary.isEmpty())
        .ifPresent(read -> assertThat(Dictionary.parse(read.text())).contains(read));
    MemberList.parse(value)
        .filter(list -> !list.members().isEmpty())
        .ifPresent(read -> assertThat(MemberList.parse(read.text())).contains(read));
    Item.parse(value).ifPresent(read -> assertThat(Item.parse(read.text())).contains(read));
  }

  private static void date(String value) {
    HttpDate.parse(value, NOW)
        .ifPresent(date -> assertThat(HttpDate.parse(HttpDate.format(date), NOW)).contains(date));
  }

  private static void age(String value) {
    assertBounded(Age.value(Fields.of("Age", value)));
    Fields response = Fields.of("Age", value, "Date", value);
    assertThat(Age.correctedInitial(response, NOW, NOW)).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  private static void entityTags(String value) {
    EntityTag.parse(value).ifPresent(tag -> assertThat(tag.weaklyMatches(tag)).isTrue());
    assertThat(EntityTags.parse(Fields.of("If-None-Match", value), "If-None-Match")).isPresent();
  }

  private static void ifRange(String value) {
    IfRange.permits(
        Fields.of("If-Range", value),
        Fields.of("ETag", value, "Last-Modified", value, "Date", HttpDate.format(NOW)),
        NOW);
  }

  private static void preconditions(String value) {
    RequestHead request =
        get(Fields.of("If-None-Match", value, "If-Modified-Since", value, "If-Match", value));
    ResponseHead stored =
        new ResponseHead(200, Fields.of("ETag", value, "Last-Modified", value, "Date", value));
    Preconditions.evaluate(request, stored, NOW);
    Preconditions.evaluate(request.withFields(request.fields().without("If-Match")), stored, NOW);
  }

  private static RequestHead get(Fields fields) {
    return new RequestHead("GET", "https", "shop.example", "/a/b", null, fields);
  }

  private static void range(String value) {
    ByteRanges.select(get(Fields.of("Range", value)), 1000);
    ByteRanges.parse(value).ifPresent(ranges -> ranges.select(Long.MAX_VALUE));
  }

  private static void vary(String value) {
    switch (Vary.parse(Fields.of("Vary", value))) {
      case Vary.Any() -> {}
      case Vary.Names(var names) -> Variant.of(names, Fields.of("Foo", value));
    }
  }

  private static void noVarySearch(String value) {
    NoVarySearch said = NoVarySearch.of(Fields.of("No-Vary-Search", value));
    assertThat(NoVarySearch.of(Fields.of("No-Vary-Search", said.text()))).isEqualTo(said);
    String query = said.normalized(value);
    assertThat(said.normalized(query)).isEqualTo(query);
  }

  private static void accept(String value) {
    for (String name : List.of("Accept", "Accept-Encoding", "Accept-Language", "Accept-Charset")) {
      Fields request = Fields.of(name, value);
      List<String> choices = List.of("text/html", "gzip", "identity", "de", "en", "utf-8");
      Negotiation.choose(request, name, choices)
          .ifPresent(choice -> assertThat(choice).isIn(choices));
      assertThat(Normalization.normalized(request, name.toLowerCase(Locale.ROOT))).isPresent();
    }
  }

  private static void authority(String value) {
    Authority.parse(value)
        .ifPresent(
            authority ->
                assertThat(Authority.parse(authority.text("https")).orElseThrow().text("https"))
                    .isEqualTo(authority.text("https")));
  }

  private static void reference(String value) {
    UriReference.resolve(get(Fields.EMPTY), value)
        .ifPresent(
            named -> {
              assertThat(named.path()).startsWith("/");
              named.isSameOrigin(get(Fields.EMPTY));
              named.isTargetOf(get(Fields.EMPTY));
            });
  }

  private static void cacheStatus(String value) {
    String member = CacheStatus.hit(value).withKey(value).withDetail(value).text();
    assertThat(MemberList.parse(member).orElseThrow().members()).hasSize(1);
  }

  private static void via(String value) {
    Via.names(Fields.of("Via", value), "edge-cache");
    MaxForwards.isUsedUp(
        new RequestHead("OPTIONS", "https", "h", "*", null, Fields.of("Max-Forwards", value)));
  }

  private static void connection(String value) {
    Fields fields = Fields.of("Connection", value, "TE", value, "Upgrade", value);
    assertThat(HopByHop.removed(fields).size()).isZero();
    HopByHop.acceptsTrailers(fields);
    HopByHop.upgrade(fields);
  }
}
