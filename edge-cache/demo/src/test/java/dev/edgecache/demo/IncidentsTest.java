package dev.edgecache.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.postgres.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The control port of the demonstration, as a spectator uses it, and what the shop does then. */
@Timeout(120)
final class IncidentsTest {

  private final TwoRegions regions =
      new TwoRegions(new Scenario(1, 1, Duration.ofSeconds(1), 0, 50, 1));
  private final ControlPort control = ControlPort.open(regions.incidents().byPath());
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.close();
    control.close();
    regions.close();
  }

  private HttpResponse<String> send(String method, URI uri, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer admin")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** What a spectator's command gets. */
  private HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return send("POST", uri(path), "");
  }

  private URI uri(String path) {
    return URI.create(control.command(path).substring("curl -X POST ".length()));
  }

  private static URI at(InetSocketAddress region, String path) {
    return URI.create("http://127.0.0.1:" + region.getPort() + path);
  }

  private int setPrice(InetSocketAddress region, int cents)
      throws IOException, InterruptedException {
    return send("PUT", at(region, "/v1/products/7/price"), "{\"cents\": " + cents + "}")
        .statusCode();
  }

  private String localProduct() throws IOException, InterruptedException {
    return send("GET", at(regions.localForServices(), "/v1/products/7"), "").body();
  }

  private void awaitLocalPrice(String amount) {
    Await.until(
        "eu-west-1 shows " + amount,
        () -> {
          try {
            return localProduct().contains("\"amount\":\"" + amount + "\"");
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void theStandbyIsHeldBackOrCutOffAndCatchesUp() throws Exception {
    InetSocketAddress us = regions.primaryForServices();
    String[][] pairs = {
      {"/replication/pause", "/replication/resume"}, {"/link/cut", "/link/restore"}
    };
    int cents = 1_000;
    for (String[] pair : pairs) {
      cents++;
      assertThat(post(pair[0]).body()).isEqualTo("done\n");
      assertThat(setPrice(us, cents)).isEqualTo(200);
      assertThat(localProduct()).doesNotContain("\"10.0" + cents % 10 + "\"");

      assertThat(post(pair[1]).statusCode()).isEqualTo(200);
      awaitLocalPrice("10.0" + cents % 10);
    }
  }

  @Test
  void thePrimaryRegionFailsAndComesBackWithWhatWasCommitted() throws Exception {
    InetSocketAddress us = regions.primaryForServices();
    assertThat(setPrice(us, 1_234)).isEqualTo(200);
    awaitLocalPrice("12.34");

    assertThat(post("/regions/us-east-1/stop").statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> setPrice(us, 1_235)).isInstanceOf(IOException.class);
    assertThat(localProduct()).contains("12.34");
    assertThat(post("/regions/us-east-1/stop").statusCode()).isEqualTo(409);

    assertThat(post("/regions/us-east-1/start").statusCode()).isEqualTo(200);
    assertThat(setPrice(us, 1_236)).isEqualTo(200);
    awaitLocalPrice("12.36");
  }

  @Test
  void theOtherRegionTakesOverAndTheOldPrimaryTakesNoWritesAnyMore() throws Exception {
    InetSocketAddress us = regions.primaryForServices();
    InetSocketAddress local = regions.localForServices();
    assertThat(setPrice(local, 1_000)).isEqualTo(503);

    assertThat(post("/promote").statusCode()).isEqualTo(200);

    assertThat(setPrice(us, 1_001)).isEqualTo(503);
    assertThat(setPrice(local, 1_002)).isEqualTo(200);
    assertThat(localProduct()).contains("10.02");
    HttpResponse<String> product = send("GET", at(local, "/v1/products/7"), "");
    assertThat(product.headers().firstValue("Data-Position").orElseThrow())
        .matches("lo=\"[0-9]+/2@[^\"]+\", hi=\"[0-9]+/2@[^\"]+\"");
    HttpResponse<String> again = post("/replication/pause");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("was promoted");

    post("/regions/us-east-1/stop");
    assertThat(post("/regions/us-east-1/start").statusCode()).isEqualTo(409);
  }

  @Test
  void onlyAPostToAKnownPathMakesSomethingHappen() throws Exception {
    URI known = uri("/replication/pause");

    HttpResponse<String> get = send("GET", known, "");
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).hasValue("POST");
    HttpResponse<String> unknown = send("POST", known.resolve("/explode"), "");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("/link/cut, /link/restore, /promote");
  }
}
