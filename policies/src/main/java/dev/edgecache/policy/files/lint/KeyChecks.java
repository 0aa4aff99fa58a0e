package dev.edgecache.policy.files.lint;

import static dev.edgecache.policy.files.lint.LintRule.Severity.ADVICE;
import static dev.edgecache.policy.files.lint.LintRule.Severity.WARNING;

import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.KeyRule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules that keep a key small enough to be hit. */
final class KeyChecks {

  /** Fields of which nearly every client sends another value. */
  private static final Set<String> UNBOUNDED =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "baggage",
          "date",
          "forwarded",
          "origin",
          "referer",
          "traceparent",
          "tracestate",
          "user-agent",
          "x-amz-cf-id",
          "x-amzn-trace-id",
          "x-correlation-id",
          "x-forwarded-for",
          "x-real-ip",
          "x-request-id");

  private KeyChecks() {}

  static final List<Check> ALL =
      List.of(
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC006",
                  WARNING,
                  "A key without bounds",
                  "Nearly every client sends another value of this field, so that hardly any answer"
                      + " is found again and the memory fills with copies.",
                  "List the values that answers really depend on, as in `Accept-Language: [en,"
                      + " de]`, or leave the field out."),
              KeyChecks::unbounded),
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC007",
                  ADVICE,
                  "The query is dropped",
                  "Without `key.query` all requests for a path get one answer and the origin sees"
                      + " no query, whatever the client asked.",
                  "List the parameters that answers depend on, or say `query: []` if there are"
                      + " none."),
              KeyChecks::droppedQuery),
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC008",
                  WARNING,
                  "The whole query is keyed",
                  "Each invented parameter, such as `?x=1`, makes another entry and another request"
                      + " to the origin.",
                  "List the parameters that answers depend on, or let the origin list them with"
                      + " `no-vary-search: obey`."),
              KeyChecks::wholeQuery),
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC009",
                  WARNING,
                  "Keyed and forwarded",
                  "The origin sees what is in the key anyway; naming it under `forward` as well"
                      + " claims that answers do not depend on it.",
                  "Keep one of the two."),
              KeyChecks::keyedAndForwarded),
          Check.ofKeyedRoutes(
              new LintRule(
                  "EC010",
                  WARNING,
                  "Origin is keyed beside cors",
                  "The cache answers browsers of every site from one stored answer; with Origin in"
                      + " the key it stores one for each site.",
                  "Leave Origin out of the key."),
              KeyChecks::keyedOrigin));

  private static Stream<Spot> unbounded(KeyedRoute route) {
    return route.key().headers().entrySet().stream()
        .filter(entry -> entry.getValue() instanceof KeyRule.HeaderRule.AnyValue)
        .map(Map.Entry::getKey)
        .filter(name -> UNBOUNDED.contains(name.toLowerCase(Locale.ROOT)))
        .filter(name -> !name.equalsIgnoreCase("Origin") || route.placed().route().cors().isEmpty())
        .sorted()
        .map(name -> Spot.at(route.placed(), "any value is a variant", "key", "headers", name));
  }

  private static Stream<Spot> droppedQuery(KeyedRoute route) {
    boolean countsOrForwards = !route.forward().query().isEmpty();
    return route.says("key", "query") || countsOrForwards
        ? Stream.empty()
        : Stream.of(Spot.at(route.placed(), "no query parameter counts", "key"));
  }

  private static Stream<Spot> wholeQuery(KeyedRoute route) {
    if (route.store().queryVariance() == CacheRule.QueryVariance.OBEY) {
      return Stream.empty();
    }
    return switch (route.key().query()) {
      case KeyRule.QueryRule.All() ->
          Stream.of(Spot.at(route.placed(), "every parameter makes a variant", "key", "query"));
      case KeyRule.QueryRule.Only _ -> Stream.empty();
    };
  }

  private static Stream<Spot> keyedAndForwarded(KeyedRoute route) {
    Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    headers.addAll(route.key().headers().keySet());
    headers.retainAll(caseless(route.forward().headers()));
    Set<String> cookies = new TreeSet<>(route.key().cookies());
    cookies.retainAll(route.forward().cookies());
    Set<String> query = new TreeSet<>(route.forward().query());
    switch (route.key().query()) {
      case KeyRule.QueryRule.All() -> {}
      case KeyRule.QueryRule.Only(Set<String> names) -> query.retainAll(names);
    }
    return Stream.of(
            both(route, headers, "headers"),
            both(route, cookies, "cookies"),
            both(route, query, "query"))
        .flatMap(spots -> spots);
  }

  private static Stream<Spot> both(KeyedRoute route, Set<String> names, String key) {
    return names.stream()
        .map(name -> Spot.at(route.placed(), name + " is in the key already", "forward", key));
  }

  private static Set<String> caseless(Set<String> names) {
    Set<String> caseless = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    caseless.addAll(names);
    return caseless;
  }

  private static Stream<Spot> keyedOrigin(KeyedRoute route) {
    return route.keysHeader("Origin") && route.placed().route().cors().isPresent()
        ? Stream.of(Spot.at(route.placed(), "each site is a variant", "key", "headers"))
        : Stream.empty();
  }
}
