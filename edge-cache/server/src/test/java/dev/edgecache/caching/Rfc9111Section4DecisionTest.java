package dev.edgecache.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.policy.Lifetime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9111 §4 and RFC 5861: which requests a stored response may answer. */
class Rfc9111Section4DecisionTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  enum Level {
    MUST,
    SHOULD,
    MAY
  }

  /** A stored response of a given age, a request's Cache-Control, and what is decided. */
  record Row(
      Level level, String requirement, Stored stored, Duration age, String asked, String decided) {
    @Override
    public String toString() {
      return level + " " + requirement;
    }
  }

  private static Row must(
      String requirement, Stored stored, Duration age, String asked, String decided) {
    return new Row(Level.MUST, requirement, stored, age, asked, decided);
  }

  private static Row may(
      String requirement, Stored stored, Duration age, String asked, String decided) {
    return new Row(Level.MAY, requirement, stored, age, asked, decided);
  }

  static Stream<Row> rows() {
    Stored plain = Stored.response();
    Stored windows =
        plain.staleWhileRevalidate(Duration.ofSeconds(30)).staleIfError(Duration.ofSeconds(90));
    return Stream.of(
        may("fresh is served", plain, MINUTE.minus(SECOND), "", "Serve"),
        must("stale is not served as fresh", plain, MINUTE, "", "Revalidate STALE"),
        must(
            "no-cache of the answer asks at every use",
            plain.validation(Lifetime.Validation.AT_EVERY_USE),
            SECOND,
            "",
            "Revalidate STALE"),
        must("no-cache of the request asks", plain, SECOND, "no-cache", "Revalidate REQUEST"),
        must(
            "max-age of the request bounds the age",
            plain,
            SECOND,
            "max-age=0",
            "Revalidate REQUEST"),
        must("max-age of the request admits a younger answer", plain, SECOND, "max-age=1", "Serve"),
        must(
            "max-age of the request never lengthens a lifetime",
            plain,
            MINUTE,
            "max-age=9999",
            "Revalidate STALE"),
        must(
            "min-fresh asks for what lasts",
            plain,
            Duration.ofSeconds(55),
            "min-fresh=10",
            "Revalidate REQUEST"),
        may("min-fresh is met", plain, Duration.ofSeconds(50), "min-fresh=10", "Serve"),
        may("max-stale accepts stale", plain, MINUTE.plusSeconds(5), "max-stale=5", "Serve"),
        may("max-stale without a limit", plain, MINUTE.multipliedBy(60), "max-stale", "Serve"),
        must(
            "max-stale has a limit",
            plain,
            MINUTE.plusSeconds(6),
            "max-stale=5",
            "Revalidate STALE"),
        must(
            "must-revalidate outweighs max-stale",
            plain.validation(Lifetime.Validation.ALWAYS_WHEN_STALE),
            MINUTE.plusSeconds(1),
            "max-stale=5",
            "Revalidate STALE"),
        may(
            "SWR-2 within stale-while-revalidate",
            windows,
            MINUTE.plusSeconds(29),
            "",
            "ServeWhileRevalidating"),
        must("SWR-2 the window ends", windows, MINUTE.plusSeconds(30), "", "Revalidate STALE"),
        must(
            "SWR-2 must-revalidate outweighs stale-while-revalidate",
            windows.validation(Lifetime.Validation.ALWAYS_WHEN_STALE),
            MINUTE.plusSeconds(1),
            "",
            "Revalidate STALE"),
        must(
            "a request that bounds the age gets nothing stale",
            windows,
            MINUTE.plusSeconds(1),
            "max-age=100",
            "Revalidate STALE"),
        must(
            "a request that asks for what lasts gets nothing stale",
            windows,
            MINUTE.plusSeconds(1),
            "min-fresh=5",
            "Revalidate STALE"),
        must(
            "a request that limits staleness gets nothing staler, window or not",
            windows,
            MINUTE.plusSeconds(10),
            "max-stale=5",
            "Revalidate STALE"),
        must(
            "max-stale does not lengthen max-age",
            plain,
            Duration.ofSeconds(30),
            "max-age=20, max-stale=100",
            "Revalidate REQUEST"),
        must(
            "nor do both admit what is older than max-age",
            plain,
            MINUTE.plusSeconds(5),
            "max-age=20, max-stale=100",
            "Revalidate STALE"),
        may(
            "both admit what is young and stale enough",
            plain,
            MINUTE.plusSeconds(5),
            "max-age=90, max-stale=100",
            "Serve"),
        may(
            "RFC 8246 what is immutable is not too old while it is fresh",
            plain.immutable(),
            SECOND,
            "max-age=0",
            "Serve"),
        must(
            "RFC 8246 it is asked about once it is stale",
            plain.immutable(),
            MINUTE,
            "max-age=0",
            "Revalidate STALE"),
        must(
            "RFC 8246 it is asked about where the client insists",
            plain.immutable(),
            SECOND,
            "no-cache",
            "Revalidate REQUEST"),
        must("only-if-cached never asks", plain, MINUTE, "only-if-cached", "Refuse"),
        may("only-if-cached is met", plain, SECOND, "only-if-cached", "Serve"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decides(Row row) {
    Decision decision = decide(new Lookup.Found(row.stored.get()), row.asked, Floor.NONE, row.age);

    assertThat(nameOf(decision)).isEqualTo(row.decided);
  }

  static Stream<Row> belowTheFloor() {
    Stored windows =
        Stored.response().staleWhileRevalidate(MINUTE).staleIfError(MINUTE).sequence(4);
    return Stream.of(
        must(
            "PUR-1 what was invalidated is not served fresh",
            windows,
            SECOND,
            "",
            "Fetch INVALIDATED"),
        must("nor stale", windows, MINUTE.plus(SECOND), "", "Fetch INVALIDATED"),
        must(
            "nor to a client that accepts stale",
            windows,
            MINUTE,
            "max-stale",
            "Fetch INVALIDATED"),
        must(
            "nor to one that wants it only from here",
            windows,
            SECOND,
            "only-if-cached",
            "Refuse"));
  }

  @ParameterizedTest
  @MethodSource("belowTheFloor")
  void neverServesBelowTheFloor(Row row) {
    Decision decision =
        decide(
            new Lookup.Found(row.stored.get()), row.asked, Floor.hard(Mark.unlocated(5)), row.age);

    assertThat(nameOf(decision)).isEqualTo(row.decided);
  }

  static Stream<Row> nothingFound() {
    return Stream.of(
        must("a miss is fetched", Stored.response(), SECOND, "", "Fetch URI_MISS"),
        must(
            "a miss is refused under only-if-cached",
            Stored.response(),
            SECOND,
            "only-if-cached",
            "Refuse"));
  }

  @ParameterizedTest
  @MethodSource("nothingFound")
  void fetchesWhatIsNotStored(Row row) {
    assertThat(nameOf(decide(new Lookup.UriMiss(), row.asked, Floor.NONE, row.age)))
        .isEqualTo(row.decided);
  }

  @ParameterizedTest
  @MethodSource("nothingFound")
  void offersTheValidatorsOfOtherVariants(Row row) {
    StoredResponse other = row.stored.get();
    Decision decision = decide(new Lookup.VaryMiss(List.of(other)), row.asked, Floor.NONE, row.age);

    if (decision instanceof Decision.Fetch fetch) {
      assertThat(fetch.variants()).containsExactly(other);
      assertThat(fetch.reason()).isEqualTo(Decision.Reason.VARY_MISS);
    } else {
      assertThat(decision).isEqualTo(new Decision.Refuse());
    }
  }

  private static Decision decide(Lookup lookup, String asked, Floor floor, Duration age) {
    Fields fields = asked.isEmpty() ? Fields.EMPTY : Fields.of("Cache-Control", asked);
    return Decision.decide(
        lookup, RequestDirectives.parse(fields), floor, Duration.ZERO, Stored.THEN.plus(age));
  }

  private static String nameOf(Decision decision) {
    return switch (decision) {
      case Decision.Serve serve -> "Serve";
      case Decision.ServeWhileRevalidating serve -> "ServeWhileRevalidating";
      case Decision.Revalidate revalidate -> "Revalidate " + revalidate.reason();
      case Decision.Complete complete -> "Complete " + complete.missing();
      case Decision.Fetch fetch -> "Fetch " + fetch.reason();
      case Decision.Refuse refuse -> "Refuse";
    };
  }
}
