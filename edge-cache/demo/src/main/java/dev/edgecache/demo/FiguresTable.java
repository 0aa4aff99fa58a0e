package dev.edgecache.demo;

import dev.edgecache.demo.load.Kind;
import dev.edgecache.demo.load.Tally.Figures;
import dev.edgecache.demo.load.Tally.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table of what users experience on both ways, as lines of text of one width. */
final class FiguresTable {

  private static final String HEAD =
      "                    direct to us-east-1            through edge-cache in eu-west-1";
  private static final String COLUMNS =
      "route        answers    p50    p95    p99   answers    p50    p95    p99   hits";
  private static final String LINE = "-".repeat(COLUMNS.length());

  private FiguresTable() {}

  static List<String> lines(Snapshot direct, Snapshot through) {
    List<String> lines = new ArrayList<>(List.of(HEAD, COLUMNS, LINE));
    for (Kind kind : Kind.values()) {
      Figures one = direct.byKind().get(kind);
      Figures other = through.byKind().get(kind);
      if (one != null || other != null) {
        lines.add(row(kind.label(), one, other));
      }
    }
    lines.add(LINE);
    lines.add(all(direct, through));
    lines.add("times in milliseconds; failed requests: " + failures(direct, through));
    return lines;
  }

  /** The line of all requests. */
  static String all(Snapshot direct, Snapshot through) {
    return row("all", direct.all(), through.all());
  }

  private static String row(String label, @Nullable Figures direct, @Nullable Figures through) {
    return String.format(Locale.ROOT, "%-10s", label)
        + times(direct)
        + times(through)
        + hits(through);
  }

  private static String times(@Nullable Figures figures) {
    if (figures == null || figures.answers() == 0) {
      return String.format(Locale.ROOT, "%10s%7s%7s%7s", "0", "-", "-", "-");
    }
    return String.format(
        Locale.ROOT,
        "%10d%7s%7s%7s",
        figures.answers(),
        millis(figures.p50()),
        millis(figures.p95()),
        millis(figures.p99()));
  }

  private static String hits(@Nullable Figures figures) {
    return figures == null || figures.answers() == 0
        ? String.format(Locale.ROOT, "%7s", "-")
        : String.format(Locale.ROOT, "%6.1f%%", 100 * figures.hitRatio());
  }

  /** One decimal below ten milliseconds, none above. */
  private static String millis(Duration time) {
    double millis = time.toNanos() / 1e6;
    return String.format(Locale.ROOT, millis < 9.95 ? "%.1f" : "%.0f", millis);
  }

  private static String failures(Snapshot direct, Snapshot through) {
    return direct.all().failures() + " direct, " + through.all().failures() + " through edge-cache";
  }
}
