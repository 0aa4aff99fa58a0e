package dev.edgecache.policy.files.lint;

import static dev.edgecache.policy.files.lint.LintRule.Severity.WARNING;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.PurgeRule;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.files.PolicyFile;
import dev.edgecache.policy.path.FieldTemplate;
import dev.edgecache.yaml.KeyPath;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rules on what events and changes of rows invalidate. */
final class EventChecks {

  /** Stands for a field or a parameter, of which no tag can have the character. */
  private static final char ANYTHING = '{';

  private EventChecks() {}

  static final List<Check> ALL =
      List.of(
          new Check(
              new LintRule(
                  "EC026",
                  WARNING,
                  "An event that purges a tag that no route carries",
                  "No stored answer has such a tag by `tags`, and none gets tags from the origin by"
                      + " `tags-from`: the event invalidates nothing by it.",
                  "Write the tag as the routes do, with a field in place of the parameter."),
              EventChecks::tagsOfNoRoute));

  private static Stream<Spot> tagsOfNoRoute(PolicyFile file, List<PolicyFile> all) {
    List<Route> storing =
        all.stream()
            .flatMap(each -> each.policy().routes().stream())
            .filter(route -> route.cache() instanceof CacheRule.Store)
            .toList();
    if (storing.stream().anyMatch(route -> !route.tags().fromFields().isEmpty())) {
      return Stream.empty();
    }
    List<String> carried =
        storing.stream()
            .flatMap(route -> route.tags().templates().stream())
            .map(EventChecks::shape)
            .toList();
    return Stream.concat(
        spots(KeyPath.ROOT.key("events"), file.policy().events(), carried),
        spots(KeyPath.ROOT.key("tables"), file.policy().tables(), carried));
  }

  private static Stream<Spot> spots(
      KeyPath path, Map<String, PurgeRule> rules, List<String> carried) {
    return rules.entrySet().stream()
        .flatMap(
            rule -> spots(path.key(rule.getKey()).key("purge"), rule.getValue().tags(), carried));
  }

  private static Stream<Spot> spots(KeyPath path, List<FieldTemplate> tags, List<String> carried) {
    return IntStream.range(0, tags.size())
        .filter(
            i -> {
              String purged = shape(tags.get(i).text());
              return carried.stream().noneMatch(tag -> haveOneInCommon(purged, tag));
            })
        .mapToObj(i -> new Spot(path.item(i), tags.get(i).text() + " is a tag of no route"));
  }

  /** A tag in lower case, with one character for each field. */
  private static String shape(String tag) {
    return tag.replaceAll("\\{[^{}]*\\}", "{").toLowerCase(Locale.ROOT);
  }

  /** Whether two shapes can stand for the same tag. */
  private static boolean haveOneInCommon(String one, String other) {
    boolean[][] common = new boolean[one.length() + 1][other.length() + 1];
    common[one.length()][other.length()] = true;
    for (int i = one.length(); i >= 0; i--) {
      for (int j = other.length(); j >= 0; j--) {
        boolean anything = i < one.length() && one.charAt(i) == ANYTHING;
        boolean otherAnything = j < other.length() && other.charAt(j) == ANYTHING;
        common[i][j] |=
            i < one.length()
                && j < other.length()
                && (anything || otherAnything || one.charAt(i) == other.charAt(j))
                && (common[i + 1][j + 1]
                    || (anything && common[i][j + 1])
                    || (otherAnything && common[i + 1][j]));
      }
    }
    return common[0][0];
  }
}
