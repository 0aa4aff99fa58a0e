package dev.edgecache.demo;

import dev.edgecache.demo.load.Tally.Figures;
import dev.edgecache.demo.prices.PriceFigures;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Whether the cache did for Europe what it is for, judged over all requests, personal ones and
 * writes included.
 *
 * @param claims what must hold, and whether it does
 */
public record Verdict(List<Claim> claims) {

  private static final Duration EUROPE_BELOW = Duration.ofMillis(80);
  private static final Duration DIRECT_ABOVE = Duration.ofMillis(300);
  private static final double HIT_RATIO = 0.9;
  private static final double FAILURES = 0.001;
  private static final int ENOUGH_ANSWERS = 200;

  /**
   * Something that must hold.
   *
   * @param text what must hold, with the figure that was measured
   * @param holds whether it does
   */
  public record Claim(String text, boolean holds) {}

  /** Copies the claims. */
  public Verdict {
    claims = List.copyOf(claims);
  }

  /**
   * Judges what was measured.
   *
   * @param direct all requests that went straight to the US
   * @param through all requests that went through the cache in Europe
   * @param prices what the price watch has seen
   */
  public static Verdict of(Figures direct, Figures through, PriceFigures prices) {
    Duration europe = through.p95();
    Duration us = direct.p50();
    return new Verdict(
        List.of(
            new Claim(
                "through the cache, p95 is under " + millis(EUROPE_BELOW) + ": " + millis(europe),
                europe.compareTo(EUROPE_BELOW) < 0),
            new Claim(
                "at least "
                    + percent(HIT_RATIO)
                    + " of all answers through the cache are hits: "
                    + percent(through.hitRatio()),
                through.hitRatio() >= HIT_RATIO),
            new Claim(
                "direct, even p50 is over " + millis(DIRECT_ABOVE) + ": " + millis(us),
                us.compareTo(DIRECT_ABOVE) > 0),
            new Claim(
                "at most 1 request of 1000 fails: "
                    + failures(direct)
                    + " direct, "
                    + failures(through)
                    + " through the cache",
                Math.max(failureRatio(direct), failureRatio(through)) <= FAILURES),
            new Claim(
                "at least "
                    + ENOUGH_ANSWERS
                    + " answers were measured on each way: "
                    + direct.answers()
                    + " direct, "
                    + through.answers()
                    + " through the cache",
                Math.min(direct.answers(), through.answers()) >= ENOUGH_ANSWERS),
            noOldPrice(prices)));
  }

  /** Where no standby lagged, there was no old price to be seen, and nothing is shown. */
  private static Claim noOldPrice(PriceFigures prices) {
    return new Claim(
        "no price older than an acknowledged change was seen: "
            + prices.changes()
            + " changes, "
            + prices.reads()
            + " reads, "
            + prices.lagging()
            + " while the standby lagged"
            + (prices.old() == 0 ? "" : "; old: " + prices.old()),
        prices.old() == 0 && prices.lagging() > 0);
  }

  /** Whether every claim holds. */
  public boolean holds() {
    return claims.stream().allMatch(Claim::holds);
  }

  private static double failureRatio(Figures figures) {
    long requests = figures.answers() + figures.failures();
    return requests == 0 ? 0 : (double) figures.failures() / requests;
  }

  private static String failures(Figures figures) {
    return figures.failures() + " of " + (figures.answers() + figures.failures());
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
  }

  private static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
  }
}
