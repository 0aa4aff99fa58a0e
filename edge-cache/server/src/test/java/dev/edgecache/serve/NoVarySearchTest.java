package dev.edgecache.serve;

import static dev.edgecache.testing.Wire.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A route on which the origin says by No-Vary-Search what counts of the query. */
class NoVarySearchTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: all
          path: /**
          cache: { no-vary-search: obey }
      """;
  private static final String FRESH = "Cache-Control: max-age=60\nNo-Vary-Search: ";
  private static final String NO_UTM = FRESH + "params=(\"utm\")";

  private final AtomicInteger answers = new AtomicInteger();
  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  /** Lets the origin answer with these fields, the target and a number that rises. */
  private void originSays(String fields) {
    proxy.origin.always(
        arrived -> arrived.ok(fields, arrived.target() + " " + answers.incrementAndGet()));
  }

  private String body(String target) throws Exception {
    return proxy.get(target).get().body();
  }

  @Test
  @DisplayName("the first answer of a path already answers for equivalent queries")
  void theFirstAnswerCounts() throws Exception {
    originSays(NO_UTM);

    assertThat(body("/p?utm=mail&q=1")).isEqualTo("/p?utm=mail&q=1 1");
    assertThat(body("/p?q=1")).isEqualTo("/p?utm=mail&q=1 1");
    Reply hit = proxy.get("/p?q=%31&utm=ad").get();
    assertThat(hit.body()).isEqualTo("/p?utm=mail&q=1 1");
    assertThat(hit.cacheStatus()).isEqualTo("edge-cache;hit;ttl=60");
    assertThat(body("/p?q=2")).isEqualTo("/p?q=2 2");
    assertThat(body("/other?q=1")).isEqualTo("/other?q=1 3");
  }

  @Test
  @DisplayName("the origin gets the query as it was sent")
  void theOriginSeesTheWholeQuery() throws Exception {
    originSays(FRESH + "key-order");

    body("/p?b=%32&utm=x&a=1&&");
    assertThat(body("/p?a=1&b=2&utm=x")).isEqualTo("/p?b=%32&utm=x&a=1&& 1");
  }

  @Test
  @DisplayName("what the origin says anew makes what was stored by the old words unreachable")
  void aChangeIsNeverSharedWrongly() throws Exception {
    originSays(FRESH + "except=(\"q\")");
    body("/p?q=1&page=1");
    originSays(FRESH + "params=(\"utm\")");
    assertThat(body("/p?q=2&page=1")).endsWith(" 2");

    assertThat(body("/p?q=1&page=1")).endsWith(" 3");
    assertThat(body("/p?q=1&page=2")).endsWith(" 4");
    assertThat(body("/p?q=2&page=1&utm=x")).endsWith(" 2");
  }

  @Test
  @DisplayName("an answer without the field ends it")
  void silenceEndsIt() throws Exception {
    originSays(NO_UTM);
    body("/p?q=1");
    originSays("Cache-Control: max-age=60");
    body("/p?q=2");

    assertThat(body("/p?q=2&utm=x")).endsWith(" 3");
    assertThat(body("/p?q=2")).endsWith(" 2");
  }

  @Test
  @DisplayName("a malformed value, and one on a route that does not obey it, count for nothing")
  void countsOnlyWhereItMay() throws Exception {
    originSays(FRESH + "params=(utm)");
    body("/p?utm=1");
    assertThat(body("/p?utm=2")).endsWith(" 2");

    proxy.reload(POLICY.replace("obey", "ignore"));
    originSays(NO_UTM);
    body("/q?utm=1");
    assertThat(body("/q?utm=2")).endsWith(" 4");
  }

  @Test
  @DisplayName("requests that wait together get no answer that tells their queries apart")
  void waitersAreJudgedByTheNewAnswer() throws Exception {
    originSays(NO_UTM);
    body("/p?utm=1");
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(null);
    var one = proxy.get("/p?utm=1");
    var other = proxy.get("/p?utm=2");
    proxy.awaitWaiting(2);
    Arrived first = proxy.origin.take();
    originSays("Cache-Control: max-age=60");
    first.ok("Cache-Control: max-age=60", first.target() + " alone");

    assertThat(one.get().body()).startsWith("/p?utm=1 ");
    assertThat(other.get().body()).startsWith("/p?utm=2 ");
  }

  @Test
  @DisplayName("a 304 may change what counts")
  void aRenewalCounts() throws Exception {
    originSays(NO_UTM + "\nETag: \"v1\"");
    body("/p?utm=1&q=1");
    proxy.time.advance(Duration.ofSeconds(61));
    proxy.origin.always(
        arrived ->
            arrived.send(
                http(
                    """
                    HTTP/1.1 304 Not Modified
                    ETag: "v1"
                    Cache-Control: max-age=60
                    No-Vary-Search: except=()

                    """)));

    assertThat(body("/p?q=1")).isEqualTo("/p?utm=1&q=1 1");
    assertThat(body("/p?anything")).isEqualTo("/p?utm=1&q=1 1");
  }

  @Test
  @DisplayName("a write invalidates the path with every query")
  void aWriteInvalidatesAll() throws Exception {
    originSays(NO_UTM);
    body("/p?utm=1");
    proxy.send("POST", "/p").get();

    assertThat(body("/p")).endsWith(" 3");
  }
}
