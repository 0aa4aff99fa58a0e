package dev.edgecache.serve;

import static dev.edgecache.testing.Wire.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of a representation, kept as they pass, and what they are good for (RFC 9111 §3.3). */
class PartialContentTest {

  private static final String WHOLE = "0123456789";

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy =
        new ProxyUnderTest(Files.readString(Path.of("../../policies/examples/follow-origin.yaml")));
    proxy.origin.always(arrived -> answer(arrived, "\"v1\""));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  /** An origin that knows ranges {@code a-b} and {@code a-} and honours If-Range. */
  private static void answer(Arrived arrived, String tag) {
    String fields = "Cache-Control: max-age=60\nETag: " + tag;
    boolean asIs = arrived.field("If-Range").map(tag::equals).orElse(true);
    String range = arrived.field("Range").filter(any -> asIs).orElse("");
    if (range.isEmpty()) {
      arrived.ok(fields, WHOLE);
      return;
    }
    int dash = range.indexOf('-');
    String end = range.substring(dash + 1);
    int first = Integer.parseInt(range.substring("bytes=".length(), dash));
    int last = end.isEmpty() ? WHOLE.length() - 1 : Integer.parseInt(end);
    arrived.answer(
        "206 Partial Content",
        fields + "\nContent-Range: bytes " + first + "-" + last + "/" + WHOLE.length(),
        WHOLE.substring(first, last + 1));
  }

  private Reply range(String range) throws Exception {
    return proxy.get("/p", "Range", "bytes=" + range).get();
  }

