package dev.edgecache.yaml.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.yaml.KeyPath;
import dev.edgecache.yaml.Problem;
import dev.edgecache.yaml.ReadResult;
import dev.edgecache.yaml.values.HostPort;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectTypeTest {

  static final String GOOD =
      """
      name: corner
      listen: "[::1]:0"
      counters:
        - title: Fish
          clerks: Ann
        - title: Bread
          clerks: [Bob, Cid]
          opening: { min: 30m, max: 8h }
          pace: in-haste
          discount: 12.5%
      origins:
        sea: http://sea.example:9000/cold
        farm: { url: "https://farm.example", connections: 3, buffer: 1MiB, warm: true }
      errors: { 404: 10s, 503: 60ms }
      memory: 2GiB
      token: { env: SHOP_TOKEN }
      """;

  @Test
  void readsEveryKindOfValue() {
    ReadResult.Valid<Shop> read = valid(GOOD);
    Shop shop = read.value();
    assertThat(shop.listen()).isEqualTo(new HostPort("::1", 0));
    assertThat(shop.counters().getFirst())
        .isEqualTo(
            new Shop.Counter(
                "Fish", new Shop.Opening.Never(), List.of("Ann"), Shop.Pace.AT_LEISURE, 0));
    Shop.Counter bread = shop.counters().get(1);
    assertThat(bread.clerks()).containsExactly("Bob", "Cid");
    assertThat(bread.opening())
        .isEqualTo(new Shop.Opening.Hours(Duration.ofMinutes(30), Duration.ofHours(8)));
    assertThat(bread.pace()).isEqualTo(Shop.Pace.IN_HASTE);
    assertThat(bread.discount()).isEqualTo(0.125);
    assertThat(shop.origins())
        .containsExactly(
            Map.entry(
                "sea",
                new Shop.Origin(URI.create("http://sea.example:9000/cold"), 8, 65536, false)),
            Map.entry(
                "farm", new Shop.Origin(URI.create("https://farm.example"), 3, 1 << 20, true)));
    assertThat(shop.errors())
        .isEqualTo(Map.of(404, Duration.ofSeconds(10), 503, Duration.ofMillis(60)));
    assertThat(shop.memory().of(0)).isEqualTo(2L << 30);
    assertThat(shop.token()).contains(new SecretReference.Environment("SHOP_TOKEN"));
  }

  @Test
  void givesDefaultsForWhatIsNotSaid() {
    Shop shop = valid("{ name: a, counters: [{ title: Fish, clerks: [Ann] }] }").value();
    assertThat(shop.listen()).hasToString("127.0.0.1:8080");
    assertThat(shop.origins()).isEmpty();
    assertThat(shop.memory().of(1000)).isEqualTo(400);
    assertThat(shop.token()).isEmpty();
  }

  @Test
  void findsThePositionOfEachKeyAfterwards() {
    var document = valid(GOOD).document();
    KeyPath bread = KeyPath.ROOT.key("counters").item(1);
    assertThat(document.position(bread)).hasToString("shop.yaml:6:5");
    assertThat(document.position(bread.key("opening").key("max"))).hasToString("shop.yaml:8:26");
    assertThat(document.position(bread.key("opening").key("lunch"))).hasToString("shop.yaml:8:5");
    assertThat(document.position(KeyPath.ROOT)).hasToString("shop.yaml:1:1");
    assertThat(document.position(KeyPath.ROOT.key("counters").item(7)))
        .hasToString("shop.yaml:3:1");
  }

  record Bad(String what, String text, List<String> problems) {
    Bad(String what, String text, String... problems) {
      this(what, text, List.of(problems));
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static List<Bad> bad() {
    String rest = "\nname: a\ncounters: [{ title: Fish, clerks: Ann }]\n";
    String known = "known keys: name, listen, counters, origins, errors, memory, token, notes";
    return List.of(
        new Bad(
            "an unknown key near a known one",
            "memry: 1GiB" + rest,
            "1:1: memry: unknown key; did you mean \"memory\"? " + known),
        new Bad("an unknown key near none", "zebra: 1" + rest, "1:1: zebra: unknown key; " + known),
        new Bad(
            "a mistyped required key is told once",
            "nmae: a\ncounters: [{ title: Fish, clerks: Ann }]\n",
            "1:1: nmae: unknown key; did you mean \"name\"? " + known),
        new Bad(
            "missing keys, at the key of their object",
            "name: a\ncounters:\n  - pace: in-haste\n",
            "3:5: counters[0]: key \"title\" is missing",
            "3:5: counters[0]: key \"clerks\" is missing"),
        new Bad(
            "a wrong word",
            "name: a\ncounters: [{ title: Fish, clerks: Ann, pace: in-hatse }]",
            "2:46: counters[0].pace: value: \"in-hatse\" (expected: at-leisure or in-haste);"
                + " did you mean \"in-haste\"?"),
        new Bad(
            "several problems, in the order of the file",
            "memory: 40\nlisten: localhost\nerrors: { 200: 1s, 404: soon }" + rest,
            "1:9: memory: value: 40 (expected: a size such as 64KiB, 1MB or 1GiB, or a percentage"
                + " from 1% to 100%)",
            "2:9: listen: value: \"localhost\" (expected: host:port such as 127.0.0.1:8080 or"
                + " [::1]:8080)",
            "3:11: errors.200: value: \"200\" (expected: a number from 400 to 599)",
            "3:25: errors.404: value: \"soon\" (expected: a duration above zero such as 60ms, 30s,"
                + " 5m, 24h or 7d)"),
        new Bad(
            "a port out of bounds",
            "listen: a:70000" + rest,
            "1:9: listen: value: port 70000 (expected: 0 to 65535)"),
        new Bad(
            "what a constructor refuses, at the key that it names",
            """
            name: a
            counters:
              - title: Fish
                clerks: Ann
                opening:
                  max: 1h
                  min: 2h
            """,
            "7:7: counters[0].opening.min: PT2H (expected: at most max, PT1H)"),
        new Bad(
            "neither of two ways to write it",
            "name: a\ncounters: [{ title: Fish, clerks: Ann, opening: nevr }]",
            "2:49: counters[0].opening: value: \"nevr\" (expected: never, or a mapping);"
                + " did you mean \"never\"?"),
        new Bad(
            "a scalar in place of a list",
            "notes: one" + rest,
            "1:8: notes: value: \"one\" (expected: a list, each text of at least one character);"
                + " write [one]"),
        new Bad(
            "an empty list",
            "name: a\ncounters: []",
            "2:1: counters: value: [] (expected: a list of at least one: a mapping)"),
        new Bad(
            "a number where text belongs",
            "notes: [1.0]" + rest,
            "1:9: notes[0]: value: 1.0 (expected: text of at least one character); put it in"
                + " quotes"),
        new Bad(
            "a key without a value",
            "memory:" + rest,
            "1:8: memory: value: nothing (expected: a size such as 64KiB, 1MB or 1GiB, or a"
                + " percentage from 1% to 100%)"),
        new Bad(
            "a percentage above the bound",
            "memory: 140%" + rest,
            "1:9: memory: value: 140% (expected: 1% to 100%)"),
        new Bad(
            "a URL without a host",
            "origins: { sea: 'http://_' }" + rest,
            "1:17: origins.sea: value: no host in it (expected: a URL with a host)"),
        new Bad(
            "a literal secret, which no message shows",
            "token: hunter2" + rest,
            "1:8: token: value: not shown (expected: a mapping); keep secrets out of this file:"
                + " write { env: NAME } or { file: path }"),
        new Bad(
            "a secret in two places",
            "token: { env: A, file: b }" + rest,
            "1:1: token: keys: 2 of env, file (expected: exactly one)"),
        new Bad(
            "a mistyped key, one of two of which one must be there",
            "token: { evn: A }" + rest,
            "1:10: token.evn: unknown key; did you mean \"env\"? known keys: env, file"),
        new Bad(
            "a list for a mapping", "- 1", "1:1: value: a list (expected: a mapping); " + known),
        new Bad("nothing at all", "", "1:1: value: nothing (expected: a mapping); " + known));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void tellsEachProblemWithItsPlaceAndWhatIsExpected(Bad bad) {
    assertThat(problems(bad.text())).isEqualTo(prefixed(bad.problems()));
  }

  private static List<String> prefixed(List<String> problems) {
    return problems.stream().map(p -> "shop.yaml:" + p).toList();
  }

  @ParameterizedTest
  @MethodSource("durations")
  void readsDurations(String text, Optional<Duration> expected) {
    assertThat(value(Types.duration(), text)).isEqualTo(expected);
  }

  static List<Object[]> durations() {
    return List.of(
        new Object[] {"60ms", Optional.of(Duration.ofMillis(60))},
        new Object[] {"30s", Optional.of(Duration.ofSeconds(30))},
        new Object[] {"5m", Optional.of(Duration.ofMinutes(5))},
        new Object[] {"24h", Optional.of(Duration.ofDays(1))},
        new Object[] {"7d", Optional.of(Duration.ofDays(7))},
        new Object[] {"0s", Optional.empty()},
        new Object[] {"30", Optional.empty()},
        new Object[] {"-5s", Optional.empty()},
        new Object[] {"1h30m", Optional.empty()},
        new Object[] {"'30s\n\n'", Optional.empty()},
        new Object[] {"30 s", Optional.empty()});
  }

  @Test
  @DisplayName("0s is a duration only where it is declared")
  void zeroDuration() {
    assertThat(value(Types.durationOrZero(), "0s")).contains(Duration.ZERO);
  }

  @Test
  void readsSizes() {
    assertThat(value(Types.byteSize(), "64KiB")).contains(65536L);
    assertThat(value(Types.byteSize(), "1MB")).contains(1_000_000L);
    assertThat(value(Types.byteSize(), "999999999GiB")).contains(999_999_999L << 30);
    assertThat(value(Types.byteSize(), "0MB")).isEmpty();
    assertThat(value(Types.byteSize(), "64")).isEmpty();
  }

  @Test
  void refusesWrongDeclarationsAtOnce() {
    assertThatThrownBy(() -> declared(keys -> keys.key("a", Types.bool(), "A.").orElse("yes")))
        .hasMessageContaining("default of a:1:1: value: \"yes\" (expected: true or false)");
    assertThatThrownBy(() -> declared(keys -> keys.key("a", Types.bool(), "No period")))
        .hasMessageContaining("expected: sentences");
    assertThatThrownBy(() -> declared(keys -> keys.key("camelCase", Types.bool(), "A.")))
        .hasMessageContaining("expected: words-with-dashes");
    assertThatThrownBy(
            () ->
                declared(
                    keys -> {
                      keys.key("a", Types.bool(), "A.").required();
                      keys.key("a", Types.bool(), "A.").required();
                    }))
        .hasMessageContaining("expected: declared once");
  }

  @Test
  @DisplayName("reading is total: any text is a shop or has problems")
  void total() {
    Random random = new Random(20261121);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
        int at = random.nextInt(text.length());
        int from = random.nextInt(text.length());
        text.replace(at, at + random.nextInt(2), text.substring(from, from + random.nextInt(2)));
      }
      switch (Shop.TYPE.parse("shop.yaml", text.toString())) {
        case ReadResult.Valid<Shop>(Shop shop, _) -> assertThat(shop.counters()).isNotEmpty();
        case ReadResult.Invalid<Shop>(var problems) ->
            assertThat(problems).as(text.toString()).isNotEmpty();
      }
    }
  }

  private static void declared(Consumer<Keys> declaration) {
    ObjectType.of(
        "t",
        "T.",
        keys -> {
          declaration.accept(keys);
          return values -> values;
        });
  }

  private static <T> Optional<T> value(Type<T> type, String text) {
    return switch (type.parse("x", text)) {
      case ReadResult.Valid<T>(T value, _) -> Optional.of(value);
      case ReadResult.Invalid<T> _ -> Optional.empty();
    };
  }

  private static ReadResult.Valid<Shop> valid(String text) {
    return switch (Shop.TYPE.parse("shop.yaml", text)) {
      case ReadResult.Valid<Shop> valid -> valid;
      case ReadResult.Invalid<Shop>(var problems) -> throw new AssertionError(problems);
    };
  }

  private static List<String> problems(String text) {
    return switch (Shop.TYPE.parse("shop.yaml", text)) {
      case ReadResult.Valid<Shop> valid -> throw new AssertionError(valid);
      case ReadResult.Invalid<Shop>(var problems) ->
          problems.stream().map(Problem::toString).toList();
    };
  }
}
