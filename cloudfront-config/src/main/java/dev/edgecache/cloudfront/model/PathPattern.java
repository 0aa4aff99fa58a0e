package dev.edgecache.cloudfront.model;

import java.util.HashSet;
import java.util.Set;

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

  /** What stands for a star and a question mark of a pattern that is read as a path. */
  private static final char STAR = '\uFFFE';

  private static final char ONE = '\uFFFF';

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
    // A star of the other one is read as a character that only a star of this one takes, which is
    // enough, as there are more characters than those that stand in patterns.
    return matches(other.text.replace('*', STAR).replace('?', ONE));
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
      } else if (expected == c || (expected == '?' && c != STAR)) {
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
