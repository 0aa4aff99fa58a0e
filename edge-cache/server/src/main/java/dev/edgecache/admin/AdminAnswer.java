package dev.edgecache.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * An answer of the admin port.
 *
 * @param status the status code
 * @param contentType the media type
 * @param body the text
 * @param fields further header fields by name
 */
public record AdminAnswer(int status, String contentType, String body, Map<String, String> fields) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies the map. */
  public AdminAnswer {
    fields = Map.copyOf(fields);
  }

  /** A JSON answer; {@code value} is made of maps, lists, texts, numbers and booleans. */
  public static AdminAnswer json(int status, Object value) {
    return new AdminAnswer(status, "application/json", written(value), Map.of());
  }

  /** A plain text answer. */
  public static AdminAnswer text(int status, String text) {
    return new AdminAnswer(status, "text/plain; charset=utf-8", text, Map.of());
  }

  /** An answer that says what is wrong (RFC 9457). */
  public static AdminAnswer problem(int status, String title, String detail) {
    SequencedMap<String, Object> problem = new LinkedHashMap<>();
    problem.put("status", status);
    problem.put("title", title);
    problem.put("detail", detail);
    return new AdminAnswer(status, "application/problem+json", written(problem), Map.of());
  }

  /** This answer with one more header field. */
  public AdminAnswer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new AdminAnswer(status, contentType, body, more);
  }

  private static String written(Object value) {
    try {
      return JSON.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "value: " + value.getClass() + " (expected: maps, lists, texts, numbers, booleans)", e);
    }
  }
}
