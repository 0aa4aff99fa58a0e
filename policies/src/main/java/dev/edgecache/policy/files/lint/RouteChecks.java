package dev.edgecache.policy.files.lint;

import static dev.edgecache.policy.files.lint.LintRule.Severity.ADVICE;
import static dev.edgecache.policy.files.lint.LintRule.Severity.ERROR;
import static dev.edgecache.policy.files.lint.LintRule.Severity.WARNING;

import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.TagRule;
import dev.edgecache.policy.files.PlacedRoute;
import dev.edgecache.policy.files.PolicyFile;
import dev.edgecache.yaml.KeyPath;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rules on what routes match and on the tags of their answers. */
final class RouteChecks {

  private static final Pattern PARAMETER = Pattern.compile("\\{([^{}]*)\\}");

  /** The longest tag that CloudFront takes, in characters. */
  private static final int LONGEST_TAG = 256;

  /** Media types whose format compresses. */
  private static final List<String> COMPRESSED =
      List.of(
          "application/gzip",
          "application/zip",
          "audio/mpeg",
          "font/woff2",
          "image/jpeg",
          "image/png",
          "video/mp4");

  private RouteChecks() {}

  static final List<Check> ALL =
      List.of(
          Check.ofRoutes(
              new LintRule(
                  "EC017",
                  ERROR,
                  "A tag with an unknown parameter",
                  "The path has no parameter of that name, so that the tag can't be made.",
                  "Use a `{name}` that stands in `path`."),
              RouteChecks::unknownParameters),
          Check.ofRoutes(
              new LintRule(
                  "EC018",
                  ERROR,
                  "A tag that CloudFront can't take",
                  "CloudFront takes tags of up to 256 characters from `!` to `~` without comma; an"
                      + " invalidation by any other would leave its copy in place.",
                  "Use letters, digits and `-`, `_`, `:`, `.`, `/`."),
              RouteChecks::impossibleTags),
          Check.ofRoutes(
              new LintRule(
                  "EC019",
                  WARNING,
                  "Tags on what is never stored",
                  "There is no stored answer that the tags could name.",
                  "Remove the tags, or store the answers."),
              RouteChecks::tagsOfNothing),
          Check.ofRoutes(
              new LintRule(
                  "EC020",
                  WARNING,
                  "A method whose answers are not stored",
                  "Only answers to GET and HEAD are stored; other methods of this route pass"
                      + " through, but with the key's part of the request alone.",
                  "Give the other methods a route of their own with `cache: never`."),
              RouteChecks::unstorableMethods),
          Check.ofRoutes(
              new LintRule(
                  "EC021",
                  WARNING,
                  "An upgrade on a stored route",
                  "A connection that switches protocols has no answer to store, and a stored answer"
                      + " never switches.",
                  "Give the path of the upgrade a route of its own with `cache: never`."),
              RouteChecks::storedUpgrades),
          Check.ofFiles(
              new LintRule(
                  "EC022",
                  ADVICE,
                  "Any host",
                  "Without `hosts` the routes hold for every host name that reaches the proxy, also"
                      + " for those of another API.",
                  "Name the hosts of this API."),
              RouteChecks::anyHost),
          Check.ofRoutes(
              new LintRule(
                  "EC023",
                  WARNING,
                  "What is compressed already",
                  "Pictures, sound, films, fonts and archives are compressed by their own format:"
                      + " to encode them costs time and memory and saves nothing.",
                  "Name types of text in `compress.types`."),
              RouteChecks::compressedAlready),
          Check.ofRoutes(
              new LintRule(
                  "EC024",
                  ERROR,
                  "Writes of a route that only reads",
                  "The route takes GET, HEAD, OPTIONS or TRACE alone, which write nothing (RFC 9110"
                      + " §9.2.1).",
                  "Say `writes` on the route of the method that writes."),
              RouteChecks::readsThatWrite),
          Check.ofRoutes(
              new LintRule(
                  "EC025",
                  WARNING,
                  "A refill that never happens",
                  "What is read at the primary does not wait for replicas.",
                  "Remove `refill`, or choose another `consistency`."),
              RouteChecks::refillOfPrimary));

