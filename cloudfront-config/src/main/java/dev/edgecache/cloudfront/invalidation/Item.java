package dev.edgecache.cloudfront.invalidation;

import java.util.Locale;

/**
 * One thing that CloudFront invalidates: a tag, a path, or all paths with a beginning. Each costs
 * one item. The types keep them apart: a tag is never sent as a path.
 */
public sealed interface Item extends Comparable<Item> {

  /** The greatest length of a tag, in characters. */
  int LONGEST_TAG = 256;

  /** The greatest length of a path, in characters. */
  int LONGEST_PATH = 4_000;

  /** The line that stands for it in an invalidation batch. */
  String text();

  /**
   * All objects with a tag, whatever their case says.
   *
   * @param name visible ASCII without comma, in lower case
   */
  record Tag(String name) implements Item {

    /** Rejects what is no tag; puts it in lower case, as CloudFront compares so. */
    public Tag {
      name = name.toLowerCase(Locale.ROOT);
      if (!isTag(name)) {
        throw new IllegalArgumentException(
            "tag: " + name + " (expected: 1 to 256 visible ASCII characters without comma)");
      }
    }

    @Override
    public String text() {
      return "#" + name;
    }
  }

  /**
   * The object of a path, for all cookies and fields.
   *
   * @param text the path and the query, in the encoding that CloudFront expects
   */
  record Path(String text) implements Item {

    /** Rejects what is no path, or would be a wildcard. */
    public Path {
      requirePath(text);
      if (text.endsWith("*")) {
        throw new IllegalArgumentException("path: " + text + " (expected: no * at its end)");
      }
    }
  }

  /**
   * All objects whose path and query begin alike.
   *
   * @param beginning what they begin with, in the encoding that CloudFront expects
   */
  record Wildcard(String beginning) implements Item {

    /** All paths. */
    public static final Wildcard EVERYTHING = new Wildcard("/");

    /** Rejects what no path begins with. */
    public Wildcard {
      requirePath(beginning + "*");
    }

    @Override
    public String text() {
      return beginning + "*";
    }
  }

  /** Whether CloudFront takes a text for a tag. */
  static boolean isTag(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_TAG
        && text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ',');
  }

  /**
   * What invalidates the object of a path, or as little more as CloudFront can be told: a path with
   * {@code ~} or one that ends with {@code *} or is too long becomes a beginning.
   *
   * @param path the path, and the query if it has one, as viewers send it
   */
  static Item ofPath(String path) {
    EncodedPath encoded = EncodedPath.of(path);
    return encoded.whole() && !encoded.text().endsWith("*")
        ? new Path(encoded.text())
        : new Wildcard(withoutStar(encoded.text()));
  }

  /**
   * What invalidates all objects whose path begins alike.
   *
   * @param beginning what the path begins with, as viewers send it
   */
  static Item ofBeginning(String beginning) {
    return new Wildcard(EncodedPath.of(beginning).text());
  }

  /**
   * The item that an operator names: {@code #tag}, {@code /path}, or {@code /beginning*}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Item parse(String text) {
    if (text.startsWith("#")) {
      return new Tag(text.substring(1));
    }
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(
          "item: " + text + " (expected: #tag, /path, or /beginning*)");
    }
    return text.endsWith("*") ? ofBeginning(withoutStar(text)) : ofPath(text);
  }

  /** In the order of their texts, which is the order in a batch. */
  @Override
  default int compareTo(Item other) {
    return text().compareTo(other.text());
  }

  /** Whether it counts as a wildcard for the limits. */
  default boolean isWildcard() {
    return switch (this) {
      case Tag tag -> false;
      case Path path -> false;
      case Wildcard wildcard -> true;
    };
  }

  private static String withoutStar(String text) {
    return text.endsWith("*") ? text.substring(0, text.length() - 1) : text;
  }

  private static void requirePath(String text) {
    if (!text.startsWith("/") || text.length() > LONGEST_PATH || !EncodedPath.isEncoded(text)) {
      throw new IllegalArgumentException(
          "path: "
              + text
              + " (expected: up to 4000 characters that begin with /, encoded, without ~)");
    }
  }
}
