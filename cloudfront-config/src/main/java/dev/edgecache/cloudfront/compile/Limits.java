package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.Selection;
import dev.edgecache.http.conditional.Preconditions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;

/** What CloudFront takes at most, by its published quotas. */
final class Limits {

  /** The fields, and likewise the cookies and parameters, that a policy may name. */
  static final int NAMES = 10;

  private static final int BEHAVIORS = 75;
  private static final int CACHE_POLICIES = 20;
  private static final int TOTAL_NAME_LENGTH = 1024;

  /**
   * The fields that no cache policy may name, beside conditions and ranges (Amazon CloudFront
   * Developer Guide, HTTP request headers and CloudFront behavior).
   */
  private static final Set<String> NEVER_KEYED =
      Set.of(
          "cache-control",
          "connection",
          "content-length",
          "cookie",
          "max-forwards",
          "pragma",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "request-range",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "x-amz-cf-id",
          "x-forwarded-proto",
          "x-real-ip");

  /** Fields of which CloudFront takes none from viewers. */
  private static final String OF_CLOUDFRONT = "x-edge-";

  private Limits() {}

  /** What of a policy CloudFront would refuse. */
  static List<String> broken(CachePolicy policy) {
    List<String> broken = new ArrayList<>();
    count(broken, "fields", policy.headers());
    count(broken, "cookies", policy.cookies());
    count(broken, "query parameters", policy.query());
    for (String name : names(policy.headers())) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (NEVER_KEYED.contains(lower)
          || lower.startsWith(OF_CLOUDFRONT)
          || Preconditions.FIELDS.stream().anyMatch(lower::equalsIgnoreCase)) {
        broken.add("the field " + name + " can't be in the key of CloudFront");
      }
    }
    for (String name : names(policy.query())) {
      if (!name.matches("[A-Za-z0-9._~-]+")) {
        broken.add(
            "the query parameter "
                + name
                + " is sent in more than one spelling, and CloudFront knows one (say query: all)");
      }
    }
    return broken;
  }

  /** What of a distribution CloudFront would refuse. */
  static List<Finding> broken(DistributionModel model) {
    List<Finding> broken = new ArrayList<>();
    if (model.behaviors().size() > BEHAVIORS) {
      broken.add(
          new Finding(
              "all routes",
              model.behaviors().size()
                  + " behaviours (expected: at most "
                  + BEHAVIORS
                  + "; say cdn on fewer routes, or group their paths)"));
    }
    if (model.cachePolicies().size() > CACHE_POLICIES) {
      broken.add(
          new Finding(
              "all routes",
              model.cachePolicies().size()
                  + " cache policies (expected: at most "
                  + CACHE_POLICIES
                  + " in an account; give routes equal keys and lifetimes)"));
    }
    return broken;
  }

  private static void count(List<String> broken, String what, Selection selection) {
    SortedSet<String> names = names(selection);
    if (names.size() > NAMES) {
      broken.add(
          names.size() + " " + what + " in the key (expected: at most " + NAMES + "): " + names);
    }
    int length = names.stream().mapToInt(String::length).sum();
    if (length > TOTAL_NAME_LENGTH) {
      broken.add(
          "names of "
              + what
              + " of "
              + length
              + " characters in all (expected: at most "
              + TOTAL_NAME_LENGTH
              + ")");
    }
  }

  private static SortedSet<String> names(Selection selection) {
    return switch (selection) {
      case Selection.Only(var names) -> names;
      case Selection.None _, Selection.All _, Selection.AllExcept _ -> Collections.emptySortedSet();
    };
  }
}
