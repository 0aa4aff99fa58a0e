package dev.edgecache.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.ForwardRule;
import dev.edgecache.policy.KeyRule;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds of keys under any policy: requests have one key exactly if they agree in all that the
 * route keys, and of requests with one key the origin sees the same, but for an enumerated rest.
 */
class KeyPropertiesTest {

  private static final int POLICIES = 60;
  private static final int PAIRS = 60;

  private static final KeyRule.CountryGroups GROUPS =
      new KeyRule.CountryGroups("X-Country", Map.of("DE", "eu", "FR", "eu", "GB", "uk"), "row");

  /** What a generated route keys and forwards; the test's own reading of a policy. */
  private record Keyed(
      boolean follows,
      boolean wholeQuery,
      Set<String> query,
      Set<String> anyValue,
      Set<String> oneOf,
      Set<String> cookies,
      boolean country,
      ForwardRule forward) {

    static Keyed random(Random random) {
      Set<String> headers = some(random, "x-a", "x-b", "accept-language");
      Set<String> oneOf =
          headers.stream().filter(_ -> random.nextBoolean()).collect(Collectors.toSet());
      return new Keyed(
          random.nextInt(6) == 0,
          random.nextInt(4) == 0,
          some(random, "a", "b", "\u00fc", ""),
          headers.stream().filter(name -> !oneOf.contains(name)).collect(Collectors.toSet()),
          oneOf,
          some(random, "c", "d"),
          random.nextBoolean(),
          new ForwardRule(some(random, "X-Forward"), some(random, "e"), some(random, "forward")));
    }

    RouteFixture route() {
      RouteFixture route = RouteFixture.route("/**");
      if (follows) {
        return route.followOrigin();
      }
      route.query(query.toArray(String[]::new)).forward(forward);
      if (wholeQuery) {
        route.wholeQuery();
      }
      anyValue.forEach(route::header);
      oneOf.forEach(name -> route.header(name, "en", "de"));
      route.cookies(cookies.toArray(String[]::new));
      if (country) {
        route.countries(GROUPS);
      }
      return route;
    }

    /** All that tells requests apart, as a list that is equal exactly for equal requests. */
    List<Object> of(RequestHead request) {
      List<Object> parts = new ArrayList<>();
      parts.add(request.scheme());
      parts.add(host(request));
      parts.add(follows ? request.path() : request.path().replace("%70", "p"));
      if (follows || wholeQuery) {
        parts.add(List.of(request.query() == null ? List.of() : List.of(request.query())));
      } else {
        parts.add(parameters(request, query::contains));
      }
      if (!follows) {
        anyValue.stream().sorted().forEach(name -> parts.add(values(request, name)));
        oneOf.stream().sorted().forEach(name -> parts.add(choice(request, name)));
        cookies.stream().sorted().forEach(name -> parts.add(cookie(request, name)));
        parts.add(country ? group(request) : "");
      }
      return parts;
    }

    private static String host(RequestHead request) {
      String host = request.authority().toLowerCase(Locale.ROOT);
      String port = request.scheme().equals("http") ? ":80" : ":443";
      return host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
    }

    private static List<String> values(RequestHead request, String name) {
      List<String> lines = request.fields().all(name);
      return lines.isEmpty() ? List.of() : List.of(String.join(", ", lines).strip());
    }

    /** The first language of a list counts; other fields only as a whole. */
    private static String choice(RequestHead request, String name) {
      Stream<String> values = values(request, name).stream();
      return (name.equals("accept-language")
              ? values.flatMap(value -> Stream.of(value.split(",", -1))).map(String::strip)
              : values)
          .filter(value -> value.equals("de") || value.equals("en"))
          .findFirst()
          .orElse("en");
    }

    private static List<String> cookie(RequestHead request, String name) {
      return request.fields().all("Cookie").stream()
          .flatMap(line -> Stream.of(line.split(";", -1)))
          .map(String::strip)
          .filter(pair -> pair.startsWith(name + "="))
          .limit(1)
          .toList();
    }

    private static String group(RequestHead request) {
      String country = request.fields().first(GROUPS.header());
      return country == null ? "row" : GROUPS.groupOf().getOrDefault(country, "row");
    }
  }

  /** The parameters whose names are wanted, decoded, sorted by name alone. */
  private static List<List<String>> parameters(RequestHead request, Predicate<String> wanted) {
    return request.query() == null
        ? List.of()
        : Stream.of(request.query().split("&"))
            .filter(piece -> !piece.isEmpty())
            .map(piece -> split(piece, (piece + "=").indexOf('=')))
            .filter(pair -> wanted.test(pair.getFirst()))
            .sorted(Comparator.comparing(List::getFirst))
            .toList();
  }

