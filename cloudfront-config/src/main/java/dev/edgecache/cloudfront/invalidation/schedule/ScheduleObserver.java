package dev.edgecache.cloudfront.invalidation.schedule;

import dev.edgecache.cloudfront.invalidation.Budget.Economy;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import java.time.Duration;
import java.util.List;

/** Learns what becomes of items. Must not block. */
public interface ScheduleObserver {

  /** Nobody. */
  ScheduleObserver NONE = new ScheduleObserver() {};

  /** A batch was accepted: its items count for the budget. */
  default void accepted(Batch batch) {}

  /** A batch is completed, that long after it was accepted. */
  default void completed(Batch batch, Duration time) {}

  /** A batch is sent once more, as nobody knows whether it was accepted: at most a duplicate. */
  default void sentAgain(Batch batch) {}

  /** A batch was taken apart after it may have been accepted: its items may go out twice. */
  default void duplicated(Batch batch) {}

  /** A batch was not accepted, or not asked for. */
  default void failed(Destination to, String reason) {}

  /** An item is not understood; it is not sent again. */
  default void setAside(Destination to, Item item, String reason) {}

  /** That many items of less went out in place of more. */
  default void economised(Destination to, Economy economy, int items) {}

  /** Items did not go out: answers stay until their lifetime ends. */
  default void leftToLifetime(Destination to, List<Item> items) {}
}
