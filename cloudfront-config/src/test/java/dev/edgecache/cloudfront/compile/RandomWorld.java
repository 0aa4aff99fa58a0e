package dev.edgecache.cloudfront.compile;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.ReadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Policies and requests at random, of few words, so that they often have to do with each other. */
final class RandomWorld {

  private static final List<String> SEGMENTS =
      List.of("a", "b", "{x}", "{y}", "*", "{x}", "a.b", "c");
  private static final List<String> PATH_PARTS =
      List.of("a", "b", "a", "b", "c", "x", "a.b", "", "%61", "..", "b;c", "a%2fb", "%C3%A4");
  private static final List<String> PARAMETERS = List.of("q", "p", "r", "utm", "%71", "q[]");
  private static final List<String> HOSTS =
      List.of("api.example", "api.example", "api.example", "API.example:443", "d1.example");
  private static final List<List<String>> FIELDS =
      List.of(
          List.of("Accept-Language", "de", "en;q=0.5, de", "fr"),
          List.of("X-T", "1", "2", " 1"),
          List.of("Origin", "https://shop.example", "https://other.example"),
          List.of("Accept-Encoding", "gzip", "br, gzip", "zstd", "gzip;q=0, br"),
          List.of("CloudFront-Viewer-Country", "DE", "GB"),
          List.of("Authorization", "Bearer a"),
          List.of("X-Forwarded-Host", "evil.example"),
          List.of("Cookie", "c=1", "c=2; d=1", "d=2", "edge-session=t", "c=1; edge-session=u"));

  private final Random random;

  RandomWorld(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A set of one policy, or of two for hosts at different levels; empty if it contradicts itself.
   */
  Optional<PolicySet> policies() {
    List<Policy> policies = new ArrayList<>();
    policies.add(policy("one", "[api.example]"));
    if (chance(4)) {
      policies.add(policy("two", "[]"));
    }
    try {
      return Optional.of(PolicySet.of(policies));
    } catch (IllegalArgumentException twoRoutesMatchTheSame) {
      return Optional.empty();
    }
  }

  private Policy policy(String name, String hosts) {
    StringBuilder text = new StringBuilder("policy: " + name + "\nhosts: " + hosts + "\nroutes:\n");
    int routes = 1 + random.nextInt(5);
    for (int i = 0; i < routes; i++) {
      text.append("- { name: r").append(i).append(", path: \"").append(template()).append("\", ");
      text.append(methods()).append(rules()).append(" }\n");
    }
    return switch (PolicyFiles.parse("random", text.toString())) {
      case ReadResult.Valid<Policy>(Policy policy, _) -> policy;
      case ReadResult.Invalid<Policy>(var problems) ->
          throw new AssertionError(text + " " + problems);
    };
  }

  private String template() {
    List<String> segments = new ArrayList<>();
    int length = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      String segment = any(SEGMENTS);
      segments.add(segments.contains(segment) && segment.startsWith("{") ? "*" : segment);
    }
    if (length == 0 || chance(3)) {
      segments.add("**");
    }
    return "/" + String.join("/", segments);
  }

  private String methods() {
    return any(List.of("", "methods: [GET], ", "methods: [GET], ", "methods: [POST], "));
  }

  private String rules() {
    if (chance(3)) {
      return "cache: never";
    }
    List<String> key = new ArrayList<>();
    key.add("query: " + any(List.of("[]", "[q]", "[p, q]", "all")));
    key.add("headers: " + any(List.of("{}", "{ X-T: any }", "{ Accept-Language: [de, en] }")));
    key.add("cookies: " + any(List.of("[]", "[c]", "[c, d]")));
    if (chance(4)) {
      key.add("countries: { groups: { de: [DE] }, otherwise: w }");
    }
    String cdn =
        any(List.of("", ", cdn: { fresh: 10s }", ", cdn: { fresh: 5s, stale-if-error: 1m }"));
    return "cache: { fresh: 1m, compress: "
        + any(List.of("on", "off", "{ codings: [gzip] }"))
        + " }, key: { "
        + String.join(", ", key)
        + " }, consistency: "
        + any(List.of("replica", "session"))
        + any(List.of("", ", cors: { origins: [\"https://shop.example\"] }"))
        + cdn;
  }

  /** A request of a viewer by GET or HEAD. */
  RequestHead request() {
    StringBuilder path = new StringBuilder();
    int length = 1 + random.nextInt(5);
    for (int i = 0; i < length; i++) {
      path.append('/').append(any(PATH_PARTS));
    }
    return new RequestHead(
        chance(5) ? "HEAD" : "GET", "https", any(HOSTS), path.toString(), query(), fields());
  }

  /** A request for the same path that differs from another one in some of the rest. */
  RequestHead like(RequestHead request) {
    return new RequestHead(
        chance(5) ? "HEAD" : request.method(),
        "https",
        chance(6) ? any(HOSTS) : request.authority(),
        request.path(),
        chance(3) ? query() : request.query(),
        chance(2) ? fields() : request.fields());
  }

  private @Nullable String query() {
    if (chance(3)) {
      return null;
    }
    List<String> pieces = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      pieces.add(any(PARAMETERS) + (chance(5) ? "" : "=" + random.nextInt(3)));
    }
    return String.join("&", pieces);
  }

  private Fields fields() {
    Fields.Builder fields = Fields.builder();
    for (List<String> field : FIELDS) {
      if (chance(3)) {
        fields.add(field.getFirst(), any(field.subList(1, field.size())));
      }
    }
    return fields.build();
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
