package dev.edgecache.serve;

import static dev.edgecache.testing.Wire.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.serve.listen.AddressRange;
import dev.edgecache.serve.record.RequestKind;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What passes through reaches the other side as it was meant (RFC 9110 §7.6, §10.1, §15.2). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PassThroughTest {

  static final String POLICY =
      """
      policy: test
      routes:
        - name: all
          path: /**
          cache: never
      """;

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
  void everyMethodReachesTheOriginAndNoAnswerIsStored() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "done"));

    for (String method :
        List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "M-SEARCH")) {
      Reply reply = proxy.send(method, "/p?q=1").get();

      assertThat(reply.status()).as(method).isEqualTo(200);
      assertThat(reply.body()).as(method).isEqualTo("done");
      assertThat(reply.cacheStatus())
          .as(method)
          .startsWith(
              List.of("GET", "OPTIONS").contains(method)
                  ? "edge-cache;fwd=bypass;fwd-status=200"
                  : "edge-cache;fwd=method;fwd-status=200")
          .doesNotContain("stored");
    }
    assertThat(proxy.origin.arrivals()).isEqualTo(8);
  }

  @Test
  void targetAndContentArriveUntouched() throws Exception {
    var reply = proxy.send("PUT", "/a//b;v=1/%2e%2E/c?x=%20&&y", BodyPublishers.ofString("12345"));
    Arrived arrived = proxy.origin.take();
    arrived.ok("", "");

    assertThat(arrived.requestLine()).isEqualTo("PUT /a//b;v=1/%2e%2E/c?x=%20&&y HTTP/1.1");
    assertThat(arrived.field("Content-Length")).contains("5");
    assertThat(arrived.field("Transfer-Encoding")).isEmpty();
    assertThat(arrived.body()).isEqualTo("12345");
    assertThat(reply.get().status()).isEqualTo(200);
  }

  @Test
  void chunkedContentAndItsTrailersPassBothWays() throws Exception {
    try (RawClient client = proxy.connect()) {
      client.send(
          http(
              """
              POST /p HTTP/1.1
              Host: shop
              TE: trailers
              Connection: TE
              Transfer-Encoding: chunked
              Trailer: X-Sum

              3
              abc
              2;ext=1
              de
              0
              X-Sum: 5

              """));
      Arrived arrived = proxy.origin.take();
      assertThat(arrived.body()).isEqualTo("abcde");
      assertThat(arrived.trailers()).containsExactly("X-Sum: 5");
      assertThat(arrived.field("TE")).contains("trailers");
      assertThat(arrived.field("Connection")).contains("TE");

      arrived.send(
          http(
              """
              HTTP/1.1 200 OK
              Transfer-Encoding: chunked
              Trailer: X-End

              4
              wxyz
              0
              X-End: yes

              """));
      assertThat(client.readHead()).containsIgnoringCase("transfer-encoding: chunked");
      assertThat(client.readUntil("\r\n\r\n")).contains("wxyz").endsWith("X-End: yes\r\n\r\n");
    }
  }

  @Test
  void trailersAreKeptFromAClientThatDoesNotTakeThem() throws Exception {
    proxy.origin.always(
        arrived -> {
          assertThat(arrived.field("TE")).isEmpty();
          arrived.send(
              http(
                  """
                  HTTP/1.1 200 OK
                  Transfer-Encoding: chunked

                  4
                  wxyz
                  0
                  X-End: yes

                  """));
        });
    try (RawClient client = proxy.connect()) {
      client.send("GET /p HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
      assertThat(client.readToEnd()).contains("wxyz").doesNotContain("X-End");
    }
  }

  @Test
  @DisplayName("SEC-6: fields of one connection end here, also those that Connection lists")
  void fieldsOfTheConnectionEndHere() throws Exception {
    try (RawClient client = proxy.connect()) {
      client.send(
          http(
              """
              POST /p HTTP/1.1
              Host: shop
              Connection: X-Hop, keep-alive, Content-Length
              X-Hop: 1
              Keep-Alive: timeout=5
              TE: gzip
              Proxy-Authorization: Basic x
              Proxy-Connection: close
              Upgrade: h2c
              HTTP2-Settings: x
              X-End: 2
              Content-Length: 3

              abc\
              """));
      Arrived arrived = proxy.origin.take();
      assertThat(arrived.body()).isEqualTo("abc");
      assertThat(arrived.field("X-End")).contains("2");
      for (String name :
          List.of(
              "X-Hop",
              "Connection",
              "Keep-Alive",
              "TE",
              "Proxy-Authorization",
              "Proxy-Connection",
              "Upgrade",
              "HTTP2-Settings")) {
        assertThat(arrived.field(name)).as(name).isEmpty();
      }

      arrived.ok(
          "Connection: X-Secret, keep-alive\nX-Secret: 1\nKeep-Alive: timeout=5\n"
              + "Proxy-Authenticate: Basic\nX-End: 3",
          "ok");
      assertThat(client.readHead())
          .contains("X-End: 3")
          .doesNotContain("X-Secret")
          .doesNotContain("timeout=5")
          .doesNotContain("Proxy-Authenticate");
      assertThat(client.read(2)).isEqualTo("ok");
    }
  }

  @Test
  void theOriginLearnsForWhomItIsAskedAndTheClientCannotClaimOtherwise() throws Exception {
    var reply =
        proxy.get(
            "/p",
            "X-Forwarded-For",
            "10.9.9.9",
            "X-Forwarded-Proto",
            "https",
            "Forwarded",
            "for=10.9.9.9",
            "Via",
            "1.0 fred");
    Arrived arrived = proxy.origin.take();
    arrived.ok("", "");
    reply.get();

    String host = "127.0.0.1:" + proxy.address().getPort();
    assertThat(arrived.field("Host")).contains(host);
    assertThat(arrived.field("X-Forwarded-For")).contains("127.0.0.1");
    assertThat(arrived.field("X-Forwarded-Proto")).contains("http");
    assertThat(arrived.field("X-Forwarded-Host")).contains(host);
    assertThat(arrived.field("Forwarded"))
        .contains("for=127.0.0.1;host=\"" + host + "\";proto=http");
    assertThat(arrived.head()).contains("1.0 fred").contains("1.1 edge-cache");
  }

  @Test
  void aTrustedProxyMayNameItsClient() throws Exception {
    try (ProxyUnderTest trusting = new ProxyUnderTest(POLICY, trustingLoopback())) {
      var reply = trusting.get("/p", "X-Forwarded-For", "10.9.9.9", "X-Forwarded-Proto", "https");
      Arrived arrived = trusting.origin.take();
      arrived.ok("", "");
      reply.get();

      assertThat(arrived.field("X-Forwarded-For")).contains("10.9.9.9, 127.0.0.1");
      assertThat(arrived.field("X-Forwarded-Proto")).contains("https");
    }
  }

  static Setup trustingLoopback() {
    return Setup.PLAIN.withSettings(
        new ProxySettings(
            ProxySettings.UnknownHost.PASS,
            ProxySettings.ServerTiming.OFF,
            List.of(AddressRange.parse("127.0.0.0/8")),
            "edge-cache"));
  }

  @Test
  void aRequestThatWasHereBeforeRunsInALoop() throws Exception {
    Reply reply = proxy.get("/p", "Via", "1.1 edge-cache").get();

    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.field("Proxy-Status")).contains("error=proxy_loop_detected");
    assertThat(proxy.origin.arrivals()).isZero();
  }

  @Test
  void headAndBodilessAnswersKeepTheirFieldsAndTheConnection() throws Exception {
    proxy.origin.always(
        arrived ->
            arrived.send(
                switch (arrived.target()) {
                  case "/head" -> "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nETag: \"a\"\r\n\r\n";
                  case "/204" -> "HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n";
                  default ->
                      "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 9\r\n\r\n";
                }));
    try (RawClient client = proxy.connect()) {
      client.send("HEAD /head HTTP/1.1\r\nHost: shop\r\n\r\n");
      assertThat(client.readHead()).contains("Content-Length: 1234").contains("ETag: \"a\"");
      client.send("GET /204 HTTP/1.1\r\nHost: shop\r\n\r\n");
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 204")
          .contains("X-A: 1")
          .doesNotContainIgnoringCase("transfer-encoding");
      client.send("GET /304 HTTP/1.1\r\nHost: shop\r\nIf-None-Match: \"a\"\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 304").contains("ETag: \"a\"");
      client.send("HEAD /head HTTP/1.1\r\nHost: shop\r\n\r\n");
      assertThat(client.readHead()).contains("Content-Length: 1234");
    }
  }

  @Test
  void optionsSaysWhatTheOriginSaysAndCountsItsHops() throws Exception {
    proxy.origin.always(
        arrived -> {
          assertThat(arrived.field("Max-Forwards")).contains("2");
          arrived.answer("204 No Content", "Allow: GET, OPTIONS", "");
        });

    Reply passed = proxy.send("OPTIONS", "/p", "Max-Forwards", "3").get();
    Reply last = proxy.send("OPTIONS", "/p", "Max-Forwards", "0").get();

    assertThat(passed.field("Allow")).isEqualTo("GET, OPTIONS");
    assertThat(last.status()).isEqualTo(204);
    ProxyUnderTest.await(() -> proxy.records.size() == 2, "both are told");
    assertThat(proxy.records)
        .extracting(record -> record.answered().kind())
        .containsExactlyInAnyOrder(RequestKind.PASS, RequestKind.LOCAL);
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  void interimAnswersAreForwardedBeforeTheFinalOne() throws Exception {
    try (RawClient client = proxy.connect()) {
      client.send("GET /p HTTP/1.1\r\nHost: shop\r\n\r\n");
      Arrived arrived = proxy.origin.take();
      arrived.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: x\r\n\r\n");
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 103")
          .contains("Link: </a.css>")
          .doesNotContain("Connection");
      arrived.ok("", "body");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200");
      assertThat(client.read(4)).isEqualTo("body");
    }
  }

  @Test
  @DisplayName("SEC-6: a trailer section carries nothing that frames, routes, shares or proves")
  void trailersOfHeadsPassNeitherWay() throws Exception {
    String trailers =
        """
        0
        Content-Length: 9
        Transfer-Encoding: gzip
        Host: evil
        Authorization: evil
        Cookie: evil
        Set-Cookie: evil
        Cache-Control: public
        Content-Type: evil
        Content-Encoding: gzip
        Content-Range: bytes 0-1/2
        Trailer: evil
        TE: gzip
        Connection: close
        X-Hop: 1
        X-Sum: 5

        """;
    try (RawClient client = proxy.connect()) {
      client.send(
          http(
              "POST /p HTTP/1.1\nHost: shop\nTE: trailers\nConnection: TE, X-Hop\n"
                  + "Transfer-Encoding: chunked\n\n3\nabc\n"
                  + trailers));
      Arrived arrived = proxy.origin.take();
      assertThat(arrived.trailers()).containsExactly("X-Sum: 5");

      arrived.send(
          http(
              "HTTP/1.1 200 OK\nConnection: X-Hop\nTransfer-Encoding: chunked\n\n4\nwxyz\n"
                  + trailers));
      client.readHead();
      assertThat(client.readUntil("\r\n\r\n")).endsWith("0\r\nX-Sum: 5\r\n\r\n");
    }
  }
}
