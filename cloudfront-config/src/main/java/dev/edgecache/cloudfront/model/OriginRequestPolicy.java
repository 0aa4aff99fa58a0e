package dev.edgecache.cloudfront.model;

/**
 * What of a request CloudFront sends on beyond the key.
 *
 * @param headers the fields
 * @param cookies the cookies
 * @param query the query parameters
 */
public record OriginRequestPolicy(Selection headers, Selection cookies, Selection query) {

  /** The whole request, so that nothing is hidden from the cache behind CloudFront. */
  public static final OriginRequestPolicy EVERYTHING =
      new OriginRequestPolicy(new Selection.All(), new Selection.All(), new Selection.All());
}