  @Test
  void aPartIsKeptAndAnswersRangesWithinIt() throws Exception {
    Reply first = range("2-6");
    Reply within = range("3-5");

    assertThat(first.status()).isEqualTo(206);
    assertThat(first.cacheStatus())
        .isEqualTo("edge-cache;fwd=uri-miss;fwd-status=206;stored;ttl=60");
    assertThat(within.status()).isEqualTo(206);
    assertThat(within.body()).isEqualTo("345");
    assertThat(within.field("Content-Range")).isEqualTo("bytes 3-5/10");
    assertThat(within.field("Content-Length")).isEqualTo("3");
    assertThat(within.cacheStatus()).isEqualTo("edge-cache;hit;ttl=60");
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("MUST NOT answer for the whole from a part")
  void whatAPartLacksIsAskedFor() throws Exception {
    range("2-6");

    Reply beyond = range("5-8");
    Reply whole = proxy.get("/p").get();

    assertThat(beyond.body()).isEqualTo("5678");
    assertThat(beyond.cacheStatus()).contains("fwd=partial");
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(WHOLE);
  }

  @Test
  void partsThatTouchBecomeTheWhole() throws Exception {
    range("0-4");
    range("5-9");

    Reply whole = proxy.get("/p").get();

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(WHOLE);
    assertThat(whole.cacheStatus()).isEqualTo("edge-cache;hit;ttl=60");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  void aPartIsCompletedByWhatItLacks() throws Exception {
    range("0-3");
    proxy.origin.always(
        arrived -> {
          assertThat(arrived.field("Range")).contains("bytes=4-");
          assertThat(arrived.field("If-Range")).contains("\"v1\"");
          answer(arrived, "\"v1\"");
        });

    Reply whole = proxy.get("/p").get();
    Reply hit = proxy.get("/p").get();

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(WHOLE);
    assertThat(whole.field("Content-Length")).isEqualTo("10");
    assertThat(whole.field("Content-Range")).isEmpty();
    assertThat(whole.cacheStatus()).contains("fwd=partial").contains("stored");
    assertThat(hit.body()).isEqualTo(WHOLE);
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  void aPartThatLacksItsBeginningIsCompletedToo() throws Exception {
    range("6-");

    assertThat(proxy.get("/p").get().body()).isEqualTo(WHOLE);
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("MUST NOT combine parts of two representations: the origin heeds If-Range")
  void aChangedRepresentationReplacesThePart() throws Exception {
    range("0-3");
    proxy.origin.always(arrived -> answer(arrived, "\"v2\""));

    Reply whole = proxy.get("/p").get();

    assertThat(whole.field("ETag")).isEqualTo("\"v2\"");
    assertThat(whole.body()).isEqualTo(WHOLE);
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("MUST NOT combine parts of two representations: the origin ignores If-Range")
  void aPartOfAnotherRepresentationIsNotJoined() throws Exception {
    range("0-3");
    proxy.origin.always(
        arrived -> {
          if (arrived.field("Range").isPresent()) {
            arrived.answer(
                "206 Partial Content", "ETag: \"v2\"\nContent-Range: bytes 4-9/10", "456789");
          } else {
            arrived.ok("ETag: \"v2\"\nCache-Control: max-age=60", "abcdefghij");
          }
        });

    Reply whole = proxy.get("/p").get();

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo("abcdefghij");
  }

  @Test
  @DisplayName("a rest that breaks off is neither stored nor looks complete")
  void aRestThatBreaksOff() throws Exception {
    range("0-3");
    proxy.origin.always(
        arrived -> {
          arrived.send(
              "HTTP/1.1 206 Partial Content\r\nETag: \"v1\"\r\nContent-Range: bytes 4-9/10\r\n"
                  + "Content-Length: 6\r\n\r\n456");
          arrived.close();
        });

    assertThat(proxy.get("/p")).failsWithin(Duration.ofSeconds(10));

    proxy.origin.always(arrived -> answer(arrived, "\"v1\""));
    assertThat(proxy.get("/p").get().body()).isEqualTo(WHOLE);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 23456",
    "Content-Range: bytes 2-6, 23456",
    "Content-Range: bytes 2-16/10, 23456",
    "Content-Range: bytes 2-6/10, 2345",
    "Content-Type: multipart/byteranges; boundary=x, 23456",
  })
  @DisplayName("RFC 9110 §14.4, §15.3.7: a part that is not what it says is an error, and not kept")
  void aPartThatIsNotWhatItSays(String field, String content) throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.answer(
                "206 Partial Content",
                "Cache-Control: max-age=60\nETag: \"v1\"" + (field.isEmpty() ? "" : "\n" + field),
                content));

    Reply wrong = range("2-6");

    assertThat(wrong.status()).isEqualTo(502);
    assertThat(wrong.field("Proxy-Status")).contains("error=http_protocol_error");
    assertThat(proxy.store.entries()).isZero();
  }

  @Test
  @DisplayName(
      "RFC 9110 §15.3.7: a part of what was asked for is one, and several parts are several")
  void partsThatSayWhatTheyAre() throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.answer(
                "206 Partial Content",
                "Cache-Control: max-age=60\nETag: \"v1\"\nContent-Range: bytes 2-4/10",
                "234"));
    Reply less = range("2-6");
    proxy.origin.always(
        arrived ->
            arrived.answer(
                "206 Partial Content", "Content-Type: multipart/byteranges; boundary=x", "--x--"));
    Reply several = proxy.get("/q", "Range", "bytes=0-0,9-9").get();

    assertThat(less.status()).isEqualTo(206);
    assertThat(less.body()).isEqualTo("234");
    assertThat(range("3-4").cacheStatus()).isEqualTo("edge-cache;hit;ttl=60");
    assertThat(several.status()).isEqualTo(206);
    assertThat(several.body()).isEqualTo("--x--");
    assertThat(proxy.store.entries()).isEqualTo(1);
  }

