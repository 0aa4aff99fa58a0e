package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.EdgeTags;
import dev.edgecache.http.FieldNames;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.KeyRule.HeaderRule;
import dev.edgecache.policy.KeyRule.QueryRule;
import dev.edgecache.policy.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is right at CloudFront, and could be better. */
final class Advice {

  /** The codings that CloudFront tells apart. */
  private static final Set<String> KNOWN_CODINGS = Set.of("br", "gzip", "identity");

  private Advice() {}

  static List<Finding> on(HostRoutes routes, List<BehaviorList.Entry> entries) {
    List<Finding> advice = new ArrayList<>();
    if (routes.all().stream().noneMatch(route -> route.cdn().isPresent())) {
      advice.add(new Finding("all routes", "none says cdn, so that CloudFront keeps nothing"));
    }
    for (Route route : routes.all()) {
      route.cdn().ifPresent(rule -> onKept(route, rule, entries, advice));
    }
    return advice;
  }

  private static void onKept(
      Route route, CdnRule rule, List<BehaviorList.Entry> entries, List<Finding> advice) {
    boolean hasEntry =
        entries.stream().anyMatch(entry -> entry.route().filter(route::equals).isPresent());
    if (!hasEntry) {
      advice.add(
          new Finding(
              route.id(),
              "nothing is kept at CloudFront, as other routes take its paths there; leave cdn"
                  + " out"));
    }
    if (route.key() instanceof KeyRule.Named named) {
      named.headers().forEach((name, header) -> onHeader(route, name, header, advice));
      onQuery(route, named.query(), advice);
      named
          .countries()
          .ifPresent(
              groups ->
                  advice.add(
                      new Finding(
                          route.id(),
                          "CloudFront keeps an answer for each country, not for each group; fewer"
                              + " requests find one")));
    }
    onTags(route, rule, advice);
    if (route.cache() instanceof CacheRule.Store store
        && store.clientDirectives() == CacheRule.ClientDirectives.OBEY) {
      advice.add(
          new Finding(
              route.id(), "CloudFront ignores Cache-Control of requests, which the route obeys"));
    }
  }

  private static void onHeader(Route route, String name, HeaderRule rule, List<Finding> advice) {
    List<String> choices =
        switch (rule) {
          case HeaderRule.AnyValue() -> List.of();
          case HeaderRule.OneOf(var all) -> all;
        };
    if (!name.equalsIgnoreCase(FieldNames.ACCEPT_ENCODING)) {
      if (!choices.isEmpty()) {
        advice.add(
            new Finding(
                route.id(),
                "CloudFront keeps an answer for each value of "
                    + name
                    + ", not for each of "
                    + choices
                    + "; fewer requests find one"));
      }
    } else if (choices.isEmpty() || !KNOWN_CODINGS.containsAll(choices)) {
      advice.add(
          new Finding(route.id(), "of Accept-Encoding CloudFront tells no more than br and gzip"));
    }
  }

  private static void onQuery(Route route, QueryRule rule, List<Finding> advice) {
    if (rule instanceof QueryRule.Only(var names) && names.size() > Limits.NAMES) {
      advice.add(
          new Finding(
              route.id(),
              "CloudFront keys the whole query, as it takes at most "
                  + Limits.NAMES
                  + " parameters by name; fewer requests find an answer"));
    }
  }

  private static void onTags(Route route, CdnRule rule, List<Finding> advice) {
    boolean tagged = !route.tags().templates().isEmpty() || !route.tags().fromFields().isEmpty();
    if (rule.invalidate() != CdnRule.Invalidate.NONE && !tagged) {
      advice.add(
          new Finding(
              route.id(), "without tags only an invalidation of its path reaches CloudFront"));
    }
    if (HeaderBudget.mayBeExceeded(route)) {
      advice.add(
          new Finding(
              route.id(),
              "with long parameters its tags have more than "
                  + EdgeTags.LONGEST
                  + " characters, and an answer tells none of them then; name fewer"));
    }
  }
}
