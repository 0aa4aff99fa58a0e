package dev.edgecache.cloudfront.render;

import dev.edgecache.cloudfront.model.CacheBehavior;
import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.DistributionModel;
import java.util.ArrayList;
import java.util.List;

/** What rendered distributions say to their readers. */
final class Comments {

  /** The longest comment that CloudFront takes on a policy. */
  private static final int LONGEST = 128;

  static final String MADE = "Made by edge-cache from its policies; render again to change it";

  private Comments() {}

  /** The patterns in their order, with what they are there for. */
  static List<String> order(DistributionModel model) {
    List<String> lines = new ArrayList<>();
    for (CacheBehavior behavior : model.all()) {
      lines.add(
          behavior.pattern()
              + (behavior.cache().keeps() ? " keeps " : " does not keep ")
              + String.join(", ", behavior.why()));
    }
    return lines;
  }

  /** The routes of a cache policy, as far as there is room. */
  static String of(CachePolicy policy, DistributionModel model) {
    if (!policy.keeps()) {
      return "Keeps nothing";
    }
    String routes =
        String.join(
            ", ",
            model.behaviors().stream()
                .filter(behavior -> behavior.cache().equals(policy))
                .flatMap(behavior -> behavior.why().stream())
                .distinct()
                .toList());
    return routes.length() <= LONGEST ? routes : routes.substring(0, LONGEST - 3) + "...";
  }
}