  @Test
  @DisplayName("RFC 9110 §14.4: a part that turns out shorter than it says is not kept")
  void aPartThatTurnsOutShorter() throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.send(
                http(
                    """
                    HTTP/1.1 206 Partial Content
                    Cache-Control: max-age=60
                    ETag: "v1"
                    Content-Range: bytes 4-8/10
                    Transfer-Encoding: chunked

                    4
                    5678
                    0

                    """)));

    range("4-8");

    assertThat(proxy.store.entries()).isZero();
  }

  @Test
  @DisplayName("what the store has no part in passes as the origin sent it")
  void aPartOfAnUncachedRoute() throws Exception {
    proxy.reload("policy: test\nroutes:\n  - { name: all, path: /**, cache: never }\n");
    proxy.origin.always(arrived -> arrived.answer("206 Partial Content", "", "23456"));

    assertThat(range("2-6").status()).isEqualTo(206);
  }

  @Test
  @DisplayName("RFC 9110 §15.3.6: 205 with content is passed on and not stored")
  void resetContentWithContent() throws Exception {
    proxy.origin.always(
        arrived -> arrived.answer("205 Reset Content", "Cache-Control: max-age=60", "reset"));

    assertThat(proxy.get("/p").get().status()).isEqualTo(205);
    assertThat(proxy.store.entries()).isZero();
  }

  @Test
  void aStalePartIsValidated() throws Exception {
    range("0-3");
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(
        arrived -> {
          assertThat(arrived.field("If-None-Match")).contains("\"v1\"");
          assertThat(arrived.field("Range")).isEmpty();
          arrived.send(
              "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\n\r\n");
        });

    Reply renewed = range("1-2");

    assertThat(renewed.status()).isEqualTo(206);
    assertThat(renewed.body()).isEqualTo("12");
    assertThat(range("0-3").cacheStatus()).isEqualTo("edge-cache;hit;ttl=60");
  }

  @Test
  void anInvalidatedPartAnswersNothing() throws Exception {
    range("0-3");
    proxy.floors.invalidateAll();

    assertThat(range("1-2").cacheStatus()).contains("fwd=stale");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  void headIsAnsweredFromAPart() throws Exception {
    range("0-3");

    Reply head = proxy.send("HEAD", "/p").get();

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.field("Content-Length")).isEqualTo("10");
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("COL-2: a request for all does not get the part that another one has renewed")
  void aFollowerDoesNotGetAPartForTheWhole() throws Exception {
    range("0-3");
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(null);
    var part = proxy.get("/p", "Range", "bytes=1-2");
    Arrived question = proxy.origin.take();
    var whole = proxy.get("/p");
    question.send("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n");

    assertThat(part.get().body()).isEqualTo("12");
    answer(proxy.origin.take(), "\"v1\"");
    assertThat(whole.get().body()).isEqualTo(WHOLE);
  }

  @Test
  @DisplayName("RFC 9110 §9.3.3: an answer to POST that is its target's answers GET")
  void anAnswerToPostIsKept() throws Exception {
    proxy.origin.always(
        arrived -> arrived.ok("Cache-Control: max-age=60\nContent-Location: /p", "made"));
    Reply posted = proxy.send("POST", "/p").get();
    Reply got = proxy.get("/p").get();

    assertThat(posted.cacheStatus())
        .isEqualTo("edge-cache;fwd=method;fwd-status=200;stored;ttl=60");
    assertThat(got.body()).isEqualTo("made");
    assertThat(got.cacheStatus()).isEqualTo("edge-cache;hit;ttl=60");
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("MUST NOT answer GET with an answer to POST that does not say so")
  void anotherAnswerToPostIsNotKept() throws Exception {
    proxy.origin.always(
        arrived -> arrived.ok("Cache-Control: max-age=60\nContent-Location: /q", "made"));
    proxy.send("POST", "/p").get();
    proxy.origin.always(
        arrived ->
            arrived.ok("Last-Modified: Sat, 01 Jan 2000 00:00:00 GMT\nContent-Location: /r", "r"));
    proxy.send("POST", "/r").get();
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "got"));

    assertThat(proxy.get("/p").get().body()).isEqualTo("got");
    assertThat(proxy.get("/q").get().body()).isEqualTo("got");
    assertThat(proxy.get("/r").get().body()).isEqualTo("got");
  }

  @Test
  @DisplayName("an answer to POST is kept whatever else is invalidated meanwhile")
  void anAnswerToPostBesideAnInvalidation() throws Exception {
    proxy.origin.always(null);
    var posted = proxy.send("POST", "/p");
    Arrived post = proxy.origin.take();
    proxy.floors.invalidate(List.of("another"));
    post.ok("Cache-Control: max-age=60\nContent-Location: /p", "made");
    posted.get();

    assertThat(proxy.get("/p").get().cacheStatus()).isEqualTo("edge-cache;hit;ttl=60");
  }

  @Test
  @DisplayName("PUR-2: an answer to POST is not kept past an invalidation that came meanwhile")
  void anAnswerToPostFromBeforeAnInvalidation() throws Exception {
    proxy.origin.always(null);
    var posted = proxy.send("POST", "/p");
    Arrived post = proxy.origin.take();
    proxy.floors.invalidateAll();
    post.ok("Cache-Control: max-age=60\nContent-Location: /p", "made");
    assertThat(posted.get().body()).isEqualTo("made");
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "got"));

    assertThat(proxy.get("/p").get().body()).isEqualTo("got");
  }
}
