package dev.edgecache.serve;

import static dev.edgecache.testing.Wire.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attempts to make the cache give one client what is another's, or what an attacker made. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecurityTest {

  private static final String POLICY =
      """
      policy: shop
      routes:
        - name: product
          path: /v1/products/{id}
          methods: [GET]
          cache: { fresh: 60s }
          key: { query: [currency], headers: { Accept-Language: [en, de] } }
        - name: assets
          path: /assets/**
          methods: [GET]
          cache: { fresh: 60s }
          key: { query: [] }
        - name: account
          path: /account/**
          cache: never
      """;
  private static final String FOLLOW =
      """
      policy: follow
      routes:
        - name: all
          path: /**
          cache: { request-cache-control: ignore }
      """;

  private static final String NEVER =
      """
        - name: never
          path: /never/**
          cache: never
      """;

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
    proxy.origin.always(SecurityTest::echo);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  /** Answers with all that the origin saw, to be cached by whoever likes to. */
  private static void echo(Arrived arrived) {
    arrived.ok("Cache-Control: max-age=60", arrived.head() + arrived.body());
  }

  private String raw(String request) throws Exception {
    try (RawClient client = proxy.connect()) {
      return client.send(http(request)).readToEnd();
    }
  }

  @Test
  @DisplayName("SEC-4: what is not in the key does not reach the origin of a shared answer")
  void unkeyedInputDoesNotReachTheOrigin() throws Exception {
    Reply poisoned =
        proxy
            .get(
                "/v1/products/1?utm=evil&currency=EUR&cb=evil",
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Proto",
                "evil",
                "X-Forwarded-For",
                "6.6.6.6",
                "Forwarded",
                "host=evil.example",
                "X-Original-URL",
                "/evil",
                "X-HTTP-Method-Override",
                "EVIL",
                "Cookie",
                "evil=1",
                "User-Agent",
                "evil",
                "Origin",
                "https://evil.example",
                "Accept-Language",
                "evil",
                "Max-Forwards",
                "666")
            .get();
    assertThat(poisoned.body()).doesNotContainIgnoringCase("evil").doesNotContain("6.6.6");

    Reply clean = proxy.get("/v1/products/1?currency=EUR").get();
    assertThat(clean.cacheStatus()).contains("hit");
    assertThat(clean.body()).isEqualTo(poisoned.body());
  }

  @Test
  @DisplayName("SEC-4: a route that follows the origin hides the fields that disguise requests")
  void disguisesDoNotReachTheOrigin() throws Exception {
    proxy.reload(FOLLOW);
    Reply poisoned =
        proxy
            .get(
                "/p",
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Proto",
                "evil",
                "X-Original-URL",
                "/evil",
                "X-Rewrite-URL",
                "/evil",
                "X-Host",
                "evil.example",
                "X-HTTP-Method-Override",
                "EVIL")
            .get();

    assertThat(poisoned.body()).doesNotContainIgnoringCase("evil");
  }

  @Test
  @DisplayName("SEC-1: the host is part of the key, however it is spelled, and no field changes it")
  void hostsAreKeptApart() throws Exception {
    List<String> spellings = List.of("shop.example", "SHOP.example", "shop.example:80");
    for (String host : spellings) {
      String answer = raw("GET /v1/products/1 HTTP/1.1\nHost: " + host + "\nConnection: close\n\n");
      assertThat(answer).as(host).contains("Host: shop.example\r\n");
    }
    assertThat(proxy.origin.arrivals()).isEqualTo(1);

    assertThat(raw("GET /v1/products/1 HTTP/1.1\nHost: other.example\nConnection: close\n\n"))
        .contains("Host: other.example\r\n")
        .contains("fwd=uri-miss");
  }

  @Test
  @DisplayName("SEC-1: requests with no host, or two of them, are refused")
  void ambiguousHostsAreRefused() throws Exception {
    assertThat(raw("GET /v1/products/1 HTTP/1.1\nHost: a\nHost: b\nConnection: close\n\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(raw("GET /v1/products/1 HTTP/1.1\nConnection: close\n\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(raw("GET http://b/v1/products/1 HTTP/1.1\nHost: a\nConnection: close\n\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(proxy.origin.arrivals()).isZero();
  }

  @Test
  @DisplayName("SEC-1: only a trusted proxy in front says whether its client came over TLS")
  void theSchemeOfATrustedProxyCounts() throws Exception {
    try (ProxyUnderTest trusting = new ProxyUnderTest(POLICY, PassThroughTest.trustingLoopback())) {
      trusting.origin.always(SecurityTest::echo);
      Reply https = trusting.get("/v1/products/1", "X-Forwarded-Proto", "https").get();
      Reply plain = trusting.get("/v1/products/1").get();

      assertThat(https.body()).contains("X-Forwarded-Proto: https\r\n");
      assertThat(plain.cacheStatus()).contains("fwd=uri-miss");
      assertThat(plain.body()).contains("X-Forwarded-Proto: http\r\n");
    }
    proxy.get("/v1/products/1", "X-Forwarded-Proto", "https").get();
    assertThat(proxy.get("/v1/products/1").get().cacheStatus()).contains("hit");
  }

  @Test
  @DisplayName("SEC-2: targets that differ are never taken for one another")
  void targetsAreKeptApart() throws Exception {
    proxy.reload(FOLLOW);
    List<String> targets =
        List.of(
            "/a/b",
            "/a%2Fb",
            "/a%2fb",
            "/a//b",
            "/a/./b",
            "/x/../a/b",
            "/a;/b",
            "/a;b",
            "/a%3Bb",
            "/a?b",
            "/a%3fb",
            "/a?b&c",
            "/a?b%26c",
            "/a?",
            "/a",
            "/a/",
            "/a%00",
            "/a%0a",
            "/a?x=1&x=2",
            "/a?x=2&x=1",
            "/a?x=1%262",
            "/A");
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", arrived.target()));
    for (int round = 0; round < 2; round++) {
      for (String target : targets) {
        String answer = raw("GET " + target + " HTTP/1.1\nHost: shop\nConnection: close\n\n");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(body).isIn(target, target + "?", target.replaceAll("\\?$", ""));
      }
    }
  }

  @Test
  @DisplayName("SEC-2: a fragment or a control character is no part of a target")
  void malformedTargetsAreRefused() throws Exception {
    for (String target : List.of("/v1/products/1#x", "/v1/products/1\u0001", "/v1/ products/1")) {
      assertThat(raw("GET " + target + " HTTP/1.1\nHost: shop\nConnection: close\n\n"))
          .as(target)
          .startsWith("HTTP/1.1 400");
    }
    assertThat(proxy.origin.arrivals()).isZero();
  }

  @Test
  @DisplayName("SEC-3: no spelling of an account's path makes it look like an asset")
  void personalPagesAreNotTakenForAssets() throws Exception {
    for (String target :
        List.of(
            "/account/x.css",
            "/account/assets/x.css",
            "/account;/assets/x.css",
            "/account%00.css",
            "/account%2fx.css",
            "/assets/..%2Faccount",
            "/assets/../account",
            "/assets/%2e%2e/account",
            "/assets/..;/account",
            "/assets%2f..%2faccount",
            "/v1/products/..%2f..%2faccount")) {
      proxy.origin.always(
          arrived ->
              arrived.ok("Cache-Control: max-age=60", arrived.field("Cookie").orElse("nobody")));
      String victim =
          raw("GET " + target + " HTTP/1.1\nHost: shop\nCookie: victim\nConnection: close\n\n");
      String attacker = raw("GET " + target + " HTTP/1.1\nHost: shop\nConnection: close\n\n");

      assertThat(attacker).as(target).doesNotContain("victim");
      assertThat(victim).as(target).doesNotContain(";stored").doesNotContain(";hit");
    }
  }

  @Test
  @DisplayName("SEC-4: content in a GET is passed on, and its answer is nobody else's")
  void aGetWithContentIsNotStored() throws Exception {
    Reply fat = proxy.send("GET", "/v1/products/1", BodyPublishers.ofString("evil")).get();
    assertThat(fat.body()).endsWith("evil");
    assertThat(fat.cacheStatus()).contains("fwd=bypass").doesNotContain("stored");

    assertThat(proxy.get("/v1/products/1").get().body()).doesNotContain("evil");
  }

  @Test
  @DisplayName("SEC-5: errors that one request provokes are not served to the next")
  void provokedErrorsAreNotServedToOthers() throws Exception {
    proxy.reload(FOLLOW);
    proxy.origin.always(
        arrived -> {
          if (arrived.field("X-Bad").isPresent()) {
            arrived.answer("400 Bad Request", "", "bad");
          } else {
            echo(arrived);
          }
        });
    assertThat(proxy.get("/p", "X-Bad", "1").get().status()).isEqualTo(400);
    assertThat(proxy.get("/p").get().status()).isEqualTo(200);

    assertThat(proxy.get("/q", "X-Huge", "x".repeat(40_000)).get().status()).isIn(400, 431);
    assertThat(proxy.get("/q").get().status()).isEqualTo(200);
    assertThat(proxy.get("/r", "Range", "bytes=oops").get().status()).isEqualTo(200);
    assertThat(proxy.get("/r").get().status()).isEqualTo(200);
    assertThat(proxy.send("POST", "/s", "X-Bad", "1").get().status()).isEqualTo(400);
    assertThat(proxy.get("/s").get().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("SEC-6: a hit leaves no request body behind for the next request on its connection")
  void aHitDrainsItsRequest() throws Exception {
    proxy.get("/v1/products/1").get();
    try (RawClient client = proxy.connect()) {
      String smuggled = "GET /account/me HTTP/1.1\r\nHost: shop\r\n\r\n";
      client.send(
          "GET /v1/products/1 HTTP/1.1\r\nHost: shop\r\nContent-Length: "
              + smuggled.length()
              + "\r\n\r\n"
              + smuggled);
      client.send("GET /last HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
      String all = client.readToEnd();
      assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(3);
    }
  }

  @Test
  @DisplayName("SEC-7: two users in 2000 mixed requests never see one another's answers")
  void twoUsersNeverMeet() throws Exception {
    proxy.reload(FOLLOW + NEVER);
    String[] kinds = {
      "Cache-Control: private, max-age=60",
      "Cache-Control: no-store",
      "Cache-Control: max-age=60\nVary: Cookie",
      "Cache-Control: max-age=60\nSet-Cookie: sid=%s",
      "Cache-Control: max-age=60\nVary: *",
      "Cache-Control: max-age=60",
    };
    proxy.origin.always(
        arrived -> {
          String user =
              arrived.field("Cookie").or(() -> arrived.field("Authorization")).orElseThrow();
          int kind = Integer.parseInt(arrived.target().replaceAll("\\D", "")) % kinds.length;
          arrived.ok(kinds[kind].formatted(user), user + " " + arrived.target());
        });
    Random random = new Random(7);
    Semaphore atOnce = new Semaphore(50);
    List<CompletableFuture<Void>> checks = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      String user = random.nextBoolean() ? "alice" : "bob";
      int number = random.nextInt(24);
      // What is public by its kind is asked with credentials, which keep it private.
      String field = number % kinds.length == kinds.length - 1 ? "Authorization" : "Cookie";
      String target = (random.nextInt(4) == 0 ? "/never/" : "/") + number;
      if (i % 100 == 0) {
        proxy.floors.invalidateAll();
      }
      atOnce.acquire();
      checks.add(
          proxy
              .get(target, field, user)
              .whenComplete((reply, failure) -> atOnce.release())
              .thenAccept(
                  reply -> {
                    assertThat(reply.body()).isEqualTo(user + " " + target);
                    assertThat(reply.field("Set-Cookie")).isIn("", "sid=" + user);
                  }));
    }
    for (CompletableFuture<Void> check : checks) {
      check.get();
    }
  }
}
