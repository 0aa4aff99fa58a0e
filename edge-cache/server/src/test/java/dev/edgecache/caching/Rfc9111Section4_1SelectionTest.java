package dev.edgecache.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.negotiation.Variant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9111 §4 and §4.1: which of several stored responses a request gets. */
class Rfc9111Section4_1SelectionTest {

  private static final String EARLY = "Fri, 27 Nov 2026 07:00:00 GMT";
  private static final String LATE = "Fri, 27 Nov 2026 07:30:00 GMT";

  enum Level {
    MUST,
    SHOULD
  }

  /** Stored responses by what they are, the fields of a request, and what it gets. */
  record Row(Level level, String requirement, List<Stored> stored, Fields asked, String got) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  private static Row row(
      Level level, String requirement, String got, Fields asked, Stored... stored) {
    return new Row(level, requirement, List.of(stored), asked, got);
  }

  private static Stored plain(String date) {
    return Stored.response().fields("Date", date).body("plain");
  }

  private static Stored variant(String date, String... namesAndValues) {
    Fields request = Fields.of(namesAndValues);
    List<String> names =
        Stream.iterate(0, i -> i < request.size(), i -> i + 1)
            .map(line -> request.name(line).toLowerCase(Locale.ROOT))
            .toList();
    return Stored.response()
        .fields("Date", date)
        .variant(Variant.of(names, request))
        .body(String.join(" ", namesAndValues));
  }

  static Stream<Row> rows() {
    Fields english = Fields.of("Lang", "en", "Theme", "dark");
    Stored byLang = variant(EARLY, "Lang", "en");
    Stored byTheme = variant(LATE, "Theme", "dark");
    return Stream.of(
        row(
            Level.MUST,
            "one that the request does not select is not used",
            "",
            Fields.EMPTY,
            byLang),
        row(
            Level.MUST,
            "a field that is absent selects no response with a value",
            "",
            Fields.of("Theme", "dark"),
            byLang),
        row(
            Level.MUST,
            "of several the most recent by Date, here the first",
            "Theme dark",
            english,
            byTheme,
            byLang),
        row(
            Level.MUST,
            "of several the most recent by Date, here the last",
            "Theme dark",
            english,
            byLang,
            byTheme),
        row(
            Level.SHOULD,
            "one with a Vary goes before a newer one without",
            "Lang en",
            english,
            plain(LATE),
            byLang),
        row(
            Level.SHOULD,
            "the one without serves those that no variant fits",
            "plain",
            Fields.of("Lang", "de"),
            byLang,
            plain(EARLY)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void selects(Row row) {
    List<Lookup.Found> stored =
        row.stored.stream().map(Stored::get).map(Lookup.Found::new).toList();

    Lookup lookup = Lookup.of(stored, row.asked);

    assertThat(lookup)
        .isEqualTo(
            row.got.isEmpty()
                ? new Lookup.VaryMiss(stored.stream().map(Lookup.Found::response).toList())
                : stored.get(row.stored.stream().map(Stored::body).toList().indexOf(row.got)));
  }
}
