package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.CachePolicy.Codings;
import dev.edgecache.cloudfront.model.Selection;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.coding.ContentCoding;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.ConsistencyRule.Promise;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.KeyRule.QueryRule;
import dev.edgecache.policy.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The cache policy that a route needs so that CloudFront tells apart all that the proxy does. */
final class KeyNeeds {

  private KeyNeeds() {}

  /** The policy of a route that CloudFront keeps. */
  static CachePolicy of(Route route, CdnRule rule, EdgeSettings.Sessions sessions) {
    boolean hasSessions = route.consistency().promise() == Promise.SESSION;
    SortedSet<String> cookies = new TreeSet<>(hasSessions ? sessions.cookies() : List.of());
    List<String> headers = new ArrayList<>(hasSessions ? sessions.headers() : List.of());
    Selection query = new Selection.None();
    // The proxy's key begins with the host, and other names than its own reach a distribution too.
    headers.add("Host");
    if (route.cors().isPresent()) {
      headers.add("Origin");
    }
    switch (route.key()) {
      case KeyRule.Named named -> {
        headers.addAll(named.headers().keySet());
        named.countries().ifPresent(groups -> headers.add(groups.header()));
        cookies.addAll(named.cookies());
        query = query(named.query());
      }
      case KeyRule.FollowOrigin() ->
          throw new IllegalArgumentException(
              "route: " + route.id() + " (expected: a key mapping beside cdn)");
    }
    return new CachePolicy(
        CachePolicy.Times.upTo(wholeSeconds(rule.kept())),
        headers(headers),
        Selection.of(cookies),
        query,
        codings(route));
  }

  /** A policy that serves what either of two does. */
  static CachePolicy both(CachePolicy one, CachePolicy other) {
    Duration max =
        one.times().max().compareTo(other.times().max()) > 0
            ? one.times().max()
            : other.times().max();
    return new CachePolicy(
        CachePolicy.Times.upTo(max),
        one.headers().or(other.headers()),
        one.cookies().or(other.cookies()),
        one.query().or(other.query()),
        one.codings().or(other.codings()));
  }

  private static Selection query(QueryRule rule) {
    return switch (rule) {
      case QueryRule.All() -> new Selection.All();
      // CloudFront keys at most ten by name; the whole query tells apart at least as much.
      case QueryRule.Only(var names) ->
          names.size() > Limits.NAMES ? new Selection.All() : Selection.of(names);
    };
  }

  /** Fields by one spelling each; the codings are CloudFront's own business. */
  private static Selection headers(List<String> names) {
    return Selection.of(
        names.stream()
            .filter(name -> !name.equalsIgnoreCase(FieldNames.ACCEPT_ENCODING))
            .map(KeyNeeds::spelled)
            .toList());
  }

  /** A field name as AWS spells names, such as {@code CloudFront-Viewer-Country}. */
  static String spelled(String name) {
    StringBuilder spelled = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      boolean first = i == 0 || name.charAt(i - 1) == '-';
      spelled.append(
          first ? Character.toUpperCase(name.charAt(i)) : Character.toLowerCase(name.charAt(i)));
    }
    return spelled.toString().replace("Cloudfront", "CloudFront");
  }

  private static Codings codings(Route route) {
    boolean byOrigin =
        Stream.concat(keyed(route), route.forward().headers().stream())
            .anyMatch(FieldNames.ACCEPT_ENCODING::equalsIgnoreCase);
    List<ContentCoding> made =
        route.cache().compression().map(rule -> rule.codings()).orElse(List.of());
    return new Codings(
        byOrigin || made.contains(ContentCoding.GZIP), byOrigin || made.contains(ContentCoding.BR));
  }

  private static Stream<String> keyed(Route route) {
    return route.key() instanceof KeyRule.Named named
        ? named.headers().keySet().stream()
        : Stream.empty();
  }

  private static Duration wholeSeconds(Duration duration) {
    Duration whole = Duration.ofSeconds(duration.toSeconds());
    return whole.equals(duration) ? whole : whole.plusSeconds(1);
  }
}
