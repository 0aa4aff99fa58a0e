package dev.edgecache.policy.files;

import dev.edgecache.policy.HostPattern;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.path.FieldTemplate;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.KeyPath;
import dev.edgecache.yaml.Position;
import dev.edgecache.yaml.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The contradictions between routes and policies that only a look at all files shows. */
final class Conflicts {

  private Conflicts() {}

  /** The problems, each at the later of the two places and naming the earlier. */
  static List<Problem> among(List<PolicyFile> files) {
    List<Problem> problems = new ArrayList<>(samePolicyNames(files));
    problems.addAll(differentPositions(files));
    List<PlacedRoute> routes = files.stream().flatMap(PlacedRoute::allOf).toList();
    for (int i = 0; i < routes.size(); i++) {
      for (PlacedRoute earlier : routes.subList(0, i)) {
        PlacedRoute later = routes.get(i);
        if (earlier.file().name().equals(later.file().name())
            && earlier.route().name().equals(later.route().name())) {
          problems.add(sameName(earlier, later));
        }
        if (earlier.route().competesWith(later.route())
            && sameHosts(earlier.file().policy(), later.file().policy())) {
          problems.add(sameRequests(earlier, later));
        }
      }
    }
    return problems;
  }

  private static List<Problem> samePolicyNames(List<PolicyFile> files) {
    KeyPath path = KeyPath.ROOT.key("policy");
    List<Problem> problems = new ArrayList<>();
    Map<String, Position> taken = new HashMap<>();
    for (PolicyFile file : files) {
      String name = file.policy().name();
      Position position = file.document().position(path);
      Position first = taken.putIfAbsent(name, position);
      if (name.equals(PolicySet.BUILTIN.name())) {
        String message = name + " (expected: another name, this one is taken)";
        problems.add(Problem.of(position, path, message));
      } else if (first != null) {
        String message = name + " a second time";
        problems.add(Problem.of(position, path, message, "the first is at " + first));
      }
    }
    return problems;
  }

  /** An event was committed at one place, whoever names it. */
  private static List<Problem> differentPositions(List<PolicyFile> files) {
    List<Problem> problems = new ArrayList<>();
    Map<String, PlacedPosition> taken = new HashMap<>();
    for (PolicyFile file : files) {
      for (PlacedPosition later : PlacedPosition.allOf(file)) {
        PlacedPosition first = taken.putIfAbsent(later.event(), later);
        if (first != null && !first.template().equals(later.template())) {
          problems.add(
              Problem.of(
                  later.at(),
                  later.path(),
                  later.template() + " for an event whose position is " + first.template(),
                  "the other is at " + first.at()));
        }
      }
    }
    return problems;
  }

  /** Where a file says the position of an event. */
  private record PlacedPosition(String event, FieldTemplate template, KeyPath path, Position at) {

    static List<PlacedPosition> allOf(PolicyFile file) {
      List<PlacedPosition> all = new ArrayList<>();
      new TreeMap<>(file.policy().events())
          .forEach(
              (event, rule) -> {
                KeyPath path = KeyPath.ROOT.key("events").key(event).key("position");
                Position at = file.document().position(path);
                rule.position()
                    .ifPresent(template -> all.add(new PlacedPosition(event, template, path, at)));
              });
      return all;
    }
  }

  private static Problem sameName(PlacedRoute earlier, PlacedRoute later) {
    return Problem.of(
        later.position("name"),
        later.path("name"),
        later.route().name() + " a second time",
        "the first is at " + earlier.position("name"));
  }

  private static Problem sameRequests(PlacedRoute earlier, PlacedRoute later) {
    return Problem.of(
        later.position("path"),
        later.path("path"),
        "matches the same requests as route " + earlier.route().id(),
        "give one of them other hosts, another path or other methods; the other is at "
            + earlier.position("path"));
  }

  private static boolean sameHosts(Policy one, Policy other) {
    return one.hosts().isEmpty()
        ? other.hosts().isEmpty()
        : !Collections.disjoint(patterns(one), patterns(other));
  }

  private static Set<HostPattern> patterns(Policy policy) {
    return policy.hosts().stream().map(HostPattern::parse).collect(Collectors.toSet());
  }
}
