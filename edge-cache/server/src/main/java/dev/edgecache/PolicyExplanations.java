package dev.edgecache;

import dev.edgecache.admin.Policies.ExplainRequest;
import dev.edgecache.admin.Policies.Explained;
import dev.edgecache.cli.policy.RequestText;
import dev.edgecache.policy.explain.Explanation;
import dev.edgecache.policy.rules.PolicySet;
import java.util.Locale;
import java.util.Map;

/** Explanations of the policies in force for the admin port. */
final class PolicyExplanations {

  private PolicyExplanations() {}

  /**
   * What the policies make of a request.
   *
   * @throws IllegalArgumentException if the request is not one, with a message for its author
   */
  static Explained of(PolicySet policies, ExplainRequest request) {
    Explanation explanation =
        Explanation.of(
            policies, RequestText.request(request.method(), request.url(), request.fields()));
    String text = explanation.text();
    return new Explained(
        Map.of(
            "route", explanation.match().route().id(),
            "handling", explanation.handling().name().toLowerCase(Locale.ROOT),
            "explanation", text.lines().toList()),
        text);
  }
}
