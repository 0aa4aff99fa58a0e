package dev.edgecache.sources.webhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The Web as the JDK's client has it. It follows no redirects, and waits for nobody for long. */
final class HttpsWeb implements Web {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 64 * 1024;

  @Override
  public byte[] get(URI uri) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();
    try {
      HttpResponse<byte[]> answer =
          client
              .sendAsync(
                  HttpRequest.newBuilder(uri).build(),
                  BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES))
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() != 200) {
        throw new IOException(
            uri.getHost() + " answered " + answer.statusCode() + " (expected: 200)");
      }
      return answer.body();
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer in time from " + uri.getHost());
    } catch (ExecutionException e) {
      throw new IOException("no answer from " + uri.getHost() + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      client.shutdownNow();
    }
  }
}
