package dev.edgecache.policy.files.lint;

import dev.edgecache.policy.files.PolicyFile;
import dev.edgecache.yaml.Position;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The advice to authors of policies: mistakes that load, but do not do what was meant. */
public final class Lint {

  private static final List<Check> CHECKS =
      Stream.of(
              SharingChecks.ALL,
              KeyChecks.ALL,
              LifetimeChecks.ALL,
              RouteChecks.ALL,
              EventChecks.ALL)
          .flatMap(List::stream)
          .toList();

  private static final Comparator<Finding> IN_ORDER_OF_THE_FILE =
      Comparator.comparing(
          Finding::position,
          Comparator.comparingInt(Position::line).thenComparingInt(Position::column));

  private Lint() {}

  /** All rules in the order of their ids. */
  public static List<LintRule> rules() {
    return CHECKS.stream().map(Check::rule).toList();
  }

  /** What is to be said of these files, file by file and from top to bottom. */
  public static List<Finding> check(List<PolicyFile> files) {
    return files.stream()
        .flatMap(
            file ->
                CHECKS.stream()
                    .flatMap(check -> check.findings(file, files))
                    .sorted(IN_ORDER_OF_THE_FILE))
        .toList();
  }

  /** The documentation of all rules, in Markdown. */
  public static String reference() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Lint rules

        `edge-cache policy check` tells of mistakes in policy files that load but probably do not do
        what was meant. Files that contradict themselves or each other do not load at all: unknown
        keys, impossible values, a least lifetime above the greatest, two routes that match the same
        requests.

        This page is made from the table of rules in the code. Ids are stable.

        | Id | Severity | Mistake |
        |---|---|---|
        """);
    for (LintRule rule : rules()) {
      text.append("| [").append(rule.id()).append("](#").append(anchor(rule)).append(") | ");
      text.append(rule.severity().word()).append(" | ").append(rule.title()).append(" |\n");
    }
    for (LintRule rule : rules()) {
      text.append("\n## ").append(rule.id()).append("\n\n");
      text.append("**").append(rule.title()).append("** (");
      text.append(rule.severity().word()).append(")\n\n");
      text.append("Problem: ").append(rule.problem()).append("\n\n");
      text.append("Fix: ").append(rule.fix()).append("\n");
    }
    return text.toString();
  }

  private static String anchor(LintRule rule) {
    return rule.id().toLowerCase(Locale.ROOT);
  }
}
