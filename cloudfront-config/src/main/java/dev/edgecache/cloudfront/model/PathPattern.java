package dev.edgecache.cloudfront.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The paths of a behaviour: {@code *} stands for any characters, slashes too, also for none; {@code
 * ?} for exactly one character; all else for itself, with regard to case.
 *
 * @param text the pattern as CloudFront takes it
 */
public record PathPattern(String text) {

  /** The pattern of all paths, which stands for the default behaviour. */
  public static final PathPattern ANY = new PathPattern("*");

  /** The longest pattern that CloudFront takes, in characters. */
  public static final int LONGEST = 255;

  /** The characters that may stand for themselves, beside letters and digits. */
  private static final String PLAIN = "_-.$/~\"'@:+&";

  /** A character that stands in no pattern, for all that do not. */
  private static final char ANY_OTHER = '\uFFFF';

  /** A text with {@code ?} for each character that patterns can't have. */
  public static String widened(String text) {
    return text.replaceAll("[^A-Za-z0-9*?_.$/~\"'@:+&-]", "?");
  }

  /** Refuses what CloudFront can't take. */
  public PathPattern {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "path pattern: " + text + " (expected: 1 to " + LONGEST + " characters)");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
      if (!letterOrDigit && c != '*' && c != '?' && PLAIN.indexOf(c) < 0) {
        throw new IllegalArgumentException(
            "path pattern: " + text + " (expected: no " + c + ", which CloudFront can't take)");
      }
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether a path is one of those described. */
  public boolean matches(String path) {
    Set<Integer> states = closure(Set.of(0));
    for (int i = 0; i < path.length() && !states.isEmpty(); i++) {
      states = closure(after(states, path.charAt(i)));
    }
    return states.contains(text.length());
  }

  /** Whether every path of another pattern is one of this one. */
  public boolean covers(PathPattern other) {
    Set<Character> characters = new HashSet<>(Set.of(ANY_OTHER));
    (text + other.text).chars().forEach(c -> characters.add((char) c));
    Deque<Beside> open = new ArrayDeque<>(List.of(new Beside(0, closure(Set.of(0)))));
    Set<Beside> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      Beside at = open.remove();
      boolean atEnd = at.other == other.text.length();
      if (at.states.isEmpty() || (atEnd && !at.states.contains(text.length()))) {
        return false;
      }
      if (!atEnd) {
        other.after(at, characters, this).filter(seen::add).forEach(open::add);
      }
    }
    return true;
  }

  /** How far another pattern has come, and how far this one may have come with the same path. */
  private record Beside(int other, Set<Integer> states) {}

  private Stream<Beside> after(Beside at, Set<Character> characters, PathPattern wider) {
    char expected = text.charAt(at.other);
    int next = expected == '*' ? at.other : at.other + 1;
    Stream<Beside> taking =
        characters.stream()
            .filter(c -> expected == '*' || expected == '?' || expected == c)
            .map(c -> new Beside(next, wider.closure(wider.after(at.states, c))));
    return expected == '*'
        ? Stream.concat(taking, Stream.of(new Beside(at.other + 1, at.states)))
        : taking;
  }

  /** Whether some path is one of this pattern and of another one. */
  public boolean meets(PathPattern other) {
    boolean[][] reached = new boolean[text.length() + 1][other.text.length() + 1];
    reached[0][0] = true;
    for (int i = 0; i <= text.length(); i++) {
      for (int j = 0; j <= other.text.length(); j++) {
        if (!reached[i][j]) {
          continue;
        }
        boolean star = i < text.length() && text.charAt(i) == '*';
        boolean otherStar = j < other.text.length() && other.text.charAt(j) == '*';
        if (i < text.length() && (star || otherStar)) {
          reached[i + 1][j] = true;
        }
        if (j < other.text.length() && (star || otherStar)) {
          reached[i][j + 1] = true;
        }
        if (i < text.length() && j < other.text.length() && mayBeOne(i, other, j)) {
          reached[i + 1][j + 1] = true;
        }
      }
    }
    return reached[text.length()][other.text.length()];
  }

  private boolean mayBeOne(int at, PathPattern other, int atOther) {
    char one = text.charAt(at);
    char two = other.text.charAt(atOther);
    return one == two || one == '?' || two == '?';
  }

  private Set<Integer> after(Set<Integer> states, char c) {
    Set<Integer> next = new HashSet<>();
    for (int state : states) {
      if (state == text.length()) {
        continue;
      }
      char expected = text.charAt(state);
      if (expected == '*') {
        next.add(state);
      } else if (expected == c || expected == '?') {
        next.add(state + 1);
      }
    }
    return next;
  }

  private Set<Integer> closure(Set<Integer> states) {
    Set<Integer> all = new HashSet<>(states);
    for (int state : states) {
      for (int i = state; i < text.length() && text.charAt(i) == '*'; i++) {
        all.add(i + 1);
      }
    }
    return all;
  }

  @Override
  public String toString() {
    return text;
  }
}
