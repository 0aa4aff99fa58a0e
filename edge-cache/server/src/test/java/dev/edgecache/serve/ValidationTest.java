package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What HEAD, preconditions and 304 have to do with what is stored (RFC 9111 §4.3). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ValidationTest {
  private static final String POLICY =
      """
      policy: test
      routes:
        - name: all
          path: /**
          cache: { request-cache-control: obey }
      """;
  private static final String CACHEABLE = "Cache-Control: max-age=60\nETag: \"v1\"";

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @Test
  @DisplayName("HEAD renews what is stored for GET instead of removing it")
  void headRenewsTheStoredGet() throws Exception {
    proxy.origin.always(arrived -> arrived.ok(CACHEABLE, "apple"));
    proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(
        arrived ->
            arrived.send("HTTP/1.1 304 Same\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\n\r\n"));

    Reply head = proxy.send("HEAD", "/p").get();

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.field("Content-Length")).isEqualTo("5");
    assertThat(proxy.get("/p").get().cacheStatus()).contains("hit");
    assertThat(proxy.origin.arrivals()).isEqualTo(2);
  }

  @Test
  @DisplayName("HEAD finds what is stored under the rule that a reload has brought")
  void headFindsWhatIsStoredAfterAReload() throws Exception {
    proxy.origin.always(arrived -> arrived.ok(CACHEABLE, "apple"));
    proxy.get("/p").get();
    proxy.reload(POLICY.replace("obey", "obey, max: 20s"));

    assertThat(proxy.send("HEAD", "/p").get().cacheStatus()).isEqualTo("edge-cache;hit;ttl=20");
  }

  @Test
  void headOfWhatIsNotStoredIsRelayedAsHead() throws Exception {
    var reply = proxy.send("HEAD", "/p", "If-None-Match", "\"x\"");
    Arrived arrived = proxy.origin.take();
    assertThat(arrived.requestLine()).isEqualTo("HEAD /p HTTP/1.1");
    assertThat(arrived.field("If-None-Match")).contains("\"x\"");
    arrived.send("HTTP/1.1 200 OK\r\nContent-Length: 77\r\nCache-Control: max-age=60\r\n\r\n");

    assertThat(reply.get().field("Content-Length")).isEqualTo("77");
    assertThat(reply.get().cacheStatus()).isEqualTo("edge-cache;fwd=uri-miss;fwd-status=200");
  }

  @Test
  void preconditionsOfTheOriginGoToTheOrigin() throws Exception {
    proxy.origin.always(arrived -> arrived.ok(CACHEABLE, "apple"));
    proxy.get("/p").get();
    proxy.origin.always(null);

    for (String field : List.of("If-Match", "If-Unmodified-Since")) {
      var reply = proxy.get("/p", field, "\"v0\"");
      Arrived arrived = proxy.origin.take();
      assertThat(arrived.field(field)).contains("\"v0\"");
      arrived.answer("412 Precondition Failed", "", "");
      assertThat(reply.get().status()).isEqualTo(412);
    }
    assertThat(proxy.get("/p").get().cacheStatus()).contains("hit");
  }

  @Test
  void aStoredAnswerWithoutDateGetsTheTimeOfItsArrival() throws Exception {
    proxy.origin.always(arrived -> arrived.ok(CACHEABLE, "apple"));
    proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(30));

    assertThat(proxy.get("/p").get().field("Date")).isEqualTo("Fri, 27 Nov 2026 08:00:00 GMT");
  }

  @Test
  void a304ForNothingStoredIsNotAskedForAgainAndAgain() throws Exception {
    proxy.origin.always(arrived -> arrived.ok(CACHEABLE, "apple"));
    proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(
        arrived -> {
          if (arrived.field("If-None-Match").isPresent()) {
            arrived.send("HTTP/1.1 304 Not Modified\r\nETag: \"v9\"\r\n\r\n");
          } else {
            arrived.ok(CACHEABLE, "pear");
          }
        });

    assertThat(proxy.get("/p").get().body()).isEqualTo("pear");
    assertThat(proxy.origin.arrivals()).isEqualTo(3);
  }
}
