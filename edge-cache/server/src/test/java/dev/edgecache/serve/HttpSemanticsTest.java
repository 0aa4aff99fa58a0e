package dev.edgecache.serve;

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

/** What the plain shared cache of the shipped policy does with the odder cases of RFC 9111. */
class HttpSemanticsTest {

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy =
        new ProxyUnderTest(Files.readString(Path.of("../../policies/examples/follow-origin.yaml")));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private void stored(String target, String fields, String content) throws Exception {
    proxy.origin.always(arrived -> arrived.ok(fields, content));
    assertThat(proxy.get(target).get().cacheStatus()).contains("stored");
  }

  @Test
  @DisplayName("RFC 9111 §4.4: a write invalidates what its Location names, not another host's")
  void aWriteInvalidatesWhatItsLocationNames() throws Exception {
    stored("/orders/7", "Cache-Control: max-age=60", "before");
    stored("/orders/8", "Cache-Control: max-age=60", "other");
    proxy.origin.always(
        arrived ->
            arrived.answer(
                "201 Created", "Location: /orders/7\nContent-Location: //x/orders/8", ""));
    proxy.send("POST", "/orders").get();
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "after"));

    assertThat(proxy.get("/orders/7").get().body()).isEqualTo("after");
    assertThat(proxy.get("/orders/8").get().body()).isEqualTo("other");
  }

  @Test
  @DisplayName("RFC 9875 §3: a write invalidates the groups that its answer names")
  void aWriteInvalidatesGroups() throws Exception {
    stored("/a", "Cache-Control: max-age=60\nCache-Groups: \"eu\"", "before");
    stored("/b", "Cache-Control: max-age=60\nCache-Groups: \"us\"", "other");
    proxy.origin.always(arrived -> arrived.ok("Cache-Group-Invalidation: \"eu\"", ""));
    proxy.send("PUT", "/c").get();
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "after"));

    assertThat(proxy.get("/a").get().body()).isEqualTo("after");
    assertThat(proxy.get("/b").get().body()).isEqualTo("other");
  }

  @Test
  @DisplayName("RFC 9111 §4.3.4: a 304 with a validator that is not stored renews nothing")
  void a304ForSomethingElseIsFollowedByAPlainRequest() throws Exception {
    stored("/p", "Cache-Control: max-age=60\nETag: \"v1\"", "old");
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(
        arrived -> {
          if (arrived.field("If-None-Match").isPresent()) {
            arrived.send("HTTP/1.1 304 Not Modified\r\nETag: \"v2\"\r\n\r\n");
          } else {
            arrived.ok("Cache-Control: max-age=60\nETag: \"v2\"", "new");
          }
        });

    Reply reply = proxy.get("/p").get();

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("new");
    assertThat(proxy.origin.arrivals()).isEqualTo(3);
  }

  @Test
  @DisplayName("RFC 9111 §3.2: a 304 changes no field that describes the stored content")
  void a304ChangesNoDigestOfTheContent() throws Exception {
    stored("/p", "Cache-Control: max-age=60\nETag: \"v1\"\nContent-MD5: a\nX-Foo: a", "old");
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(
        arrived ->
            arrived.send(
                "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nContent-MD5: b\r\nX-Foo: b\r\n\r\n"));

    Reply reply = proxy.get("/p").get();

    assertThat(reply.field("Content-MD5")).isEqualTo("a");
    assertThat(reply.field("X-Foo")).isEqualTo("b");
  }

  @Test
  @DisplayName(
      "RFC 9111 §4.2.4: a lost origin is replaced by what is stored, where that is allowed")
  void staleWhenTheOriginIsLost() throws Exception {
    stored("/p", "Cache-Control: max-age=60", "apple");
    stored("/q", "Cache-Control: max-age=60, must-revalidate", "apple");
    stored("/r", "Cache-Control: s-maxage=60", "apple");
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(arrived -> arrived.close());

    assertThat(proxy.get("/p").get().body()).isEqualTo("apple");
    assertThat(proxy.get("/q").get().status()).isEqualTo(502);
    assertThat(proxy.get("/r").get().status()).isEqualTo(502);
  }

  @Test
  @DisplayName("RFC 9111 §5.2.2.4, §5.2.2.7: fields for one client reach the one who asked")
  void qualifiedFieldsReachTheOneWhoAsked() throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.ok("Cache-Control: max-age=60, private=\"X-Me\"\nX-Me: 1\nX-All: 2", "a"));

    Reply asked = proxy.get("/p").get();
    Reply other = proxy.get("/p").get();

    assertThat(asked.field("X-Me")).isEqualTo("1");
    assertThat(other.cacheStatus()).contains("hit");
    assertThat(other.field("X-Me")).isEmpty();
    assertThat(other.field("X-All")).isEqualTo("2");
  }

  @Test
  @DisplayName("RFC 9111 §5.2.2.7: so do those of a 304")
  void qualifiedFieldsOfA304ReachTheOneWhoAsked() throws Exception {
    stored("/p", "Cache-Control: max-age=60, private=\"X-Me\"\nETag: \"v1\"", "a");
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(
        arrived -> arrived.send("HTTP/1.1 304 Same\r\nETag: \"v1\"\r\nX-Me: 1\r\n\r\n"));

    assertThat(proxy.get("/p").get().field("X-Me")).isEqualTo("1");
    assertThat(proxy.get("/p").get().field("X-Me")).isEmpty();
  }

  @Test
  @DisplayName("RFC 9110 §6.6.1: a Date that is no date is replaced by the time of arrival")
  void anInvalidDateIsReplaced() throws Exception {
    stored("/p", "Cache-Control: max-age=60\nDate: foo", "a");

    assertThat(proxy.get("/p").get().field("Date")).isEqualTo("Fri, 27 Nov 2026 08:00:00 GMT");
  }

  @Test
  @DisplayName("RFC 9111 §4, COL-4: requests share an answer only if each may have it unasked")
  void answersThatMayNotBeReusedAreNotShared() throws Exception {
    for (String directives : List.of("no-cache, max-age=60", "max-age=0")) {
      String fields = "Cache-Control: " + directives + "\nETag: \"v1\"";
      proxy.origin.always(null);
      String target = "/" + directives.length();
      var one = proxy.get(target);
      var two = proxy.get(target);
      proxy.awaitWaiting(2);
      Arrived question = proxy.origin.take();
      proxy.origin.always(arrived -> arrived.ok(fields, "second"));
      question.ok(fields, "first");

      assertThat(List.of(one.get().body(), two.get().body()))
          .containsExactlyInAnyOrder("first", "second");
    }
  }

  @Test
  @DisplayName("RFC 9111 §5.1: Age is on answers from the store, and on those of a cache before")
  void ageTellsThatTheOriginWasNotAsked() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "a"));
    assertThat(proxy.get("/p").get().field("Age")).isEmpty();
    assertThat(proxy.get("/p").get().field("Age")).isEqualTo("0");

    proxy.origin.always(
        arrived -> {
          proxy.time.advance(Duration.ofSeconds(5));
          arrived.ok("Cache-Control: max-age=60\nAge: 7", "a");
        });
    assertThat(proxy.get("/q").get().field("Age")).isEqualTo("12");
  }

  @Test
  @DisplayName("RFC 9110 §15.3.7, §15.4.5: a 304 or 206 that nobody asked for is no answer")
  void answersToOtherQuestionsAreErrors() throws Exception {
    for (String head : List.of("304 Not Modified", "206 Partial Content")) {
      proxy.origin.always(
          arrived -> arrived.send("HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n"));
      for (String method : List.of("GET", "HEAD")) {
        Reply reply = proxy.send(method, "/p").get();
        assertThat(reply.status()).as(method + " " + head).isEqualTo(502);
        assertThat(reply.field("Proxy-Status")).contains("error=http_protocol_error");
      }
    }
  }

  @Test
  @DisplayName("RFC 9111 §5.2.1.5: a client that forbids to store changes nothing that is stored")
  void noStoreOfARequestLeavesTheStoreAlone() throws Exception {
    stored("/p", "Cache-Control: max-age=60\nETag: \"v1\"", "old");
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "new"));

    Reply personal = proxy.get("/p", "Cache-Control", "no-store").get();
    proxy.origin.always(
        arrived -> {
          assertThat(arrived.field("If-None-Match")).contains("\"v1\"");
          arrived.send("HTTP/1.1 304 Same\r\nETag: \"v1\"\r\n\r\n");
        });

    assertThat(personal.body()).isEqualTo("new");
    assertThat(proxy.get("/p").get().body()).isEqualTo("old");
  }

  @Test
  @DisplayName("RFC 9111 §4.3.5: a HEAD renews the stored GET that it matches, and ends another")
  void headFreshensTheStoredGet() throws Exception {
    stored("/p", "Cache-Control: max-age=60\nETag: \"v1\"\nX-Foo: a", "apple");
    proxy.time.advance(Duration.ofSeconds(30));
    proxy.origin.always(
        arrived ->
            arrived.send(
                String.join(
                    "\r\n",
                    "HTTP/1.1 200 OK",
                    "ETag: \"v1\"",
                    "X-Foo: b",
                    "Content-Length: 5",
                    "Cache-Control: max-age=60",
                    "",
                    "")));
    proxy.send("HEAD", "/p", "If-Match", "\"v1\"").get();

    Reply renewed = proxy.get("/p").get();
    assertThat(renewed.cacheStatus()).isEqualTo("edge-cache;hit;ttl=60");
    assertThat(renewed.field("X-Foo")).isEqualTo("b");

    proxy.origin.always(
        arrived -> arrived.send("HTTP/1.1 200 OK\r\nETag: \"v2\"\r\nContent-Length: 5\r\n\r\n"));
    proxy.send("HEAD", "/p", "If-Match", "\"v2\"").get();
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60\nETag: \"v2\"", "pears"));

    assertThat(proxy.get("/p").get().body()).isEqualTo("pears");
  }

  @Test
  @DisplayName("RFC 9111 §4.3.4: a 304 renews every variant with its strong tag")
  void a304RenewsAllVariantsOfItsTag() throws Exception {
    for (String language : List.of("en", "de")) {
      proxy.origin.always(
          arrived -> arrived.ok("Cache-Control: max-age=60\nVary: Lang\nETag: \"v1\"", "apple"));
      proxy.get("/p", "Lang", language).get();
    }
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(
        arrived ->
            arrived.send("HTTP/1.1 304 Same\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\n\r\n"));

    assertThat(proxy.get("/p", "Lang", "en").get().cacheStatus()).contains("fwd=stale");
    assertThat(proxy.get("/p", "Lang", "de").get().cacheStatus()).contains("hit;ttl=60");
  }

  @Test
  @DisplayName("RFC 9111 §4.1: a resource that varies no longer is found in its new form")
  void anAnswerTakesThePlaceOfTheVariantThatItAnswersFor() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60\nVary: Lang", "old"));
    proxy.get("/p", "Lang", "en").get();
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "new"));

    proxy.get("/p", "Lang", "en").get();

    Reply next = proxy.get("/p", "Lang", "en").get();
    assertThat(next.cacheStatus()).contains("hit");
    assertThat(next.body()).isEqualTo("new");
  }

  @Test
  @DisplayName("RFC 5861 §4: a request may take what is stale in place of an error")
  void aRequestTakesStaleInPlaceOfAnError() throws Exception {
    stored("/p", "Cache-Control: max-age=60, stale-if-error=0", "apple");
    proxy.time.advance(Duration.ofSeconds(90));
    proxy.origin.always(arrived -> arrived.answer("503 Busy", "", ""));

    assertThat(proxy.get("/p").get().status()).isEqualTo(503);
    assertThat(proxy.get("/p", "Cache-Control", "stale-if-error=60").get().body())
        .isEqualTo("apple");
    assertThat(proxy.get("/p", "Cache-Control", "stale-if-error=20").get().status()).isEqualTo(503);
  }
}