  private static List<String> split(String piece, int end) {
    return List.of(
        URLDecoder.decode(piece.substring(0, end), StandardCharsets.UTF_8), piece.substring(end));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @DisplayName("keys are equal exactly where all that is keyed is, and so is what the origin sees")
  void injective(long seed) {
    Random random = new Random(seed);
    int equal = 0;
    for (int policy = 0; policy < POLICIES; policy++) {
      Keyed keyed = Keyed.random(random);
      PolicySet policies = PolicySet.of(List.of(RouteFixture.policy("test", "", keyed.route())));
      for (int pair = 0; pair < PAIRS; pair++) {
        List<Part> parts = Part.all(random);
        RequestHead one = request(parts);
        RequestHead other = request(changed(parts, random));
        boolean agree = keyed.of(one).equals(keyed.of(other));
        Supplier<String> what =
            () ->
                "seed %d: %s: %s %s and %s %s"
                    .formatted(seed, keyed, one.uri(), lines(one), other.uri(), lines(other));
        Match match = policies.match(one);
        Match otherMatch = policies.match(other);
        CacheKey key = KeyRules.key(match, one);
        assertThat(key.equals(KeyRules.key(otherMatch, other))).as(what).isEqualTo(agree);
        if (agree) {
          equal++;
          if (!keyed.follows()) {
            assertThat(seen(keyed, Forwarding.forwarded(otherMatch, other)))
                .as(what)
                .isEqualTo(seen(keyed, Forwarding.forwarded(match, one)));
          }
        }
      }
    }
    assertThat(equal).as("pairs with one key").isBetween(PAIRS, POLICIES * PAIRS - PAIRS);
  }

  /** What the origin sees beyond what the proxy itself writes and what the author vouches for. */
  private static List<Object> seen(Keyed keyed, RequestHead forwarded) {
    Set<String> safe = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    safe.addAll(Forwarding.SAFE);
    safe.addAll(List.of("cache-control", "pragma"));
    safe.addAll(keyed.forward().headers());
    List<Object> seen = new ArrayList<>();
    seen.add(forwarded.path());
    seen.add(
        keyed.wholeQuery()
            ? List.of(String.valueOf(forwarded.query()))
            : parameters(forwarded, name -> !keyed.forward().query().contains(name)));
    seen.add(lines(forwarded.withFields(forwarded.fields().without("Cookie").without(safe))));
    for (String line : forwarded.fields().all("Cookie")) {
      for (String pair : line.split("; ", -1)) {
        if (!keyed.forward().cookies().contains(pair.substring(0, pair.indexOf('=')))) {
          seen.add(pair);
        }
      }
    }
    return seen;
  }

  private static List<String> lines(RequestHead request) {
    List<String> lines = new ArrayList<>();
    request
        .fields()
        .forEach((name, value) -> lines.add(name.toLowerCase(Locale.ROOT) + ": " + value));
    return lines.stream().sorted().toList();
  }

  /** One part of a request that is made at random. */
  private record Part(String name, List<String> values) {

    static List<Part> all(Random random) {
      return Stream.of(
              "scheme",
              "host",
              "path",
              "query",
              "x-a",
              "x-b",
              "accept-language",
              "cookie",
              "x-country",
              "x-forward",
              "x-other",
              "traceparent",
              "authorization")
          .map(name -> random(name, random))
          .toList();
    }

    static Part random(String name, Random random) {
      return new Part(
          name,
          switch (name) {
            case "scheme" -> List.of(one(random, "http", "https"));
            case "host" -> List.of(one(random, "h", "H", "h:80", "h:443", "h:8080", "i"));
            case "path" -> List.of(one(random, "/p", "/%70", "/p/", "/q", "/p/x: a"));
            case "query" -> random.nextInt(5) == 0 ? List.of() : List.of(query(random));
            case "cookie" ->
                upTo(2, random, "c=1; d=2", "c=2", "d=1;c=1", "e=1; c=1", "c=", "cc=1", "e=2");
            case "x-country" -> upTo(1, random, "DE", "FR", "GB", "US");
            default -> upTo(2, random, "de", "en", "a", "a, de", " a", "", "x-b: a", "cookie c=1");
          });
    }

    private static String query(Random random) {
      List<String> pieces = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        pieces.add(
            one(random, "a", "%61", "b", "%C3%BC", "%c3%bc", "forward", "z", "")
                + one(random, "", "=", "=1", "=2", "=%31", "=1=2", "=?a"));
      }
      return String.join("&", pieces);
    }

    private static List<String> upTo(int most, Random random, String... values) {
      return random
          .ints(random.nextInt(most + 1), 0, values.length)
          .mapToObj(i -> values[i])
          .toList();
    }
  }

  private static List<Part> changed(List<Part> parts, Random random) {
    List<Part> changed = new ArrayList<>(parts);
    for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
      int at = random.nextInt(parts.size());
      changed.set(at, Part.random(parts.get(at).name(), random));
    }
    return changed;
  }

  private static RequestHead request(List<Part> parts) {
    Fields.Builder fields = Fields.builder();
    for (Part field : parts.subList(4, parts.size())) {
      field.values().forEach(value -> fields.add(field.name(), value));
    }
    List<String> query = parts.get(3).values();
    return new RequestHead(
        "GET",
        parts.get(0).values().getFirst(),
        parts.get(1).values().getFirst(),
        parts.get(2).values().getFirst().replace(" ", "%20"),
        query.isEmpty() ? null : query.getFirst(),
        fields.build());
  }

  private static String one(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  private static Set<String> some(Random random, String... values) {
    return Stream.of(values).filter(_ -> random.nextBoolean()).collect(Collectors.toSet());
  }
}
