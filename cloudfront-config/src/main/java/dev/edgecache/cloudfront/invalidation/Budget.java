package dev.edgecache.cloudfront.invalidation;

import java.math.BigDecimal;
import java.util.List;

/**
 * What may be spent on invalidations in a calendar month (UTC), over all distributions of the
 * account.
 *
 * @param items the most items that go out
 * @param free the items that cost nothing
 * @param price what each further item costs, in US dollars
 */
public record Budget(long items, long free, BigDecimal price) {

  /** A hundred thousand items, of which AWS charges all but the first thousand. */
  public static final Budget DEFAULT = new Budget(100_000, 1_000, new BigDecimal("0.005"));

  /** The share of the items, in percent, from which less exact items go out, in this order. */
  private static final List<Threshold> THRESHOLDS =
      List.of(
          new Threshold(100, Economy.LIFETIME),
          new Threshold(95, Economy.PREFIXES),
          new Threshold(80, Economy.COARSER_TAGS));

  private record Threshold(int percent, Economy economy) {}

  /** How exact invalidations are, the most exact first. */
  public enum Economy {
    /** Each item as it came. */
    EXACT,
    /** Several tags of one kind become the coarser one that the configuration names. */
    COARSER_TAGS,
    /** Several tags or paths below one path become one beginning. */
    PREFIXES,
    /** Nothing goes out: answers stay until their lifetime ends. */
    LIFETIME
  }

  /** Rejects negative numbers. */
  public Budget {
    if (items < 0 || free < 0 || price.signum() < 0) {
      throw new IllegalArgumentException("budget: (expected: no negative number)");
    }
  }

  /** How exact invalidations are once that many items went out this month. */
  public Economy economyAt(long used) {
    return THRESHOLDS.stream()
        .filter(threshold -> used * 100 >= items * threshold.percent())
        .findFirst()
        .map(Threshold::economy)
        .orElse(Economy.EXACT);
  }

  /** How many items may still go out. */
  public long left(long used) {
    return Math.max(0, items - used);
  }

  /** What that many items of one month cost, in US dollars. */
  public BigDecimal cost(long used) {
    return price.multiply(BigDecimal.valueOf(Math.max(0, used - free)));
  }
}
