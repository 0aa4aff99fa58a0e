package dev.edgecache.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.shop.data.ShopDatabase;
import dev.edgecache.postgres.Cluster;
import dev.edgecache.postgres.Standby;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.replication.LogSequenceNumber;

@Timeout(120)
final class ShopServerTest {

  private static final Map<String, String> USER = Map.of("Authorization", "Bearer user-1");
  private static final Map<String, String> OTHER = Map.of("Authorization", "Bearer user-2");
  private static final Map<String, String> ADMIN = Map.of("Authorization", "Bearer admin");
  private static final Pattern INTERVAL =
      Pattern.compile("lo=\"([0-9]+/1)@([0-9A-F]+/[0-9A-F]+)\", hi=\"\\1@([0-9A-F]+/[0-9A-F]+)\"");
  private static final Pattern COMMIT = Pattern.compile("hi=\"([0-9]+/1)@([0-9A-F]+/[0-9A-F]+)\"");

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-27T00:00:00Z"));
  private static final Cluster CLUSTER = Cluster.start();
  private static final Standby STANDBY = CLUSTER.primary().standby("eu");
  private static final ShopDatabase DATABASE =
      ShopDatabase.of(CLUSTER.primary().dataSource(), CLOCK);
  private static final ShopDatabase REPLICA = ShopDatabase.of(STANDBY.dataSource(), CLOCK);

  private final ShopServer primary =
      ShopServer.start("us-east-1", 0, DATABASE, ServiceTime.NONE, CLOCK);
  private final ShopServer replica =
      ShopServer.start("eu-west-1", 0, REPLICA, ServiceTime.NONE, CLOCK);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void fill() {
    ShopDatabase.fill(CLUSTER.primary().dataSource(), 1, 500);
    STANDBY.awaitReplay(CLUSTER.primary().position().lsn());
  }

  @AfterEach
  void stop() {
    client.close();
    primary.close();
    replica.close();
  }

  @AfterAll
  static void close() {
    DATABASE.close();
    REPLICA.close();
    CLUSTER.close();
  }

