package dev.edgecache.cloudfront.model;

import dev.edgecache.policy.rules.Tags;
import java.util.Collection;

/**
 * The tags of an answer as CloudFront reads them from its field: all of them fit, or none is told.
 */
public final class EdgeTags {

  /** The octets that all fields of a request, or of an answer, have at most. */
  public static final int HEADER_BUDGET = 20_480;

  /** The most tags of an object; CloudFront drops others without a word. */
  public static final int MOST = 50;

  /** The longest value of their field, which leaves most of the budget to other fields. */
  public static final int LONGEST = 8_000;

  private EdgeTags() {}

  /** The tag of all answers of a route, by which all of them can be invalidated. */
  public static String ofRoute(String id) {
    return Tags.normalised("route:" + id);
  }

  /** The length of the value that tells tags, and of a comma behind it. */
  public static int length(Collection<String> tags) {
    return tags.stream().mapToInt(tag -> tag.length() + 1).sum();
  }

  /** Whether all of an answer's tags can be told. */
  public static boolean fit(Collection<String> tags) {
    return tags.size() <= MOST && length(tags) <= LONGEST;
  }
}
