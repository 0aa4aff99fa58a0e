package dev.edgecache.http.range;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import dev.edgecache.http.RandomText;
import dev.edgecache.http.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 9110 §14.2: Range")
class Rfc9110Section14RangeTest {

  private static final long LENGTH = 10_000;
  private static final RangeSelection WHOLE = new RangeSelection.Whole();
  private static final RangeSelection UNSATISFIABLE = new RangeSelection.Unsatisfiable();

  record Row(Level level, String requirement, String range, long length, RangeSelection selection) {
    @Override
    public String toString() {
      return level + " " + requirement + ": " + range;
    }
  }

  private static Row row(Level level, String requirement, String range, RangeSelection selection) {
    return new Row(level, requirement, range, LENGTH, selection);
  }

  private static RangeSelection single(long first, long last) {
    return new RangeSelection.Single(new ByteRange(first, last));
  }

  private static RangeSelection several(long... firstAndLast) {
    return new RangeSelection.Several(
        IntStream.range(0, firstAndLast.length / 2)
            .mapToObj(i -> new ByteRange(firstAndLast[2 * i], firstAndLast[2 * i + 1]))
            .toList());
  }

  static Stream<Row> singles() {
    return Stream.of(
        row(Level.MUST, "first and last", "bytes=0-499", single(0, 499)),
        row(Level.MUST, "one byte", "bytes=0-0", single(0, 0)),
        row(Level.MUST, "from", "bytes=9500-", single(9500, 9999)),
        row(Level.MUST, "all, as a range", "bytes=0-", single(0, 9999)),
        row(Level.MUST, "the end", "bytes=-500", single(9500, 9999)),
        row(Level.MUST, "a suffix longer than all", "bytes=-99999", single(0, 9999)),
        row(Level.MUST, "a last byte behind the end", "bytes=9500-99999", single(9500, 9999)),
        row(
            Level.MUST,
            "a last byte beyond any number",
            "bytes=9500-99999999999999999999",
            single(9500, 9999)),
        row(Level.MUST, "the unit in any case", "BYTES=0-4", single(0, 4)),
        row(Level.MUST, "spaces and empty members", "bytes= ,0-4 ,", single(0, 4)),
        row(Level.MUST, "behind the end", "bytes=10000-", UNSATISFIABLE),
        row(Level.MUST, "beyond any number", "bytes=99999999999999999999-", UNSATISFIABLE),
        row(Level.MUST, "the last zero bytes", "bytes=-0", UNSATISFIABLE),
        row(Level.MUST, "all behind the end", "bytes=10000-10001, 20000-", UNSATISFIABLE),
        new Row(Level.OURS, "of nothing", "bytes=0-", 0, WHOLE),
        row(Level.MUST, "another unit", "lines=0-4", WHOLE),
        row(Level.MUST, "no unit", "0-4", WHOLE),
        row(Level.MAY, "SEC-5 no range", "bytes=", WHOLE),
        row(Level.MAY, "SEC-5 last before first", "bytes=5-4", WHOLE),
        row(Level.MAY, "SEC-5 letters", "bytes=a-b", WHOLE),
        row(Level.MAY, "SEC-5 a dash", "bytes=-", WHOLE),
        row(Level.MAY, "SEC-5 two dashes", "bytes=--5", WHOLE),
        row(Level.MAY, "SEC-5 no dash", "bytes=5", WHOLE),
        row(Level.MAY, "SEC-5 signs", "bytes=+1-5", WHOLE),
        row(Level.MAY, "SEC-5 one malformed spoils all", "bytes=0-4, x", WHOLE));
  }

  static Stream<Row> sets() {
    String many =
        IntStream.range(0, 33)
            .mapToObj(i -> i * 200 + "-" + i * 200)
            .collect(Collectors.joining(","));
    return Stream.of(
        row(Level.MAY, "several, in their order", "bytes=500-599,0-99", several(500, 599, 0, 99)),
        row(Level.MAY, "those behind the end are left out", "bytes=0-4,99999-", single(0, 4)),
        row(Level.MAY, "overlapping ones are made one", "bytes=0-99,50-149", single(0, 149)),
        row(Level.MAY, "near ones are made one", "bytes=0-99,179-199", single(0, 199)),
        row(Level.MAY, "those apart stay two", "bytes=0-99,180-199", several(0, 99, 180, 199)),
        row(
            Level.MAY,
            "made one, the rest in rising order",
            "bytes=5000-5099,100-199,0-99",
            several(0, 199, 5000, 5099)),
        row(Level.MAY, "two overlaps are borne", "bytes=0-,0-,0-", single(0, 9999)),
        row(Level.MAY, "SEC-5 three overlaps are refused", "bytes=0-,0-,0-,0-", WHOLE),
        row(
            Level.MAY,
            "SEC-5 overlaps with one before the last count",
            "bytes=0-5000,100-100,300-300,500-500",
            WHOLE),
        row(Level.MAY, "SEC-5 more than 32 are refused", "bytes=" + many, WHOLE));
  }

  @ParameterizedTest
  @MethodSource({"singles", "sets"})
  void selects(Row row) {
    assertThat(ByteRanges.select(request("GET", row.range()), row.length()))
        .isEqualTo(row.selection());
  }

  @Test
  @DisplayName("MUST: Range counts for GET only; several lines are one malformed Range")
  void ignored() {
    assertThat(ByteRanges.select(request("HEAD", "bytes=0-4"), LENGTH)).isEqualTo(WHOLE);
    assertThat(ByteRanges.select(request("GET"), LENGTH)).isEqualTo(WHOLE);
    assertThat(ByteRanges.select(request("GET", "bytes=0-4", "bytes=6-7"), LENGTH))
        .isEqualTo(WHOLE);
  }

  @Test
  @DisplayName("any value selects ranges that lie within, apart, and short of twice the whole")
  void total() {
    for (String prefix : List.of("", "bytes=", "bytes=0-5,")) {
      RandomText.values(14_2)
          .forEach(
              value -> {
                RangeSelection selection =
                    ByteRanges.select(request("GET", prefix + value), LENGTH);
                if (selection instanceof RangeSelection.Several(List<ByteRange> ranges)) {
                  assertApart(ranges);
                }
                if (selection instanceof RangeSelection.Single(ByteRange range)) {
                  assertThat(range.last()).isLessThan(LENGTH);
                }
              });
    }
  }

  private static void assertApart(List<ByteRange> ranges) {
    List<ByteRange> sorted = new ArrayList<>(ranges);
    Collections.sort(sorted, (a, b) -> Long.compare(a.first(), b.first()));
    long last = -1;
    for (ByteRange range : sorted) {
      assertThat(range.first()).isGreaterThan(last);
      last = range.last();
    }
    assertThat(last).isLessThan(LENGTH);
  }

  private static RequestHead request(String method, String... ranges) {
    Fields.Builder fields = Fields.builder();
    Arrays.stream(ranges).forEach(range -> fields.add("range", range));
    return new RequestHead(method, "https", "api.shop.example", "/", null, fields.build());
  }
}