  private static Stream<Spot> unknownParameters(PlacedRoute route) {
    List<String> known = route.route().path().parameters();
    return eachTag(
        route,
        tag ->
            PARAMETER
                .matcher(tag)
                .results()
                .map(MatchResult::group)
                .filter(name -> !known.contains(name.substring(1, name.length() - 1)))
                .map(name -> name + " is not a parameter of " + route.route().path()));
  }

  private static Stream<Spot> impossibleTags(PlacedRoute route) {
    return eachTag(
        route,
        tag -> {
          String constant = PARAMETER.matcher(tag).replaceAll("");
          boolean possible =
              constant.length() <= LONGEST_TAG
                  && constant.chars().allMatch(c -> c > ' ' && c <= '~' && c != ',');
          return possible ? Stream.empty() : Stream.of("not a tag of CloudFront");
        });
  }

  private static Stream<Spot> eachTag(
      PlacedRoute route, Function<String, Stream<String>> messages) {
    return Stream.concat(
        eachOf(route.route().tags().templates(), route.path("tags"), messages),
        eachOf(route.route().consistency().writes(), route.path("writes"), messages));
  }

  private static Stream<Spot> eachOf(
      List<String> tags, KeyPath path, Function<String, Stream<String>> messages) {
    return IntStream.range(0, tags.size())
        .boxed()
        .flatMap(i -> messages.apply(tags.get(i)).map(message -> new Spot(path.item(i), message)));
  }

  private static Stream<Spot> tagsOfNothing(PlacedRoute route) {
    return switch (route.route().cache()) {
      case CacheRule.Never() when !route.route().tags().equals(TagRule.NONE) ->
          Stream.of(
              Spot.at(
                  route,
                  "cache: never leaves nothing to tag",
                  route.route().tags().templates().isEmpty() ? "tags-from" : "tags"));
      case CacheRule.Never _, CacheRule.Store _ -> Stream.empty();
    };
  }

  private static Stream<Spot> unstorableMethods(PlacedRoute route) {
    Set<String> methods = new TreeSet<>(route.route().methods());
    methods.removeAll(Set.of("GET", "HEAD"));
    return switch (route.route().cache()) {
      case CacheRule.Store _ when !methods.isEmpty() ->
          Stream.of(
              Spot.at(
                  route, "answers to " + String.join(", ", methods) + " aren't stored", "methods"));
      case CacheRule.Never _, CacheRule.Store _ -> Stream.empty();
    };
  }

  private static Stream<Spot> storedUpgrades(PlacedRoute route) {
    return switch (route.route().cache()) {
      case CacheRule.Store _ when !route.route().upgrades().isEmpty() ->
          Stream.of(Spot.at(route, "stored answers don't switch protocols", "upgrades"));
      case CacheRule.Never _, CacheRule.Store _ -> Stream.empty();
    };
  }

  private static Stream<Spot> compressedAlready(PlacedRoute route) {
    return route.route().cache().compression().stream()
        .flatMap(compression -> compression.types().stream())
        .filter(type -> COMPRESSED.stream().anyMatch(type::matches))
        .map(
            type ->
                new Spot(
                    route.path("cache").key("compress").key("types"),
                    type.text() + " is compressed already"));
  }

  private static Stream<Spot> readsThatWrite(PlacedRoute route) {
    Set<String> methods = route.route().methods();
    boolean onlyReads = !methods.isEmpty() && methods.stream().allMatch(RequestHead::isSafe);
    return onlyReads && !route.route().consistency().writes().isEmpty()
        ? Stream.of(
            Spot.at(route, String.join(", ", new TreeSet<>(methods)) + " writes nothing", "writes"))
        : Stream.empty();
  }

  private static Stream<Spot> refillOfPrimary(PlacedRoute route) {
    return switch (route.route().consistency().promise()) {
      case PRIMARY ->
          Stream.of("refill")
              .filter(route::says)
              .map(key -> Spot.at(route, "consistency: primary waits for no replica", key));
      case SESSION, REPLICA -> Stream.empty();
    };
  }

  /** A policy that only follows origins may well be meant for all of them. */
  private static Stream<Spot> anyHost(PolicyFile file) {
    boolean decidesByItself =
        PlacedRoute.allOf(file).anyMatch(route -> KeyedRoute.of(route).isPresent());
    return file.policy().hosts().isEmpty() && decidesByItself
        ? Stream.of(new Spot(KeyPath.ROOT.key("policy"), "holds for any host"))
        : Stream.empty();
  }
}
