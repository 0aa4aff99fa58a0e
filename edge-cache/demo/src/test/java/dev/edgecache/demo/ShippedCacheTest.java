package dev.edgecache.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cli.exit.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** edge-cache with the policies it ships, between the two regions, without users. */
@Timeout(60)
final class ShippedCacheTest {

  private static final Path POLICIES = Path.of("..", "..", "policies", "shop");

  private static final TwoRegions REGIONS =
      new TwoRegions(new Scenario(1, 1, Duration.ofSeconds(1), 0, 200, 1));
  private final ShippedCache cache = start();
  private final HttpClient client = HttpClient.newHttpClient();

  private static ShippedCache start() {
    try {
      return ShippedCache.start(
          new EuropeanCache.Settings(
              Demo.loopback(0),
              Demo.loopback(0),
              REGIONS.localForServices(),
              REGIONS.primaryForServices(),
              REGIONS.positions()),
          POLICIES);
    } catch (NotStartedException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    client.close();
    cache.close();
  }

  @AfterAll
  static void closeRegions() {
    REGIONS.close();
  }

  /** The whole answer as text; over a plain socket, as Java may not know the name of the host. */
  private String send(String method, String path, String body) throws IOException {
    try (Socket socket = new Socket(cache.address().getAddress(), cache.address().getPort())) {
      socket.setSoTimeout(10_000);
      String request =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: "
              + Demo.HOST
              + "\r\nAuthorization: Bearer user-1\r\nConnection: close\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String status(String answer) {
    return answer.substring(0, answer.indexOf("\r\n"));
  }

  private static String field(String answer, String name) {
    return answer
        .lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(
            line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .collect(Collectors.joining(", "));
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void theSecondAnswerForAProductComesFromTheCacheAndTheFirstFromTheNearRegion() throws Exception {
    String first = send("GET", "/v1/products/42", "");
    String second = send("GET", "/v1/products/42", "");

    assertThat(status(first)).isEqualTo("HTTP/1.1 200 OK");
    assertThat(field(first, "X-Region")).isEqualTo(TwoRegions.LOCAL);
    assertThat(field(first, "Cache-Status")).doesNotContain(";hit");
    assertThat(field(second, "Cache-Status")).contains(";hit");
    assertThat(body(second)).isEqualTo(body(first)).contains("\"id\":42");
  }

  @Test
  void aWriteGoesToThePrimaryRegionAndIsNeverStored() throws Exception {
    for (int i = 0; i < 2; i++) {
      String write = send("PUT", "/v1/cart/items/42", "{\"quantity\": 2}");

      assertThat(status(write)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(field(write, "X-Region")).isEqualTo(TwoRegions.PRIMARY);
      assertThat(field(write, "Cache-Status")).doesNotContain(";hit").doesNotContain("stored");
    }
  }

  @Test
  void anAccountIsNeverServedFromTheCache() throws Exception {
    send("GET", "/v1/account", "");

    String second = send("GET", "/v1/account", "");

    assertThat(body(second)).contains("user-1");
    assertThat(field(second, "Cache-Status")).doesNotContain(";hit");
  }

  @Test
  void itIsReadyOnItsAdminPort() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + cache.admin().getPort() + "/health/ready");

    assertThat(
            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    StringWriter err = new StringWriter();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int exitCode =
          new CommandLine(new DemoCommand(settings -> ShippedCache.start(settings, POLICIES)))
              .setOut(new PrintWriter(new StringWriter()))
              .setErr(new PrintWriter(err))
              .execute("--port", String.valueOf(taken.getLocalPort()));

      assertThat(exitCode).isEqualTo(ExitCode.NOT_STARTED);
    }
    assertThat(err.toString()).contains("could not start").contains("--port");
  }
}
