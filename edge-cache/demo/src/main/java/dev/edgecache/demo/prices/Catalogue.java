package dev.edgecache.demo.prices;

import dev.edgecache.consistency.DataPosition;
import dev.edgecache.consistency.Position;
import dev.edgecache.demo.load.ProductPages;
import dev.edgecache.http.Fields;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** The shop's catalogue: sets prices in a region that takes writes, and sends events of it. */
final class Catalogue implements AutoCloseable {

  /** The type of the events that tell of prices. */
  static final String EVENT = "price.changed";

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final InetSocketAddress cache;

  /**
   * A catalogue that tells one cache.
   *
   * @param cache where the catalogue reaches it
   */
  Catalogue(InetSocketAddress cache) {
    this.cache = cache;
  }

  /** The price of a product there, in euro cents before tax. */
  long price(InetSocketAddress region, int product) throws IOException, InterruptedException {
    return ProductPages.price(send(to(region, "/v1/products/" + product).GET()).body());
  }

  /**
   * Sets the price of a product there.
   *
   * @return a position at or past the commit
   */
  Position setPrice(InetSocketAddress region, int product, long cents)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(
            to(region, "/v1/products/" + product + "/price")
                .header("Authorization", "Bearer admin")
                .PUT(BodyPublishers.ofString("{\"cents\": " + cents + "}")));
    return answer
        .headers()
        .firstValue(DataPosition.FIELD)
        .flatMap(value -> DataPosition.of(Fields.of(DataPosition.FIELD, value)).upper())
        .orElseThrow(() -> new IOException("the answer to a write tells no position"));
  }

  /**
   * Sends the event of a change of a price, and returns once the cache has acknowledged it.
   *
   * @return the id of the event
   */
  String announce(int product, Position position) throws IOException, InterruptedException {
    String id = UUID.randomUUID().toString();
    String event =
        "{\"type\": \"%s\", \"id\": \"%s\", \"productId\": %d, \"position\": \"%s\"}"
            .formatted(EVENT, id, product, position.text());
    String now = Long.toString(Instant.now().getEpochSecond());
    var _ =
        send(
            to(cache, EventDelivery.PATH)
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", now)
                .header("webhook-signature", EventDelivery.signature(id + "." + now + "." + event))
                .POST(BodyPublishers.ofString(event)));
    return id;
  }

  private static HttpRequest.Builder to(InetSocketAddress server, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + path))
        .timeout(TIMEOUT);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("status " + answer.statusCode() + " of " + answer.uri());
    }
    return answer;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
