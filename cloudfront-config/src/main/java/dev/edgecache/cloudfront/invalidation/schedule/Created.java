package dev.edgecache.cloudfront.invalidation.schedule;

/** What CloudFront said of a batch that was sent. */
public sealed interface Created {

  /** It is in progress under this id; or has been since the same batch was sent before. */
  record Accepted(String id) implements Created {}

  /** It has more items than one may have. Nothing came of it. */
  record TooLarge() implements Created {}

  /** More is in progress than may be. Nothing came of it. */
  record TooManyInProgress() implements Created {}

  /** Another batch had its reference. Nothing came of it. */
  record ReferenceInUse() implements Created {}

  /** One of its items is not understood. Nothing came of it. */
  record Malformed(String reason) implements Created {}

  /** It is not wanted now, or not from us. Nothing came of it. */
  record NotNow(String reason) implements Created {}

  /** Nobody knows whether it was accepted. */
  record Unanswered(String reason) implements Created {}
}
