package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Origins that fail or that tell variants apart badly: nobody gets what is not meant for them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TroubleTest {

  private @Nullable ProxyUnderTest proxy;

  @AfterEach
  void stop() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
  }

  private ProxyUnderTest proxyWith(String cache) throws Exception {
    ProxyUnderTest started =
        new ProxyUnderTest(
            "policy: test\nroutes:\n  - { name: all, path: /**, cache: " + cache + " }\n");
    proxy = started;
    return started;
  }

  @Test
  @DisplayName("COL-4: another variant's date is no validator, so nobody gets the wrong language")
  void aDateDoesNotTellVariantsApart() throws Exception {
    ProxyUnderTest proxy = proxyWith("{}");
    String fields =
        "Cache-Control: max-age=60\nVary: Accept-Language\n"
            + "Last-Modified: Thu, 26 Nov 2026 08:00:00 GMT";
    proxy.origin.always(arrived -> answerUnlessAskedByDate(arrived, fields, "Accept-Language"));

    proxy.get("/p", "Accept-Language", "en").get();

    assertThat(proxy.get("/p", "Accept-Language", "de").get().body()).isEqualTo("de");
  }

  private static void answerUnlessAskedByDate(Arrived arrived, String fields, String varying) {
    if (arrived.field("If-Modified-Since").isPresent()) {
      arrived.answer("304 Not Modified", fields, "");
    } else {
      arrived.ok(fields, arrived.field(varying).orElse("none"));
    }
  }

  @Test
  @DisplayName("COL-4: another variant's weak tag is no validator, so nobody gets the wrong coding")
  void aWeakTagDoesNotTellVariantsApart() throws Exception {
    ProxyUnderTest proxy = proxyWith("{}");
    String fields = "Cache-Control: max-age=60\nVary: Accept-Encoding\nETag: W/\"x\"";
    proxy.origin.always(
        arrived -> {
          if (arrived.field("If-None-Match").isPresent()) {
            arrived.answer("304 Not Modified", fields, "");
          } else {
            arrived.ok(fields, arrived.field("Accept-Encoding").orElse("identity"));
          }
        });

    proxy.get("/p", "Accept-Encoding", "gzip").get();

    assertThat(proxy.get("/p").get().body()).isEqualTo("identity");
  }

  @Test
  @DisplayName("PUR-2: what was invalidated does not come back as another request's variant")
  void anInvalidatedVariantIsNoValidator() throws Exception {
    ProxyUnderTest proxy = proxyWith("{}");
    String fields = "Cache-Control: max-age=60\nVary: Accept-Language\nETag: \"same\"";
    proxy.origin.always(arrived -> arrived.ok(fields, "old"));
    proxy.get("/p", "Accept-Language", "en").get();
    proxy.floors.invalidateAll();
    proxy.origin.always(
        arrived -> {
          if (arrived.field("If-None-Match").isPresent()) {
            arrived.answer("304 Not Modified", fields, "");
          } else {
            arrived.ok(fields, "new");
          }
        });

    assertThat(proxy.get("/p", "Accept-Language", "de").get().body()).isEqualTo("new");
  }

  @Test
  @DisplayName("SWR-2: what must be validated at every use replaces no error")
  void noCacheReplacesNoError() throws Exception {
    ProxyUnderTest proxy = proxyWith("{ stale-if-error: 1h }");
    proxy.origin.always(
        arrived -> arrived.ok("Cache-Control: no-cache, max-age=60\nETag: \"v1\"", "old"));
    proxy.get("/p").get();
    proxy.origin.always(arrived -> arrived.answer("503 Busy", "", "busy"));

    for (int i = 0; i < 3; i++) {
      assertThat(proxy.get("/p").get().status()).isEqualTo(503);
    }
  }

  @Test
  @DisplayName("SWR-4, SWR-6: a stale answer that may go out meanwhile also replaces a quick error")
  void aQuickErrorCostsNobodyThePermittedStaleAnswer() throws Exception {
    ProxyUnderTest proxy =
        proxyWith("{ stale-while-revalidate: 60s, wait-for-fresh: 10s, negative: { 503: 1m } }");
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=10", "old"));
    proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(15));
    proxy.origin.always(arrived -> arrived.answer("503 Busy", "", "busy"));

    Reply stale = proxy.get("/p").get();
    Reply again = proxy.get("/p").get();

    assertThat(stale.body()).isEqualTo("old");
    assertThat(again.body()).isEqualTo("old");
  }

  @Test
  @DisplayName("COL-2, COL-7: an origin in trouble is asked once, and all who wait share its error")
  void waitersShareAnError() throws Exception {
    ProxyUnderTest proxy = proxyWith("{}");
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      replies.add(proxy.get("/p"));
    }
    proxy.awaitWaiting(50);
    proxy.origin.take().answer("503 Busy", "Retry-After: 7", "busy");

    for (CompletableFuture<Reply> reply : replies) {
      assertThat(reply.get().status()).isEqualTo(503);
      assertThat(reply.get().body()).isEqualTo("busy");
    }
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  @DisplayName("COL-5: an error that is meant for one client is not shared")
  void aPersonalErrorIsNotShared() throws Exception {
    ProxyUnderTest proxy = proxyWith("{}");
    var first = proxy.get("/p");
    var second = proxy.get("/p");
    proxy.awaitWaiting(2);
    proxy.origin.take().answer("503 Busy", "Set-Cookie: id=1", "mine");
    proxy.origin.take().answer("503 Busy", "Set-Cookie: id=2", "mine too");

    assertThat(List.of(first.get().body(), second.get().body()))
        .containsExactlyInAnyOrder("mine", "mine too");
  }

  @Test
  @DisplayName("SEC-7: one client's credentials neither end what is stored nor part those who wait")
  void credentialsChangeNothingForOthers() throws Exception {
    ProxyUnderTest proxy = proxyWith("{}");
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=10", "public"));
    proxy.get("/p").get();
    proxy.time.advance(Duration.ofSeconds(15));
    assertThat(proxy.get("/p", "Authorization", "Bearer x").get().cacheStatus())
        .contains("detail=authorization");
    proxy.origin.always(null);
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      replies.add(proxy.get("/p"));
    }
    proxy.awaitWaiting(5);
    proxy.origin.take().ok("Cache-Control: max-age=10", "public");

    for (CompletableFuture<Reply> reply : replies) {
      assertThat(reply.get().body()).isEqualTo("public");
    }
  }
}