  private HttpResponse<String> send(
      ShopServer shop, String method, String path, Map<String, String> fields, String body)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + shop.address().getPort() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(10))
            .method(method, BodyPublishers.ofString(body));
    fields.forEach(request::header);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... namesAndValues)
      throws IOException, InterruptedException {
    Map<String, String> fields =
        namesAndValues.length == 0 ? Map.of() : Map.of(namesAndValues[0], namesAndValues[1]);
    return send(primary, "GET", path, fields, "");
  }

  private static String field(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("absent");
  }

  @Test
  void aProductHasATagAndItsSurrogateKeysAndNoLifetime() throws Exception {
    HttpResponse<String> response = get("/v1/products/7");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(field(response, "Content-Type")).isEqualTo("application/json");
    assertThat(field(response, "ETag")).matches("\"[0-9a-f]{16}\"");
    assertThat(field(response, "Cache-Control")).isEqualTo("absent");
    assertThat(field(response, "Surrogate-Key")).matches("product:7 category:[0-9]+");
    assertThat(field(response, "X-Region")).isEqualTo("us-east-1");
    assertThat(response.body()).startsWith("{\"id\":7,").contains("\"currency\":\"EUR\"");
  }

  @Test
  void aKnownEntityTagGetsNotModified() throws Exception {
    String tag = field(get("/v1/products/7"), "ETag");

    HttpResponse<String> response = get("/v1/products/7", "If-None-Match", "\"other\", " + tag);

    assertThat(response.statusCode()).isEqualTo(304);
    assertThat(field(response, "ETag")).isEqualTo(tag);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void aNewPriceChangesTheEntityTagInTheReplicaOnceItIsReplayed() throws Exception {
    String before = field(send(replica, "GET", "/v1/products/7", Map.of(), ""), "ETag");
    STANDBY.pauseReplay();

    HttpResponse<String> put =
        send(primary, "PUT", "/v1/products/7/price", ADMIN, "{\"cents\": 1234}");

    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(put.body()).contains("\"amount\":\"12.34\"");
    HttpResponse<String> lagging = send(replica, "GET", "/v1/products/7", Map.of(), "");
    assertThat(field(lagging, "ETag")).isEqualTo(before);
    assertThat(lower(lagging)).isLessThan(upper(put));

    STANDBY.resumeReplay();
    STANDBY.awaitReplay(upper(put));
    HttpResponse<String> current = send(replica, "GET", "/v1/products/7", Map.of(), "");
    assertThat(current.body()).contains("\"amount\":\"12.34\"");
    assertThat(lower(current)).isGreaterThanOrEqualTo(upper(put));
  }

  private static LogSequenceNumber lower(HttpResponse<?> read) {
    return LogSequenceNumber.valueOf(position(read, INTERVAL).group(2));
  }

  /** The position of a write. */
  private static LogSequenceNumber upper(HttpResponse<?> write) {
    return LogSequenceNumber.valueOf(position(write, COMMIT).group(2));
  }

  private static Matcher position(HttpResponse<?> response, Pattern pattern) {
    Matcher matcher = pattern.matcher(field(response, "Data-Position"));
    assertThat(matcher.matches()).as(field(response, "Data-Position")).isTrue();
    return matcher;
  }

  @Test
  void everyAnswerFromTheDatabaseTellsItsPositions() throws Exception {
    HttpResponse<String> write = send(primary, "POST", "/v1/cart/items", OTHER, "{\"product\": 7}");
    HttpResponse<String> read = get("/v1/products/7");
    HttpResponse<String> head = send(primary, "HEAD", "/v1/products/7", Map.of(), "");
    HttpResponse<String> known = get("/v1/products/7", "If-None-Match", field(read, "ETag"));

    assertThat(lower(read)).isGreaterThanOrEqualTo(upper(write));
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(lower(known)).isGreaterThanOrEqualTo(lower(read));
    assertThat(lower(head)).isGreaterThanOrEqualTo(lower(read));
    assertThat(lower(get("/v1/products/501"))).isGreaterThanOrEqualTo(upper(write));
    assertThat(field(get("/assets/app.5f1c9e2a.js"), "Data-Position")).isEqualTo("absent");
  }

  @Test
  void isReadyWhileItsDatabaseAnswers() throws Exception {
    assertThat(get("/health/ready").body())
        .isEqualTo("{\"status\":\"ready\",\"database\":\"takes writes\"}");
    assertThat(send(replica, "GET", "/health/ready", Map.of(), "").body())
        .isEqualTo("{\"status\":\"ready\",\"database\":\"read-only\"}");

    STANDBY.stop();
    for (String path : new String[] {"/health/ready", "/v1/products/7", "/v1/categories"}) {
      HttpResponse<String> without = send(replica, "GET", path, Map.of(), "");

      assertThat(without.statusCode()).as(path).isEqualTo(503);
      assertThat(field(without, "Retry-After")).isEqualTo("1");
      assertThat(field(without, "Data-Position")).isEqualTo("absent");
    }

    STANDBY.restart();
    assertThat(send(replica, "GET", "/health/ready", Map.of(), "").statusCode()).isEqualTo(200);
    assertThat(send(replica, "GET", "/v1/products/7", Map.of(), "").statusCode()).isEqualTo(200);
  }

  @Test
  void aReplicaRefusesWritesAndSaysWhy() throws Exception {
    HttpResponse<String> put =
        send(replica, "PUT", "/v1/products/7/price", ADMIN, "{\"cents\": 1234}");

    assertThat(put.statusCode()).isEqualTo(503);
    assertThat(put.body()).contains("takes no writes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{}", "{\"cents\":-1}", "{\"cents\":\"12\"}", "{\"cents\":1.5}", ""})
  void aPriceThatIsNoneIsABadRequest(String body) throws Exception {
    HttpResponse<String> put = send(primary, "PUT", "/v1/products/7/price", ADMIN, body);

    assertThat(put.statusCode()).isEqualTo(400);
    assertThat(field(put, "Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void onlyTheAdministratorChangesPrices() throws Exception {
    assertThat(send(primary, "PUT", "/v1/products/7/price", USER, "{\"cents\":1}").statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "DE, 19, EUR",
    "GB, 20, GBP",
    "SE, 25, SEK",
    "US, 0, USD",
    "ZZ, 23, EUR",
  })
  void pricesDependOnTheCountry(String country, int tax, String currency) throws Exception {
    HttpResponse<String> response = get("/v1/prices/7", "CloudFront-Viewer-Country", country);

    assertThat(response.body())
        .contains("\"taxPercent\":" + tax)
        .contains("\"currency\":\"" + currency + "\"");
    assertThat(field(response, "Vary")).isEqualTo("CloudFront-Viewer-Country");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"de-AT, en;q=0.5|de", "fr|fr", "it|en", "*|en", "not a language!|en"})
  void textsAreInTheLanguageThatTheCustomerPrefers(String accepted, String language)
      throws Exception {
    assertThat(field(get("/v1/products/7", "Accept-Language", accepted), "Content-Language"))
        .isEqualTo(language);
  }

  @Test
  void listsSayHowLongTheyMayBeStored() throws Exception {
    HttpResponse<String> response = get("/v1/categories/3/products?sort=price&page=2");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(field(response, "Cache-Control")).isEqualTo("public, max-age=60");
    assertThat(field(response, "Cache-Tag")).isEqualTo("category:3,product-lists");
    assertThat(response.body()).contains("\"number\":2");
  }

  @Test
  void aSearchDecodesItsWords() throws Exception {
    assertThat(get("/v1/search?q=tent%20kestrel").body())
        .isEqualTo(get("/v1/search?q=kestrel+tent").body())
        .contains("Kestrel");
    assertThat(get("/v1/search").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/products/501",
        "/v1/products/0",
        "/v1/products/x",
        "/v1/products/99999999999999",
        "/v1/products/501/reviews",
        "/v1/prices/501",
        "/v1/categories/13/products",
        "/assets/unknown.js",
        "/v2",
        "/"
      })
  void whatIsNotThereIsNotFound(String path) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(field(response, "Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aMethodThatIsNotAllowedIsToldWhichAre() throws Exception {
    HttpResponse<String> response = send(primary, "DELETE", "/v1/products/7", Map.of(), "");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(field(response, "Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void headHasTheFieldsOfGetAndNoBody() throws Exception {
    HttpResponse<String> get = get("/v1/products/7");
    HttpResponse<String> head = send(primary, "HEAD", "/v1/products/7", Map.of(), "");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(field(head, "ETag")).isEqualTo(field(get, "ETag"));
    assertThat(field(head, "Content-Length")).isEqualTo(field(get, "Content-Length"));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void whatIsPersonalNeedsACustomerAndIsNeverStored() throws Exception {
    for (String path : new String[] {"/v1/account", "/v1/cart", "/v1/orders/1"}) {
      HttpResponse<String> unknown = get(path);
      HttpResponse<String> known = get(path, "Authorization", "Bearer user-1");

      assertThat(unknown.statusCode()).isEqualTo(401);
      assertThat(field(unknown, "WWW-Authenticate")).startsWith("Bearer");
      assertThat(known.statusCode()).isNotEqualTo(401);
      assertThat(field(unknown, "Cache-Control")).isEqualTo("private, no-store");
      assertThat(field(known, "Cache-Control")).isEqualTo("private, no-store");
    }
  }

  @Test
  void aCustomerShops() throws Exception {
    send(primary, "POST", "/v1/cart/items", USER, "{\"product\": 7}");
    send(primary, "PUT", "/v1/cart/items/9", USER, "{\"quantity\": 3}");
    send(primary, "PUT", "/v1/cart/items/8", USER, "{\"quantity\": 2}");
    send(primary, "DELETE", "/v1/cart/items/8", USER, "");

    assertThat(send(primary, "GET", "/v1/cart", USER, "").body())
        .isEqualTo("{\"lines\":[{\"product\":7,\"quantity\":1},{\"product\":9,\"quantity\":3}]}");

    HttpResponse<String> checkout = send(primary, "POST", "/v1/checkout", USER, "");
    assertThat(checkout.statusCode()).isEqualTo(201);
    String order = field(checkout, "Location");
    assertThat(send(primary, "GET", order, USER, "").body()).isEqualTo(checkout.body());
    assertThat(send(primary, "POST", "/v1/checkout", USER, "").statusCode()).isEqualTo(409);
    assertThat(send(primary, "DELETE", "/v1/cart", USER, "").statusCode()).isEqualTo(204);
  }

  @Test
  void aReviewAppearsFirst() throws Exception {
    HttpResponse<String> post =
        send(
            primary,
            "POST",
            "/v1/products/7/reviews",
            USER,
            "{\"stars\": 4, \"text\": \"It folds.\"}");

    assertThat(post.statusCode()).isEqualTo(201);
    assertThat(get("/v1/products/7/reviews").body())
        .startsWith("{\"items\":[{\"author\":\"user-1\",\"stars\":4,\"text\":\"It folds.\"");
  }

  @Test
  void assetsNeverChange() throws Exception {
    HttpResponse<String> response = get("/assets/app.5f1c9e2a.js");

    assertThat(field(response, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(field(response, "Content-Type")).isEqualTo("text/javascript");
    assertThat(response.body()).hasSizeGreaterThan(10_000);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    assertThat(send(primary, "POST", "/v1/cart/items", USER, "x".repeat(100_000)).statusCode())
        .isEqualTo(413);
  }
}
