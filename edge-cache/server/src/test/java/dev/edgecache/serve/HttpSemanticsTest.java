package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
}
