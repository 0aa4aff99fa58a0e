package dev.edgecache.http.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import dev.edgecache.http.RandomText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9110 §12.5: choices by weight")
class Rfc9110Section12_5NegotiationTest {

  private static final String NOTHING = "";

  record Row(
      Level level,
      String requirement,
      String name,
      String value,
      List<String> choices,
      String choice) {
    @Override
    public String toString() {
      return level + " " + requirement + ": " + name + ": " + value + " of " + choices;
    }
  }

  private static Row coding(Level level, String requirement, String value, String choice) {
    return new Row(
        level, requirement, "accept-encoding", value, List.of("br", "gzip", "identity"), choice);
  }

  private static Row language(Level level, String requirement, String value, String choice) {
    return new Row(
        level, requirement, "Accept-Language", value, List.of("en", "de", "zh-Hant"), choice);
  }

  private static Row media(Level level, String requirement, String value, String choice) {
    return new Row(
        level,
        requirement,
        "Accept",
        value,
        List.of("application/json", "text/html", "text/html;level=1"),
        choice);
  }

  static Stream<Row> codings() {
    return Stream.of(
        coding(Level.MUST, "the heaviest", "gzip, br;q=0.8", "gzip"),
        coding(Level.MAY, "of one weight the first choice", "gzip, br", "br"),
        coding(Level.MUST, "case is ignored", "GZIP", "gzip"),
        coding(Level.SHOULD, "the old name", "x-gzip", "gzip"),
        coding(Level.MUST, "the star", "*", "br"),
        coding(Level.MUST, "the star does not stand for what is named", "br;q=0.1, *", "gzip"),
        coding(Level.MUST, "zero refuses", "br;q=0, gzip;q=0.001", "gzip"),
        coding(Level.MUST, "identity needs no mention", "deflate", "identity"),
        coding(Level.MUST, "identity is the last resort", "gzip;q=0.001", "gzip"),
        coding(Level.MUST, "nothing but identity", "", "identity"),
        coding(Level.MUST, "SEC-5 identity refused by name", "identity;q=0", NOTHING),
        coding(Level.MUST, "SEC-5 identity refused by the star", "*;q=0", NOTHING),
        coding(Level.MUST, "identity named beside a refusing star", "*;q=0, identity", "identity"),
        coding(Level.OURS, "of one coding twice the greater weight", "br;q=0, br", "br"),
        coding(Level.OURS, "a malformed weight is no member", "br;q=2, gzip;q=0.5", "gzip"),
        coding(Level.OURS, "a weight of four decimals is none", "br;q=0.1234, gzip;q=0.5", "gzip"));
  }

  static Stream<Row> languages() {
    return Stream.of(
        language(Level.MUST, "the heaviest", "de;q=0.9, en;q=0.8", "de"),
        language(Level.MAY, "of one weight the first named", "de, en", "de"),
        language(Level.MUST, "a range is cut from its end (RFC 4647 §3.4)", "de-CH-1996", "de"),
        language(Level.MUST, "single characters go along", "zh-Hant-x-private", "zh-Hant"),
        language(Level.MUST, "ranges go before cut ones of less weight", "de-CH, en;q=0.9", "de"),
        language(Level.MUST, "case is ignored", "ZH-hANT-TW", "zh-Hant"),
        language(Level.MUST, "zero refuses", "en;q=0, *", NOTHING),
        language(
            Level.MUST,
            "a refused choice is not found by cutting",
            "de-CH, de;q=0, en;q=0.1",
            "en"),
        language(
            Level.MUST, "a range in a refused one is not refused", "zh;q=0, zh-Hant", "zh-Hant"),
        language(Level.MUST, "a range is not cut within a subtag", "deu", NOTHING),
        language(Level.MUST, "a general range finds no special choice", "zh", NOTHING),
        language(Level.MUST, "nothing fits", "fr", NOTHING));
  }

  static Stream<Row> others() {
    return Stream.of(
        media(Level.MUST, "the heaviest", "text/html;q=0.5, application/json", "application/json"),
        media(Level.MUST, "a type's star", "text/*", "text/html"),
        media(Level.MUST, "the full star", "*/*", "application/json"),
        media(
            Level.MUST,
            "the most specific range gives the weight",
            "text/*;q=0.3, text/html;q=0.7, text/html;level=1, */*;q=0.5",
            "text/html;level=1"),
        media(Level.MUST, "zero refuses", "application/json;q=0, */*;q=0.1", "text/html"),
        media(Level.MUST, "nothing fits", "image/png", NOTHING),
        new Row(
            Level.MAY,
            "a charset",
            "Accept-Charset",
            "UTF-8;q=0.5, *;q=0.1",
            List.of("latin1", "utf-8"),
            "utf-8"),
        new Row(
            Level.MUST,
            "a single character is no language",
            "Accept-Language",
            "zh-x-private",
            List.of("zh-x", "zh"),
            "zh"),
        new Row(
            Level.OURS,
            "other fields by equality",
            "X-Tier",
            "GOLD",
            List.of("basic", "gold"),
            "gold"),
        new Row(
            Level.OURS,
            "other fields, no such choice",
            "X-Tier",
            "tin",
            List.of("basic"),
            NOTHING));
  }

  @ParameterizedTest
  @MethodSource({"codings", "languages", "others"})
  void chooses(Row row) {
    Optional<String> expected =
        row.choice().isEmpty() ? Optional.empty() : Optional.of(row.choice());
    assertThat(Negotiation.choose(Fields.of(row.name(), row.value()), row.name(), row.choices()))
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("an absent field chooses nothing")
  void absent() {
    assertThat(Negotiation.choose(Fields.EMPTY, "Accept-Encoding", List.of("gzip"))).isEmpty();
  }

  @Test
  @DisplayName("any value chooses one of the choices or none; normalisation does not change it")
  void total() {
    List<String> choices = List.of("br", "gzip", "en", "de-CH", "text/html", "identity");
    for (String name : List.of("accept", "accept-charset", "accept-encoding", "accept-language")) {
      RandomText.values(12_5)
          .forEach(
              value -> {
                Fields request = Fields.of(name, value);
                Optional<String> choice = Negotiation.choose(request, name, choices);
                assertThat(choice.stream().toList()).isSubsetOf(choices);
                String normal = Normalization.normalized(request, name).orElseThrow();
                assertThat(Negotiation.choose(Fields.of(name, normal), name, choices))
                    .isEqualTo(choice);
              });
    }
  }
}
