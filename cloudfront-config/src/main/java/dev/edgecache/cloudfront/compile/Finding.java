package dev.edgecache.cloudfront.compile;

/**
 * Something about a route or the whole that does not go well with CloudFront.
 *
 * @param subject the route or routes it is about
 * @param message what it is, and what to do
 */
public record Finding(String subject, String message) {
  @Override
  public String toString() {
    return subject + ": " + message;
  }
}
