package dev.edgecache.demo.shop;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request to the shop, as its endpoints read it. */
final class Call {

  private static final Pattern BEARER = Pattern.compile("(?i)bearer +([A-Za-z0-9._~-]+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServerExchange exchange;
  private final Map<String, String> path;
  private final byte[] body;

  Call(HttpServerExchange exchange, Map<String, String> path, byte[] body) {
    this.exchange = exchange;
    this.path = path;
    this.body = body;
  }

  /** The parameter of the path template; empty if it is no positive number. */
  OptionalInt id(String parameter) {
    return number(path.getOrDefault(parameter, ""));
  }

  String path(String parameter) {
    String value = path.get(parameter);
    if (value == null) {
      throw new IllegalArgumentException(
          "parameter: " + parameter + " (expected: one of " + path.keySet() + ")");
    }
    return value;
  }

  Optional<String> query(String name) {
    Deque<String> values = exchange.getQueryParameters().get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  /** The page asked for, the first if none is. */
  int page() {
    return query("page").map(Call::number).orElse(OptionalInt.of(1)).orElse(1);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** The bearer token of the Authorization field (RFC 6750 §2.1). */
  Optional<String> bearer() {
    return header("Authorization")
        .map(BEARER::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1));
  }

  /** The whole number that the body, a JSON object, has under this name, if it is allowed. */
  OptionalInt number(String name, IntPredicate allowed) {
    JsonNode value = json().path(name);
    return value.canConvertToInt() && value.isIntegralNumber() && allowed.test(value.intValue())
        ? OptionalInt.of(value.intValue())
        : OptionalInt.empty();
  }

  /** The text that the body, a JSON object, has under this name, if not blank. */
  Optional<String> text(String name) {
    return Optional.of(json().path(name).asText("")).filter(text -> !text.isBlank());
  }

  private JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return JSON.missingNode();
    } catch (IOException e) {
      throw new AssertionError("an array in memory cannot fail to be read", e);
    }
  }

  private static OptionalInt number(String text) {
    return text.matches("[1-9][0-9]{0,8}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }
}
