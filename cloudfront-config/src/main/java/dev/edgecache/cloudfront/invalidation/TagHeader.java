package dev.edgecache.cloudfront.invalidation;

/** Where a distribution reads the tags of answers from. */
public sealed interface TagHeader {

  /** From a field of that name. */
  record Named(String name) implements TagHeader {}

  /** From none: an invalidation by tag is accepted there, and does nothing. */
  record None() implements TagHeader {}

  /** Nobody knows. */
  record Unread(String reason) implements TagHeader {}
}
