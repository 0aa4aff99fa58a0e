package dev.edgecache.policy.path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The paths that a route matches: segments separated by slashes, each a literal, {@code {name}} or
 * {@code *} for one segment that is not empty, or at the end {@code **} for the rest, which may be
 * nothing.
 *
 * <p>{@code /v1/cart/**} matches {@code /v1/cart}, {@code /v1/cart/} and all below; {@code
 * /v1/cart} matches itself alone. Literals compare with regard to case, after percent encoding is
 * normalised (RFC 3986 §6.2.2).
 *
 * @param text the template as written
 * @param segments its segments in order
 */
public record PathTemplate(String text, List<Segment> segments) {

  /** One segment of a template. */
  public sealed interface Segment {
    /** Exactly this text, in normalised percent-encoding. */
    record Literal(String text) implements Segment {}

    /** One segment that is not empty, known by a name. */
    record Parameter(String name) implements Segment {}

    /** One segment that is not empty: {@code *}. */
    record Any() implements Segment {}

    /** All that is left, also nothing: {@code **}. */
    record Rest() implements Segment {}
  }

  /**
   * Templates from the most specific to the least: segment by segment a literal goes before {@code
   * {name}} and {@code *}, and these before {@code **}. Templates that match the same paths are
   * equal here.
   */
  public static final Comparator<PathTemplate> MOST_SPECIFIC_FIRST =
      (one, other) -> {
        int common = Math.min(one.segments.size(), other.segments.size());
        for (int i = 0; i < common; i++) {
          int order = compare(one.segments.get(i), other.segments.get(i));
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(one.segments.size(), other.segments.size());
      };

  /** Copies the list. */
  public PathTemplate {
    segments = List.copyOf(segments);
  }

  /**
   * The template that a text describes.
   *
   * @throws IllegalArgumentException saying what is wrong with the text and what was expected
   */
  public static PathTemplate parse(String text) {
    if (!text.startsWith("/")) {
      throw invalid(text, "a slash first");
    }
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : text.substring(1).split("/", -1)) {
      if (!segments.isEmpty() && segments.getLast() instanceof Segment.Rest) {
        throw invalid(text, "** only as the last segment");
      }
      if (!segments.isEmpty() && segments.getLast() instanceof Segment.Literal(String before)) {
        if (before.isEmpty()) {
          throw invalid(text, "no empty segment but the last");
        }
      }
      Segment segment = segment(text, part);
      if (segment instanceof Segment.Parameter(String name) && !names.add(name)) {
        throw invalid(text, "each parameter once, not {" + name + "} again");
      }
      segments.add(segment);
    }
    return new PathTemplate(text, segments);
  }

  private static Segment segment(String text, String part) {
    if (part.equals("**")) {
      return new Segment.Rest();
    }
    if (part.equals("*")) {
      return new Segment.Any();
    }
    if (part.startsWith("{") && part.endsWith("}")) {
      String name = part.substring(1, part.length() - 1);
      if (!isName(name)) {
        throw invalid(text, "{name} of letters, digits, - and _, not " + part);
      }
      return new Segment.Parameter(name);
    }
    if (part.indexOf('*') >= 0 || part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
      throw invalid(text, "a whole segment for *, ** or {name}, not " + part);
    }
    RequestPath literal = RequestPath.of("/" + part);
    if (literal.ambiguity().isPresent()) {
      throw invalid(
          text,
          "segments that every origin reads alike, not "
              + part
              + ": "
              + literal.ambiguity().get().description());
    }
    return new Segment.Literal(literal.normalised().substring(1));
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      if (!allowed) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static IllegalArgumentException invalid(String text, String expected) {
    return new IllegalArgumentException("path: " + text + " (expected: " + expected + ")");
  }

  /** The names of the parameters, in order. */
  public List<String> parameters() {
    List<String> names = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment instanceof Segment.Parameter(String name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Whether a path in normalised percent-encoding is one of those described. */
  public boolean matches(String path) {
    if (!path.startsWith("/")) {
      return false;
    }
    int from = 1;
    for (Segment segment : segments) {
      if (segment instanceof Segment.Rest) {
        return true;
      }
      if (from > path.length()) {
        return false;
      }
      int end = segmentEnd(path, from);
      boolean same =
          switch (segment) {
            case Segment.Literal(String literal) ->
                literal.length() == end - from && path.startsWith(literal, from);
            case Segment.Parameter _, Segment.Any _ -> end > from;
            case Segment.Rest _ -> true;
          };
      if (!same) {
        return false;
      }
      from = end + 1;
    }
    return from > path.length();
  }

  /**
   * The parameters of a path that {@link #matches} accepts: the segments by name, still
   * percent-encoded.
   */
  public Map<String, String> parametersOf(String path) {
    Map<String, String> values = new TreeMap<>();
    int from = 1;
    for (Segment segment : segments) {
      if (from > path.length()) {
        break;
      }
      int end = segmentEnd(path, from);
      if (segment instanceof Segment.Parameter(String name)) {
        values.put(name, path.substring(from, end));
      }
      from = end + 1;
    }
    return values;
  }

  private static int segmentEnd(String path, int from) {
    int slash = path.indexOf('/', from);
    return slash < 0 ? path.length() : slash;
  }

  private static int compare(Segment one, Segment other) {
    if (one instanceof Segment.Literal(String text)
        && other instanceof Segment.Literal(String otherText)) {
      return text.compareTo(otherText);
    }
    return Integer.compare(rank(one), rank(other));
  }

  private static int rank(Segment segment) {
    return switch (segment) {
      case Segment.Literal _ -> 0;
      case Segment.Parameter _, Segment.Any _ -> 1;
      case Segment.Rest _ -> 2;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
