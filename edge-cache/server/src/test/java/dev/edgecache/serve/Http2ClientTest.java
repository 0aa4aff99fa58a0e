package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same answers for clients of HTTP/2, over TLS. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2ClientTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - name: stored
          path: /**
          cache: { fresh: 60s }
        - name: passed
          path: /pass/**
          cache: never
      """;

  private ProxyUnderTest proxy;
  private HttpClient client;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    TestCertificate certificate = TestCertificate.in(directory, "EC");
    proxy = new ProxyUnderTest(POLICY, Setup.PLAIN.withTls(certificate.settings()));
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(certificate.trusting())
            .build();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    proxy.close();
  }

  private CompletableFuture<HttpResponse<String>> send(String method, String target, String body) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(
                    URI.create("https://localhost:" + proxy.address().getPort() + target))
                .method(
                    method,
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .orTimeout(20, TimeUnit.SECONDS);
  }

  private static String cacheStatus(HttpResponse<String> response) {
    return response.headers().firstValue("Cache-Status").orElse("");
  }

  @Test
  void missesHitsAndHeads() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("ETag: \"v1\"", arrived.head()));

    HttpResponse<String> miss = send("GET", "/p", "").get();
    HttpResponse<String> hit = send("GET", "/p", "").get();
    HttpResponse<String> head = send("HEAD", "/p", "").get();

    assertThat(miss.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(miss.body())
        .contains("Via: 2 edge-cache\r\n")
        .contains("X-Forwarded-Proto: https\r\n")
        .contains("Host: localhost:" + proxy.address().getPort() + "\r\n")
        .doesNotContain("\r\n:");
    assertThat(cacheStatus(miss)).contains("fwd=uri-miss");
    assertThat(cacheStatus(hit)).contains("hit");
    assertThat(hit.body()).isEqualTo(miss.body());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length"))
        .contains(Integer.toString(miss.body().length()));
  }

  @Test
  void manyStreamsOfOneConnectionShareAFetch() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      replies.add(send("GET", "/p", ""));
    }
    proxy.awaitWaiting(50);
    proxy.origin.take().ok("", "apple");
    for (var reply : replies) {
      assertThat(reply.get().body()).isEqualTo("apple");
    }
    assertThat(proxy.origin.arrivals()).isEqualTo(1);
  }

  @Test
  void contentPassesBothWays() throws Exception {
    proxy.origin.always(arrived -> arrived.ok("", arrived.body()));
    String large = "0123456789abcdef".repeat(256 * 1024);

    HttpResponse<String> reply = send("POST", "/pass/p", large).get();

    assertThat(reply.body()).isEqualTo(large);
    assertThat(cacheStatus(reply)).contains("fwd=method");
  }

  @Test
  void aLargeAnswerIsStoredAndServed() throws Exception {
    String large = "0123456789abcdef".repeat(256 * 1024);
    proxy.origin.always(arrived -> arrived.ok("", large));

    assertThat(send("GET", "/p", "").get().body()).isEqualTo(large);
    HttpResponse<String> hit = send("GET", "/p", "").get();
    assertThat(hit.body()).isEqualTo(large);
    assertThat(cacheStatus(hit)).contains("hit");
  }

  @Test
  void whatBreaksOffResetsItsStreamOnly() throws Exception {
    var broken = send("GET", "/pass/p", "");
    var arrived = proxy.origin.take();
    arrived.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    arrived.close();
    assertThat(broken.handle((whole, failure) -> failure != null).get()).isTrue();

    proxy.origin.always(again -> again.ok("", "apple"));
    assertThat(send("GET", "/pass/p", "").get().body()).isEqualTo("apple");
  }
}
