package dev.edgecache.cloudfront.invalidation.schedule;

/** What CloudFront said of a batch that it had accepted. */
public sealed interface Asked {

  /** It is done everywhere. */
  record Completed() implements Asked {}

  /** It is not done everywhere. */
  record InProgress() implements Asked {}

  /** It knows of none. */
  record Unknown() implements Asked {}

  /** It did not answer. */
  record Unanswered(String reason) implements Asked {}
}
