package dev.edgecache.cloudfront.model;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What of a request CloudFront sends on beyond the key.
 *
 * @param headers the fields of the viewer
 * @param cookies the cookies
 * @param query the query parameters
 * @param added the fields that CloudFront writes of the viewer, such as {@code
 *     CloudFront-Viewer-Country}; none is sent that is not named
 */
public record OriginRequestPolicy(
    Selection headers, Selection cookies, Selection query, SortedSet<String> added) {

  /**
   * The whole request of the viewer, so that nothing is hidden from the cache behind CloudFront.
   */
  public static final OriginRequestPolicy EVERYTHING = everythingAnd(Collections.emptySortedSet());

  /** Copies the set. */
  public OriginRequestPolicy {
    added = Collections.unmodifiableSortedSet(new TreeSet<>(added));
  }

  /** The whole request of the viewer, and fields that CloudFront writes. */
  public static OriginRequestPolicy everythingAnd(Collection<String> added) {
    return new OriginRequestPolicy(
        new Selection.All(), new Selection.All(), new Selection.All(), new TreeSet<>(added));
  }

  /** Whether the whole request of the viewer is sent on. */
  public boolean sendsAllOfTheViewer() {
    return new OriginRequestPolicy(headers, cookies, query, Collections.emptySortedSet())
        .equals(EVERYTHING);
  }

  /** A name that equal policies share. */
  public String id() {
    return added.isEmpty() ? "everything" : "everything-" + Fingerprint.of(added.toString());
  }
}
