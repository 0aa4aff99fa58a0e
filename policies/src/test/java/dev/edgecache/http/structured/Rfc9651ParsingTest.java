package dev.edgecache.http.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.edgecache.http.RandomText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9651: structured fields")
class Rfc9651ParsingTest {

  /** A row in which the value is read and written again in its canonical form. */
  record Row(String requirement, String value, String canonical) {
    @Override
    public String toString() {
      return "MUST " + requirement + ": " + value;
    }
  }

  private static Row same(String requirement, String value) {
    return new Row(requirement, value, value);
  }

  static Stream<Row> items() {
    return Stream.of(
        same("Integer", "42"),
        same("negative Integer", "-42"),
        new Row("Integer with zeros before it", "0042", "42"),
        new Row("negative zero", "-0", "0"),
        same("Integer of 15 digits", "999999999999999"),
        same("Decimal", "4.5"),
        new Row("Decimal with zeros behind it", "4.500", "4.5"),
        same("Decimal that is whole", "1.0"),
        same("Decimal of 12 digits", "-123456789012.125"),
        same("String", "\"hello world\""),
        same("empty String", "\"\""),
        same("escapes", "\"a\\\"b\\\\c\""),
        same("Token", "foo123/456:*!#$%&'+-.^_`|~"),
        same("Token that begins with a star", "*foo"),
        same("Byte Sequence", ":cHJldGVuZCB0aGlz:"),
        same("empty Byte Sequence", "::"),
        new Row("Byte Sequence without padding", ":YQ:", ":YQ==:"),
        same("true", "?1"),
        same("false", "?0"),
        same("Date", "@1659578233"),
        same("Date before 1970", "@-62135596800"),
        same("Display String", "%\"This is intended for display to %c3%bcsers.\""),
        new Row("spaces around it", "  1  ", "1"),
        new Row("parameters", "abc;a=1;b=2; c", "abc;a=1;b=2;c"),
        new Row("a parameter that is true", "1;a=?1", "1;a"),
        new Row("of one key twice the last", "1;a=1;b;a=2", "1;a=2;b"));
  }

  @ParameterizedTest
  @MethodSource("items")
  void items(Row row) {
    assertThat(Item.parse(row.value()).map(Item::text)).contains(row.canonical());
  }

