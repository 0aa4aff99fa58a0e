package dev.edgecache.cloudfront.invalidation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The permissions that invalidation needs, and no more, as a policy document of IAM.
 *
 * @param account the id of the AWS account
 * @param destinations where invalidations go
 */
public record IamPolicy(String account, Collection<Destination> destinations) {

  /** Rejects what is no account. */
  public IamPolicy {
    destinations = List.copyOf(destinations);
    if (!account.matches("[0-9]{12}")) {
      throw new IllegalArgumentException("account: " + account + " (expected: 12 digits)");
    }
  }

  /** The document, to be written as JSON. */
  public Map<String, Object> document() {
    List<Map<String, Object>> statements = new ArrayList<>();
    add(
        statements,
        "InvalidateDistributions",
        List.of(
            "cloudfront:CreateInvalidation",
            "cloudfront:GetInvalidation",
            "cloudfront:GetDistributionConfig"),
        arns(Destination.Distribution.class));
    add(
        statements,
        "InvalidateTenants",
        List.of(
            "cloudfront:CreateInvalidationForDistributionTenant",
            "cloudfront:GetInvalidationForDistributionTenant",
            "cloudfront:GetDistributionTenant"),
        arns(Destination.Tenant.class));
    if (!arns(Destination.Tenant.class).isEmpty()) {
      // A tenant's distribution, which tells whether tags work, is known only when it is asked.
      add(
          statements,
          "ReadDistributionsOfTenants",
          List.of("cloudfront:GetDistributionConfig"),
          List.of(arn("distribution/*")));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("Version", "2012-10-17");
    document.put("Statement", statements);
    return document;
  }

  private static void add(
      List<Map<String, Object>> statements,
      String id,
      List<String> actions,
      List<String> resources) {
    if (resources.isEmpty()) {
      return;
    }
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("Sid", id);
    statement.put("Effect", "Allow");
    statement.put("Action", actions);
    statement.put("Resource", resources);
    statements.add(statement);
  }

  private List<String> arns(Class<? extends Destination> kind) {
    return destinations.stream()
        .filter(kind::isInstance)
        .map(destination -> arn(destination.name()))
        .sorted()
        .toList();
  }

  private String arn(String resource) {
    return "arn:aws:cloudfront::" + account + ":" + resource;
  }
}
