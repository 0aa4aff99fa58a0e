package dev.edgecache.cloudfront.invalidation.outbox;

import dev.edgecache.cloudfront.invalidation.Budget;
import dev.edgecache.cloudfront.invalidation.schedule.LaneStatus;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;

/**
 * How an outbox is.
 *
 * @param cursor the latest invalidation that was handed over
 * @param lanes how the way to each destination is
 * @param money what it costs
 */
public record OutboxStatus(long cursor, List<LaneStatus> lanes, Money money) {

  /** Copies the list. */
  public OutboxStatus {
    lanes = List.copyOf(lanes);
  }

  /**
   * What invalidations cost this month.
   *
   * @param month the month, in UTC
   * @param items what was accepted
   * @param forecast what that comes to by its end
   * @param budget what may be spent
   * @param economy how exact what goes out is
   */
  public record Money(
      YearMonth month, long items, long forecast, Budget budget, Budget.Economy economy) {

    /** What was spent, in US dollars. */
    public BigDecimal cost() {
      return budget.cost(items);
    }

    /** What will have been spent by the end of the month, in US dollars. */
    public BigDecimal forecastCost() {
      return budget.cost(forecast);
    }

    /** Whether somebody should look: what goes out is less exact, or will be. */
    public boolean isTight() {
      return economy != Budget.Economy.EXACT || forecast > budget.items();
    }
  }
}