  static Stream<Row> lists() {
    return Stream.of(
        same("a list", "sugar, tea, rum"),
        new Row("tabs around commas", "a\t,\t b", "a, b"),
        same("an empty list", ""),
        same("inner lists", "(\"foo\" \"bar\"), (\"baz\"), (), (1;a 2);lvl=5"),
        new Row("spaces in inner lists", "(  a   b  )", "(a b)"));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void lists(Row row) {
    assertThat(MemberList.parse(row.value()).map(MemberList::text)).contains(row.canonical());
  }

  static Stream<Row> dictionaries() {
    return Stream.of(
        same("a dictionary", "en=\"Applepie\", da=:w4ZibGV0w6ZydGU=:"),
        same("members that are true", "a=?0, b, c;foo=bar"),
        new Row("true by name", "a=?1;b", "a;b"),
        same("inner lists", "rating=1.5, feelings=(joy sadness)"),
        new Row("of one key twice the last, in the first place", "a=1,b=2,a=3", "a=3, b=2"),
        same("stars in keys", "*a_1-.*=1"));
  }

  @ParameterizedTest
  @MethodSource("dictionaries")
  void dictionaries(Row row) {
    assertThat(Dictionary.parse(row.value()).map(Dictionary::text)).contains(row.canonical());
  }

  @ParameterizedTest(name = "MUST not be an item: {0}")
  @ValueSource(
      strings = {
        "",
        "-",
        "--1",
        "+1",
        "1000000000000000",
        "1.",
        ".1",
        "1.2345",
        "1234567890123.1",
        "1 2",
        "\"open",
        "\"\\x\"",
        "\"\\",
        "\"ü\"",
        "\"\t\"",
        "'a'",
        "ü",
        ":YQ=a:",
        ":a",
        ":%:",
        "?",
        "?2",
        "?true",
        "@",
        "@1.5",
        "@x",
        "%\"open",
        "%\"%C3%BC\"",
        "%\"%ff\"",
        "%\"%g0\"",
        "%a",
        "%\"ü\"",
        "1;",
        "1;A",
        "1;a=",
        "1 ;a",
        "1;a =1",
        "\t1",
        "1\t",
        "(a)",
        "1,"
      })
  void malformedItems(String value) {
    assertThat(Item.parse(value)).isEmpty();
  }

  @ParameterizedTest(name = "MUST not be a list: {0}")
  @ValueSource(
      strings = {",", "a,", "a,,b", "a b", "(a", "(a,b)", "a)", "((a))", "(\"a\"\"b\")", "(a\tb)"})
  void malformedLists(String value) {
    assertThat(MemberList.parse(value)).isEmpty();
  }

  @ParameterizedTest(name = "MUST not be a dictionary: {0}")
  @ValueSource(
      strings = {"A=1", "a=", "a =1", "a= 1", "=1", "1", "a,", "a;b,,c", "a=1 b=2", "\"a\"=1"})
  void malformedDictionaries(String value) {
    assertThat(Dictionary.parse(value)).isEmpty();
  }

  @ParameterizedTest(name = "decimals are rounded half to even: {0}")
  @CsvSource({"1.0005,1.0", "1.0015,1.002", "-0.0005,0.0", "2.71828,2.718"})
  void rounding(BigDecimal value, String text) {
    assertThat(new BareItem.Decimal(value).text()).isEqualTo(text);
  }

  @Test
  @DisplayName("MUST fail to write what the format has no place for")
  void unwritable() {
    assertThatIllegalArgumentException().isThrownBy(() -> new BareItem.Int(1_000_000_000_000_000L));
    assertThatIllegalArgumentException().isThrownBy(() -> new BareItem.Str("ü"));
    assertThatIllegalArgumentException().isThrownBy(() -> new BareItem.Token("1a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BareItem.Decimal(new BigDecimal("999999999999.9999")));
    assertThatIllegalArgumentException().isThrownBy(() -> new BareItem.DisplayString("\ud800"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parameters.NONE.with("Upper", BareItem.Bool.TRUE));
  }

  @Test
  @DisplayName(
      "any value is read without failing, and what is read is written and read as the same")
  void total() {
    RandomText.values(9651)
        .forEach(
            value -> {
              Item.parse(value).ifPresent(x -> assertThat(Item.parse(x.text())).contains(x));
              MemberList.parse(value)
                  .ifPresent(x -> assertThat(MemberList.parse(x.text())).contains(x));
              Dictionary.parse(value)
                  .ifPresent(x -> assertThat(Dictionary.parse(x.text())).contains(x));
            });
  }

  @Test
  @DisplayName("every value that can be made is written and read as the same")
  void roundTrip() {
    SplittableRandom random = new SplittableRandom(8941);
    for (int i = 0; i < 5_000; i++) {
      List<Member> members = new ArrayList<>();
      Map<String, Member> byKey = new LinkedHashMap<>();
      for (int j = random.nextInt(4); j > 0; j--) {
        members.add(member(random));
        byKey.put(key(random), member(random));
      }
      MemberList list = new MemberList(members);
      assertThat(MemberList.parse(list.text())).contains(list);
      Dictionary dictionary = new Dictionary(byKey);
      assertThat(Dictionary.parse(dictionary.text())).isEqualTo(Optional.of(dictionary));
    }
  }

  private static Member member(SplittableRandom random) {
    if (random.nextInt(3) > 0) {
      return item(random);
    }
    return new InnerList(
        Stream.generate(() -> item(random)).limit(random.nextInt(4)).toList(), parameters(random));
  }

  private static Item item(SplittableRandom random) {
    return new Item(bareItem(random), parameters(random));
  }

  private static Parameters parameters(SplittableRandom random) {
    Parameters parameters = Parameters.NONE;
    for (int i = random.nextInt(3); i > 0; i--) {
      parameters = parameters.with(key(random), bareItem(random));
    }
    return parameters;
  }

  private static String key(SplittableRandom random) {
    return "*abcz".charAt(random.nextInt(5)) + Integer.toString(random.nextInt(100), 36);
  }

  private static BareItem bareItem(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> new BareItem.Int(random.nextLong(-999_999_999_999_999L, 999_999_999_999_999L));
      case 1 -> new BareItem.Decimal(BigDecimal.valueOf(random.nextLong(-1L << 49, 1L << 49), 3));
      case 2 -> new BareItem.Str(text(random, 0x20, 0x7f));
      case 3 -> new BareItem.Token("t" + random.nextInt(1000));
      case 4 ->
          BareItem.Bytes.of(
              text(random, 0, 0x100).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      case 5 -> new BareItem.Bool(random.nextBoolean());
      case 6 -> new BareItem.Date(random.nextLong(-1L << 40, 1L << 40));
      default -> new BareItem.DisplayString(text(random, 0, 0xd800));
    };
  }

  private static String text(SplittableRandom random, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append((char) random.nextInt(from, to));
    }
    return text.toString();
  }
}
