package dev.edgecache.positions.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.positions.database.Reading.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * A database whose position somebody tells at a URL, as JSON: {@code {"position": "…"}}, and for a
 * primary perhaps {@code "settled"}, both in the form of {@link Position#text}.
 */
public final class HttpDatabase implements Database {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final int OK = 200;

  private final HttpClient client;
  private final HttpRequest request;
  private final Role role;

  /**
   * An endpoint that is not asked yet.
   *
   * @param timeout of connecting, and of each answer
   */
  public HttpDatabase(URI url, Duration timeout, Role role) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
    this.request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Accept", "application/json")
            .header("Cache-Control", "no-cache")
            .build();
    this.role = role;
  }

  @Override
  public Reading read() throws ReadingException {
    try {
      HttpResponse<byte[]> answer =
          client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
      if (answer.statusCode() != OK) {
        throw new ReadingException(request.uri() + ": status " + answer.statusCode());
      }
      return reading(JSON.readTree(answer.body()));
    } catch (JsonProcessingException e) {
      throw new ReadingException(request.uri() + ": the answer is not JSON", e);
    } catch (IOException e) {
      throw new ReadingException(
          request.uri()
              + ": "
              + Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReadingException(request.uri() + ": interrupted", e);
    }
  }

  private Reading reading(JsonNode answer) throws ReadingException {
    Optional<Position> reached = position(answer, "position");
    if (reached.isEmpty()) {
      throw new ReadingException(
          request.uri()
              + ": the answer has no position such as {\"position\": \"db/1@0/16B3748\"}");
    }
    Optional<Position> visible =
        switch (role) {
          case REPLICA -> reached;
          case PRIMARY -> position(answer, "settled");
        };
    return new Reading(role, Lineage.of(reached.get().epoch()), reached.get(), visible);
  }

  private static Optional<Position> position(JsonNode answer, String name) {
    return Position.parse(answer.path(name).asText());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
