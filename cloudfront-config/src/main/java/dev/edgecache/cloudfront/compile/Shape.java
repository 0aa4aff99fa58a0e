package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.PathPattern;
import dev.edgecache.policy.path.PathTemplate;
import dev.edgecache.policy.path.PathTemplate.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A kind of paths that one pattern of CloudFront can describe, together with patterns that take out
 * what it describes too much: {@code *} crosses slashes, a segment of a template does not.
 *
 * @param segments the text of each segment; empty for any text that is not empty
 * @param end whether anything follows
 */
record Shape(List<Optional<String>> segments, End end) {

  /** What follows the segments. */
  enum End {
    /** Nothing. */
    CLOSED,
    /** A slash, and anything. */
    OPEN
  }

  /**
   * The order in which CloudFront must try shapes so that the first that matches is that of the
   * route which the proxy takes: segment by segment a text goes before any text, this before
   * anything that follows, and this before the end. Shapes of the same paths are equal here.
   */
  static final Comparator<Shape> FIRST_MATCH =
      (one, other) -> {
        for (int i = 0; i < Math.max(one.segments.size(), other.segments.size()) + 1; i++) {
          int order = Integer.compare(one.rank(i), other.rank(i));
          if (order == 0 && i < one.segments.size() && one.segments.get(i).isPresent()) {
            order = one.segments.get(i).get().compareTo(other.segments.get(i).orElseThrow());
          }
          if (order != 0) {
            return order;
          }
        }
        return 0;
      };

  Shape {
    segments = List.copyOf(segments);
  }

  /**
   * The shapes of a template: one, or with {@code **} that of the path before it and that of all
   * below.
   */
  static List<Shape> of(PathTemplate template) {
    List<Optional<String>> segments = new ArrayList<>();
    End end = End.CLOSED;
    for (Segment segment : template.segments()) {
      switch (segment) {
        case Segment.Literal(String text) -> segments.add(Optional.of(text));
        case Segment.Parameter _, Segment.Any _ -> segments.add(Optional.empty());
        case Segment.Rest _ -> end = End.OPEN;
      }
    }
    Shape shape = new Shape(segments, end);
    return end == End.CLOSED || segments.isEmpty()
        ? List.of(shape)
        : List.of(new Shape(segments, End.CLOSED), shape);
  }

  private int rank(int index) {
    if (index < segments.size()) {
      return segments.get(index).isPresent() ? 0 : 1;
    }
    return index == segments.size() && end == End.OPEN ? 2 : 3;
  }

  /**
   * The pattern of these paths. It also matches paths with more segments, which {@link #guards}
   * describe.
   */
  PathPattern pattern() {
    return new PathPattern(text(-1));
  }

  /**
   * A pattern of these paths and maybe more: with {@code ?} for each character that CloudFront
   * can't take, and cut where it is too long.
   */
  PathPattern widerPattern() {
    String text = PathPattern.widened(text(-1));
    return new PathPattern(
        text.length() <= PathPattern.LONGEST
            ? text
            : text.substring(0, PathPattern.LONGEST - 1) + "*");
  }

  /** The patterns of all paths with more segments that {@link #pattern} matches. */
  List<PathPattern> guards() {
    List<PathPattern> guards = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      boolean lastOfRun = i + 1 == segments.size() || segments.get(i + 1).isPresent();
      boolean anythingFollows = i + 1 == segments.size() && end == End.OPEN;
      if (segments.get(i).isEmpty() && lastOfRun && !anythingFollows) {
        guards.add(new PathPattern(text(i)));
      }
    }
    return guards;
  }

  /** The pattern, in which one segment stands for two or more. */
  private String text(int doubled) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < segments.size(); i++) {
      String any = i == doubled ? "*/*" : doubled < 0 ? "?*" : "*";
      text.append('/').append(segments.get(i).orElse(any));
    }
    return end == End.OPEN ? text.append("/*").toString() : text.toString();
  }
}
