package dev.edgecache.check.load;

import dev.edgecache.check.history.Client;
import dev.edgecache.check.history.Route;
import java.util.Optional;
import java.util.SplittableRandom;

/** Somebody without a session, who reads. */
final class Reader implements Step {

  private static final double SOFT_SHARE = 0.3;

  private final Client client;
  private final Asking asking;
  private final Pace pace;
  private final Popularity popularity = new Popularity();
  private final SplittableRandom random;

  Reader(int number, Asking asking, Pace pace, SplittableRandom random) {
    this.client = new Client.Stranger(number);
    this.asking = asking;
    this.pace = pace;
    this.random = random;
  }

  @Override
  public void take() {
    pace.await();
    Route route = random.nextDouble() < SOFT_SHARE ? Route.SOFT : Route.STORED;
    asking.read(client, random.nextInt(2), route, popularity.draw(random), Optional.empty());
  }
}
