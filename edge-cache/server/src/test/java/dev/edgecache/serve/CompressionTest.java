package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.Decoder;
import com.github.luben.zstd.Zstd;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get of a route that compresses: RFC 9110 §8.4, §8.8.3.3, §12.5.3, §14. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompressionTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: all
          path: /**
          cache: { compress: on, stale-while-revalidate: 60s }
      """;

  private static final String BROWSER = "gzip, deflate, br, zstd";
  private static final String FRESH = "Cache-Control: max-age=60\nContent-Type: application/json";
  private static final String TEXT = "{\"name\": \"apple\", \"price\": 42}\n".repeat(100);

  /** More than is encoded by the thread that asks. */
  private static final String LARGE = TEXT.repeat(20);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
    proxy.origin.always(arrived -> arrived.ok(FRESH + "\nETag: \"v1\"", TEXT));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    proxy.close();
  }

  /** What a client got, byte by byte. */
  private record Got(HttpResponse<byte[]> response) {

    int status() {
      return response.statusCode();
    }

    String field(String name) {
      return String.join(", ", response.headers().allValues(name));
    }

    int length() {
      return response.body().length;
    }

    String text() {
      byte[] bytes = response.body();
      try {
        return new String(
            switch (field("Content-Encoding")) {
              case "br" -> Decoder.decompress(bytes).getDecompressedData();
              case "zstd" -> Zstd.decompress(bytes, 10_000_000);
              case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
              default -> bytes;
            },
            StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private CompletableFuture<Got> sent(String method, String target, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.address().getPort() + target))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (fields.length > 0) {
      request.headers(fields);
    }
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(Got::new)
        .orTimeout(10, TimeUnit.SECONDS);
  }

  private Got get(String target, String... fields) throws Exception {
    return sent("GET", target, fields).get();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "br", "gzip"})
  @DisplayName("a stored answer goes out in the coding that the request prefers, and says so")
  void encodes(String coding) throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.ok(
                FRESH
                    + "\nETag: \"v1\"\nAccept-Ranges: bytes\nRepr-Digest: sha-256=:AA==:\nVary: X",
                TEXT));
    get("/p");

    Got hit = get("/p", "Accept-Encoding", coding);

    assertThat(hit.field("Cache-Status")).isEqualTo("edge-cache;hit;ttl=60");
    assertThat(hit.field("Content-Encoding")).isEqualTo(coding);
    assertThat(hit.text()).isEqualTo(TEXT);
    assertThat(hit.length()).isLessThan(TEXT.length() / 5);
    assertThat(hit.field("Content-Length")).isEqualTo(Integer.toString(hit.length()));
    assertThat(hit.field("ETag")).isEqualTo("\"v1-" + coding + "\"");
    assertThat(hit.field("Vary")).isEqualTo("X, Accept-Encoding");
    assertThat(hit.field("Accept-Ranges") + hit.field("Repr-Digest")).isEmpty();
    assertThat(hit.field("Content-Type")).isEqualTo("application/json");
  }

  @Test
  @DisplayName("all codings come from one stored answer, for which the origin saw none of them")
  void oneStoredAnswer() throws Exception {
    List<String> asked = new ArrayList<>();
    proxy.origin.always(
        arrived -> {
          asked.add(arrived.field("Accept-Encoding").orElse("none"));
          arrived.ok(FRESH + "\nVary: Accept-Encoding", TEXT);
        });

    for (String accepted : List.of("br", "gzip", BROWSER, "identity;q=0", "", "br;q=0, *")) {
      assertThat(get("/p", "Accept-Encoding", accepted).text()).isEqualTo(TEXT);
    }

    assertThat(asked).containsExactly("identity");
    assertThat(proxy.store.entries()).isEqualTo(1);
    assertThat(proxy.codings.made()).isEqualTo(3);
  }

  @Test
  @DisplayName("the first answer already says that others may be encoded, also while it grows")
  void variesFromTheFirstAnswer() throws Exception {
    Got first = get("/p", "Accept-Encoding", BROWSER);
    Got plain = get("/p");

    assertThat(first.field("Content-Encoding")).isEmpty();
    assertThat(first.field("ETag")).isEqualTo("\"v1\"");
    assertThat(first.text()).isEqualTo(TEXT);
    assertThat(List.of(first.field("Vary"), plain.field("Vary"))).containsOnly("Accept-Encoding");
  }

  @Test
  @DisplayName("a client that has an encoding gets 304 with the tag of that encoding")
  void conditions() throws Exception {
    String[] known = {"Accept-Encoding", "br", "If-None-Match", "\"v0\", \"v1-br\""};
    Got miss = get("/p", known);
    // A 304 needs no body, which may still be on its way and can't be encoded before it is whole.
    proxy.awaitQuiet();
    Got hit = get("/p", known);
    Got weak = get("/p", "Accept-Encoding", "br", "If-None-Match", "W/\"v1-br\"");
    Got plain = get("/p", "If-None-Match", "\"v1\"");
    Got other = get("/p", "Accept-Encoding", "gzip", "If-None-Match", "\"v1-br\"");
    Got identity = get("/p", "If-None-Match", "\"v1-br\"");

    for (Got notModified : List.of(miss, hit, weak)) {
      assertThat(notModified.status()).isEqualTo(304);
      assertThat(notModified.field("ETag")).isEqualTo("\"v1-br\"");
      assertThat(notModified.field("Vary")).isEqualTo("Accept-Encoding");
      assertThat(notModified.field("Content-Encoding")).isEmpty();
    }
    assertThat(plain.status()).isEqualTo(304);
    assertThat(plain.field("ETag")).isEqualTo("\"v1\"");
    assertThat(plain.field("Vary")).isEqualTo("Accept-Encoding");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.field("ETag")).isEqualTo("\"v1-gzip\"");
    assertThat(identity.status()).isEqualTo(200);
    assertThat(identity.field("ETag")).isEqualTo("\"v1\"");
  }

  @Test
  @DisplayName("HEAD tells what GET gets")
  void head() throws Exception {
    Got passed = sent("HEAD", "/p", "Accept-Encoding", "br").get();
    get("/p");
    Got head = sent("HEAD", "/p", "Accept-Encoding", "br").get();
    Got get = get("/p", "Accept-Encoding", "br");

    assertThat(passed.field("Vary")).isEqualTo("Accept-Encoding");
    assertThat(head.length()).isZero();
    for (String name : List.of("Content-Encoding", "Content-Length", "ETag", "Vary")) {
      assertThat(head.field(name)).as(name).isEqualTo(get.field(name)).isNotEmpty();
    }
  }

  @Test
  @DisplayName("ranges are of what the origin sent; who refuses that gets the whole encoded")
  void ranges() throws Exception {
    Got passed = get("/p", "Range", "bytes=0-9", "Accept-Encoding", "br");
    get("/p");
    Got part = get("/p", "Range", "bytes=0-9", "Accept-Encoding", BROWSER);
    Got resumed = get("/p", "Range", "bytes=5-", "If-Range", "\"v1-br\"", "Accept-Encoding", "br");
    Got refusing = get("/p", "Range", "bytes=0-9", "Accept-Encoding", "br, identity;q=0");

    assertThat(passed.field("Vary")).isEqualTo("Accept-Encoding");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo(TEXT.substring(0, 10));
    assertThat(part.field("Content-Encoding")).isEmpty();
    assertThat(part.field("ETag")).isEqualTo("\"v1\"");
    assertThat(part.field("Vary")).isEqualTo("Accept-Encoding");
    assertThat(resumed.status()).isEqualTo(200);
    assertThat(resumed.text()).isEqualTo(TEXT);
    assertThat(refusing.status()).isEqualTo(200);
    assertThat(refusing.field("Content-Encoding")).isEqualTo("br");
    assertThat(refusing.text()).isEqualTo(TEXT);
  }

  @Test
  @DisplayName("what the origin encoded although it was not asked to passes as it is")
  void neverTwice() throws Exception {
    proxy.origin.always(
        arrived -> arrived.ok(FRESH + "\nContent-Encoding: gzip\nETag: \"v1\"", TEXT));
    get("/p");

    HttpResponse<byte[]> hit = get("/p", "Accept-Encoding", "br").response();

    assertThat(new String(hit.body(), StandardCharsets.ISO_8859_1)).isEqualTo(TEXT);
    assertThat(hit.headers().allValues("Content-Encoding")).containsExactly("gzip");
    assertThat(hit.headers().allValues("ETag")).containsExactly("\"v1\"");
    assertThat(proxy.codings.made()).isZero();
  }

  @Test
  @DisplayName("an answer to POST that is encoded as its client accepts answers no GET of others")
  void encodedAnswerToPost() throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.ok(
                FRESH
                    + "\nContent-Location: "
                    + arrived.target()
                    + (arrived.field("Accept-Encoding").orElse("").equals("gzip")
                        ? "\nContent-Encoding: gzip"
                        : ""),
                TEXT));

    sent("POST", "/p", "Accept-Encoding", "gzip").get();
    Got afterEncoded = get("/p");
    sent("POST", "/q").get();
    Got afterPlain = get("/q", "Accept-Encoding", "br");

    assertThat(afterEncoded.field("Cache-Status")).contains("fwd=uri-miss");
    assertThat(afterEncoded.field("Content-Encoding")).isEmpty();
    assertThat(afterPlain.field("Cache-Status")).contains("hit");
    assertThat(afterPlain.field("Content-Encoding")).isEqualTo("br");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-age=60, no-transform\nContent-Type: application/json",
        "Cache-Control: max-age=60\nContent-Type: image/png",
      })
  @DisplayName("what must not be changed, or is no text, goes out as it is and does not vary")
  void leavesOthersAlone(String fields) throws Exception {
    proxy.origin.always(arrived -> arrived.ok(fields, TEXT));
    get("/p");

    Got hit = get("/p", "Accept-Encoding", BROWSER);

    assertThat(hit.field("Content-Encoding") + hit.field("Vary")).isEmpty();
    assertThat(hit.text()).isEqualTo(TEXT);
  }

  @Test
  @DisplayName("what is small, or would not get smaller, goes out as it is")
  void smallOnes() throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.ok(
                FRESH,
                arrived.target().equals("/small") ? "x".repeat(1023) : incompressible(2000)));
    for (String target : List.of("/small", "/noise")) {
      get(target);
      Got hit = get(target, "Accept-Encoding", "gzip");
      assertThat(hit.field("Content-Encoding")).isEmpty();
      assertThat(hit.field("Vary")).isEqualTo("Accept-Encoding");
    }
  }

  private static String incompressible(int length) {
    byte[] bytes = new byte[length];
    new java.util.Random(1).nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  @DisplayName("a validation names the origin's tag, and a 304 keeps what is encoded")
  void validation() throws Exception {
    get("/p");
    Got before = get("/p", "Accept-Encoding", "br");
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(null);

    Got stale = get("/p", "Accept-Encoding", "br");
    Arrived asked = proxy.origin.take();
    assertThat(asked.field("If-None-Match")).contains("\"v1\"");
    asked.send("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\n\r\n");
    proxy.awaitQuiet();
    Got renewed = get("/p", "Accept-Encoding", "br");

    assertThat(stale.field("Content-Encoding")).isEqualTo("br");
    assertThat(renewed.field("Cache-Status")).isEqualTo("edge-cache;hit;ttl=60");
    assertThat(renewed.field("ETag")).isEqualTo("\"v1-br\"");
    assertThat(renewed.response().body()).isEqualTo(before.response().body());
    assertThat(proxy.codings.made()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "a 304 that forbids to store and to change it lets the stored bytes go out as they are")
  void validationThatForbids() throws Exception {
    get("/p");
    get("/p", "Accept-Encoding", "br");
    proxy.time.advance(Duration.ofSeconds(200));
    proxy.origin.always(
        arrived ->
            arrived.send(
                String.join(
                    "\r\n",
                    "HTTP/1.1 304 Not Modified",
                    "ETag: \"v1\"",
                    "Cache-Control: private, no-transform",
                    "",
                    "")));

    Got last = get("/p", "Accept-Encoding", "br");

    assertThat(last.status()).isEqualTo(200);
    assertThat(last.field("Content-Encoding")).isEmpty();
    assertThat(last.text()).isEqualTo(TEXT);
  }

  /** An origin that has what it says under a tag, and asks to be asked at every use. */
  private void has(String tag, String text) {
    proxy.origin.always(
        arrived -> {
          if (arrived.field("If-None-Match").filter(tag::equals).isPresent()) {
            arrived.send("HTTP/1.1 304 Not Modified\r\nETag: " + tag + "\r\n\r\n");
          } else {
            arrived.ok(
                "Cache-Control: no-cache\nContent-Type: application/json\nETag: " + tag, text);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "identity"})
  @DisplayName(
      "MUST NOT answer 304 where the origin's new tag is that of an encoding of the old one")
  void tagsThatEndInACoding(String accepted) throws Exception {
    has("\"v1\"", TEXT);
    get("/p");
    Got old = get("/p", "Accept-Encoding", "br");
    has("\"v1-br\"", TEXT.toUpperCase(Locale.ROOT));

    Got changed = get("/p", "Accept-Encoding", accepted, "If-None-Match", old.field("ETag"));
    Got known = get("/p", "Accept-Encoding", "identity", "If-None-Match", changed.field("ETag"));

    assertThat(old.field("ETag")).isEqualTo("\"v1-br\"");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text()).isEqualTo(TEXT.toUpperCase(Locale.ROOT));
    assertThat(changed.field("ETag")).isEqualTo("\"v1-br-identity\"");
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.field("ETag")).isEqualTo("\"v1-br-identity\"");
    assertThat(known.field("Cache-Status")).contains("fwd-status=304");
  }

  @Test
  @DisplayName(
      "MUST NOT answer 304, or a part, on the tag of an encoding where the origin is asked")
  void tagsThatEndInACodingAtTheOrigin() throws Exception {
    proxy.origin.always(
        arrived -> {
          assertThat(arrived.field("If-None-Match")).isEmpty();
          assertThat(arrived.field("If-Range")).isEmpty();
          assertThat(arrived.field("If-Modified-Since")).isEmpty();
          boolean head = arrived.requestLine().startsWith("HEAD");
          arrived.ok(
              FRESH + "\nETag: \"v1-br\"", head ? "" : arrived.field("Range").orElse("whole"));
        });
    String date = "Fri, 27 Nov 2026 08:00:00 GMT";
    String[] known = {"If-None-Match", "\"v1-br\"", "If-Modified-Since", date};

    Got head = sent("HEAD", "/head", known).get();
    Got resumed = get("/resumed", "Range", "bytes=5-", "If-Range", "\"v1-br\"");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.field("ETag")).isEqualTo("\"v1-br-identity\"");
    assertThat(resumed.text()).isEqualTo("whole");
    assertThat(resumed.field("ETag")).isEqualTo("\"v1-br-identity\"");
  }

  @Test
  @DisplayName("a stored part is completed by the tag that the origin knows")
  void partsOfTagsThatEndInACoding() throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.answer(
                "206 Partial Content",
                FRESH + "\nETag: \"v1-br\"\nContent-Range: bytes 0-3/10",
                "0123"));
    get("/p", "Range", "bytes=0-3");
    proxy.origin.always(
        arrived -> {
          assertThat(arrived.field("If-Range")).contains("\"v1-br\"");
          arrived.answer(
              "206 Partial Content",
              FRESH + "\nETag: \"v1-br\"\nContent-Range: bytes 4-9/10",
              "456789");
        });

    assertThat(get("/p").text()).isEqualTo("0123456789");
  }

  @Test
  @DisplayName("a write on the condition of an encoding's tag reaches the origin with its own tag")
  void conditionsOfWrites() throws Exception {
    proxy.origin.always(arrived -> arrived.answer("204 Changed", "", ""));

    sent("PUT", "/p", "If-Match", "\"v1-br\"", "Accept-Encoding", "br").get();
    proxy.origin.always(
        arrived -> arrived.ok("X-Asked: " + arrived.field("If-Match").orElse(""), ""));
    Got put = sent("PUT", "/p", "If-Match", "\"v1-br\"").get();
    proxy.origin.always(
        arrived -> arrived.ok("X-Asked: " + arrived.field("If-None-Match").orElse(""), ""));
    Got putNew = sent("PUT", "/p", "If-None-Match", "\"v1-gzip\"").get();

    assertThat(put.field("X-Asked")).isEqualTo("\"v1\"");
    assertThat(putNew.field("X-Asked")).isEqualTo("\"v1\"");
  }

  @Test
  @DisplayName("a large answer is encoded aside: until that is done it goes out as it is")
  void largeOnes() throws Exception {
    proxy.origin.always(arrived -> arrived.ok(FRESH, LARGE));
    get("/p");

    Got first = get("/p", "Accept-Encoding", "gzip");
    Got second = get("/p", "Accept-Encoding", "gzip");
    assertThat(proxy.encodings).hasSize(1);
    proxy.encodings.remove().run();
    Got later = get("/p", "Accept-Encoding", "gzip");

    for (Got early : List.of(first, second)) {
      assertThat(early.field("Content-Encoding")).isEmpty();
      assertThat(early.field("Vary")).isEqualTo("Accept-Encoding");
      assertThat(early.text()).isEqualTo(LARGE);
    }
    assertThat(later.field("Content-Encoding")).isEqualTo("gzip");
    assertThat(later.text()).isEqualTo(LARGE);
  }

  @Test
  @DisplayName("concurrent requests share one encoding")
  void sharedByConcurrentRequests() throws Exception {
    get("/p");

    List<CompletableFuture<Got>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(sent("GET", "/p", "Accept-Encoding", "br"));
    }

    for (CompletableFuture<Got> one : all) {
      assertThat(one.get().text()).isEqualTo(TEXT);
    }
    assertThat(proxy.codings.made()).isEqualTo(1);
  }

  @Test
  @DisplayName("SEC-9: an encoding weighs in the store as long as its answer is stored")
  void memory() throws Exception {
    get("/p");
    long plain = proxy.store.bytes();

    int gzip = get("/p", "Accept-Encoding", "gzip").length();
    int br = get("/p", "Accept-Encoding", "br").length();
    long encoded = proxy.store.bytes();
    proxy.time.advance(Duration.ofSeconds(200));
    get("/p");

    assertThat(encoded).isEqualTo(plain + gzip + br);
    assertThat(proxy.store.bytes()).isEqualTo(plain);
  }

  @Test
  @DisplayName("OPS-1: rules that a reload puts in force hold for what is stored")
  void reload() throws Exception {
    get("/p");
    assertThat(get("/p", "Accept-Encoding", "br").field("Content-Encoding")).isEqualTo("br");

    proxy.reload(POLICY.replace("compress: on", "compress: { codings: [gzip] }"));
    Got gzip = get("/p", "Accept-Encoding", BROWSER);
    proxy.reload(POLICY.replace("compress: on", "compress: { types: [text/html] }"));
    Got otherType = get("/p", "Accept-Encoding", BROWSER);
    proxy.reload(POLICY.replace("compress: on", "compress: off"));
    Got off = get("/p", "Accept-Encoding", BROWSER);

    assertThat(gzip.field("Content-Encoding")).isEqualTo("gzip");
    assertThat(gzip.field("Cache-Status")).contains("hit");
    assertThat(otherType.field("Content-Encoding") + otherType.field("Vary")).isEmpty();
    assertThat(otherType.field("Cache-Status")).contains("hit");
    assertThat(off.field("Cache-Status")).contains("uri-miss");
    assertThat(off.field("Content-Encoding")).isEmpty();
  }
}
