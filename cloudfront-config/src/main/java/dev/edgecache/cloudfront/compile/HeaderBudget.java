package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.EdgeTags;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.rules.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the fields of a route's answers need of what CloudFront takes, as far as its policy tells:
 * the tags that it writes, without the values of parameters and what the origin adds, and the
 * fields of cross-origin answers. Of requests a policy names a few fields, and what they hold is up
 * to viewers.
 */
final class HeaderBudget {

  /** A parameter of a template, by whose value a tag gets longer. */
  private static final String PARAMETER = "\\{[^}]*}";

  private HeaderBudget() {}

  /** What can't be told to CloudFront, of any answer of a route. */
  static List<String> broken(Route route, String tagHeader) {
    List<String> broken = new ArrayList<>();
    int written = route.tags().templates().size();
    if (written >= EdgeTags.MOST) {
      broken.add(
          written
              + " tags (expected: at most "
              + (EdgeTags.MOST - 1)
              + " beside that of the route, as CloudFront drops more without a word)");
    }
    int tags = EdgeTags.length(leastTags(route));
    if (tags > EdgeTags.LONGEST) {
      broken.add(
          "tags of at least "
              + tags
              + " characters in all (expected: at most "
              + EdgeTags.LONGEST
              + ", beyond which no answer tells any; leave some out, or shorten them)");
    }
    int fields = line(tagHeader.length(), tags) + crossOrigin(route);
    if (fields > EdgeTags.HEADER_BUDGET) {
      broken.add(
          "fields of answers of at least "
              + fields
              + " octets (expected: at most "
              + EdgeTags.HEADER_BUDGET
              + ", which is all that CloudFront takes; name fewer tags, and fewer fields below"
              + " cors)");
    }
    return broken;
  }

  /** Whether tags of a route may be too long to be told, by the values of its parameters alone. */
  static boolean mayBeExceeded(Route route) {
    int most =
        route.tags().templates().stream()
            .mapToInt(HeaderBudget::mostLength)
            .map(length -> length + 1)
            .sum();
    return most + EdgeTags.ofRoute(route.id()).length() + 1 > EdgeTags.LONGEST;
  }

  private static int mostLength(String template) {
    return template.contains("{") ? Tags.GREATEST_LENGTH : Tags.normalised(template).length();
  }

  private static Set<String> leastTags(Route route) {
    Set<String> tags = new TreeSet<>();
    tags.add(EdgeTags.ofRoute(route.id()));
    for (String template : route.tags().templates()) {
      tags.add(Tags.normalised(template.replaceAll(PARAMETER, "")));
    }
    return tags;
  }

  /** The longer of the answers to a preflight and to the request itself. */
  private static int crossOrigin(Route route) {
    return route
        .cors()
        .map(
            rule ->
                Math.max(
                    list("Access-Control-Expose-Headers", rule.expose()),
                    list("Access-Control-Allow-Headers", rule.headers())
                        + list("Access-Control-Allow-Methods", rule.methods())))
        .orElse(0);
  }

  private static int list(String name, Collection<String> members) {
    return members.isEmpty() ? 0 : line(name.length(), String.join(", ", members).length());
  }

  /** The octets of a field line, its colon and its end. */
  private static int line(int name, int value) {
    return name + ": \r\n".length() + value;
  }
}
