package dev.edgecache.check.load;

import dev.edgecache.check.world.Items;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Somebody who writes to the primary past the proxies, and announces it. */
final class Writer implements Step {

  private final Items items;
  private final Deliveries deliveries;
  private final Pace pace;
  private final SplittableRandom random;
  private final Popularity popularity = new Popularity();

  Writer(Items items, Deliveries deliveries, Pace pace, SplittableRandom random) {
    this.items = items;
    this.deliveries = deliveries;
    this.pace = pace;
    this.random = random;
  }

  @Override
  public void take() throws SQLException {
    pace.await();
    int key = popularity.draw(random);
    items.write(key);
    deliveries.announce(key, random);
  }
}
