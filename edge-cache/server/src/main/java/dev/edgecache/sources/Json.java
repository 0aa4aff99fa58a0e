package dev.edgecache.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * JSON from elsewhere: UTF-8 (RFC 8259 §8.1), nothing behind it, no name twice in an object, and
 * not nested deeper than anybody needs.
 */
public final class Json {

  private static final int DEEPEST = 64;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Json() {}

  /**
   * The value that bytes stand for.
   *
   * @throws MalformedInvalidationException if they are no JSON
   */
  public static JsonNode parsed(byte[] text) throws MalformedInvalidationException {
    try {
      return parsed(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
    } catch (CharacterCodingException e) {
      throw MalformedInvalidationException.syntax("", "not UTF-8 (expected: JSON)");
    }
  }

  /**
   * The value that a text stands for.
   *
   * @throws MalformedInvalidationException if it is no JSON
   */
  public static JsonNode parsed(String text) throws MalformedInvalidationException {
    try {
      JsonNode root = JSON.readTree(text);
      if (root.isMissingNode()) {
        throw MalformedInvalidationException.syntax("", "no content (expected: JSON)");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw MalformedInvalidationException.syntax(
          Optional.ofNullable(e.getLocation()).map(Json::place).orElse(""), wrong(e));
    } catch (NumberFormatException e) {
      // Jackson lets it through for exponents that no decimal number has.
      throw MalformedInvalidationException.syntax("", "a number out of all bounds");
    }
  }

  private static String wrong(JsonProcessingException e) {
    return switch (e) {
      case JsonEOFException end -> "the text ends too early (expected: JSON)";
      case MismatchedInputException more -> "text after the end (expected: one JSON value)";
      case StreamConstraintsException deep ->
          "nested or long beyond bounds (expected: at most " + DEEPEST + " levels)";
      case JsonProcessingException other when other.getOriginalMessage().startsWith("Duplicate") ->
          "a member twice (expected: once)";
      case JsonProcessingException other -> "not JSON (expected: JSON in UTF-8)";
    };
  }

  private static String place(JsonLocation at) {
    return "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
  }
}
