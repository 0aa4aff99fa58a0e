package dev.edgecache.policy.path;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with the fields of an event in it, such as {@code product:{productId}} or {@code
 * {order.lines.product}}.
 *
 * @param text the template as written
 * @param parts what it is made of, in order
 */
public record FieldTemplate(String text, List<Part> parts) {

  private static final Pattern FIELD =
      Pattern.compile("\\{(\\+?)([^{}.+\\s][^{}.\\s]*(?:\\.[^{}.\\s]+)*)\\}");

  /** One part of a template. */
  public sealed interface Part {
    /** Exactly this text. */
    record Literal(String text) implements Part {}

    /**
     * The value of a field.
     *
     * @param path the names that lead to it, outermost first
     * @param expansion how it is written in a URL
     */
    record Field(List<String> path, Expansion expansion) implements Part {
      /** Copies the list. */
      public Field {
        path = List.copyOf(path);
      }
    }
  }

  /** How the value of a field is written in a URL, as in URI Templates. */
  public enum Expansion {
    /** {@code {field}}: all but unreserved characters percent-encoded (RFC 6570 §3.2.2). */
    SIMPLE,
    /** {@code {+field}}: reserved characters and percent codes as they are (RFC 6570 §3.2.3). */
    RESERVED
  }

  /** Copies the list. */
  public FieldTemplate {
    parts = List.copyOf(parts);
  }

  /**
   * The template that a text describes.
   *
   * @throws IllegalArgumentException saying what is wrong with the text and what was expected
   */
  public static FieldTemplate parse(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher field = FIELD.matcher(text);
    int from = 0;
    while (field.find()) {
      literal(text, text.substring(from, field.start()), parts);
      parts.add(
          new Part.Field(
              List.of(field.group(2).split("\\.")),
              field.group(1).isEmpty() ? Expansion.SIMPLE : Expansion.RESERVED));
      from = field.end();
    }
    literal(text, text.substring(from), parts);
    return new FieldTemplate(text, parts);
  }

  private static void literal(String text, String part, List<Part> parts) {
    if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          "value: " + text + " (expected: fields such as {productId} or {order.id})");
    }
    if (!part.isEmpty()) {
      parts.add(new Part.Literal(part));
    }
  }

  /** The paths of its fields, each once, in order. */
  public Set<List<String>> fields() {
    Set<List<String>> paths = new LinkedHashSet<>();
    for (Part part : parts) {
      if (part instanceof Part.Field field) {
        paths.add(field.path());
      }
    }
    return paths;
  }

  /** The text with something in place of each field. */
  public String filled(Function<Part.Field, String> values) {
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      filled.append(
          switch (part) {
            case Part.Literal(String literal) -> literal;
            case Part.Field field -> values.apply(field);
          });
    }
    return filled.toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
