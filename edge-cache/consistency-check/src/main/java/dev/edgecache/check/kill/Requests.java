package dev.edgecache.check.kill;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * The requests to one server.
 *
 * @param clients where it serves
 * @param admin where it takes invalidations
 */
record Requests(HttpClient client, URI clients, URI admin) {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int OK = 200;

  /** Invalidates, and returns the status. */
  int invalidate(String json) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(admin.resolve("/invalidations"))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  /** The status of an invalidation that was made. */
  int statusOf(String id) throws IOException, InterruptedException {
    return get(admin.resolve("/invalidations/" + id)).statusCode();
  }

  /** The version of an item that is answered. */
  long version(int item) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(clients.resolve("/items/" + item));
    if (answer.statusCode() != OK) {
      throw new IOException("item " + item + ": status " + answer.statusCode());
    }
    return Long.parseLong(answer.body());
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString());
  }
}
