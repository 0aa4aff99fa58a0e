package dev.edgecache.simulation;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What one run is like; each seed has another mixture.
 *
 * @param stating how often an answer tells its positions
 * @param positioned how often an invalidation tells its own
 * @param soft how often it is soft
 * @param lag how far replicas are behind at most, as long as they are not paused
 * @param maxTags tags with a floor of their own
 * @param records invalidations that a log tells apart
 * @param troubles the troubles that come up
 */
record Settings(
    double stating,
    double positioned,
    double soft,
    Duration lag,
    int maxTags,
    int records,
    Troubles troubles) {

  /**
   * Which troubles come up.
   *
   * @param pauses replicas stop replaying
   * @param outages databases can't be asked for positions
   * @param crashes proxies end and begin again
   * @param promotions a replica takes the primary's place
   * @param failures origins fail
   * @param fullDisks journals can't be written
   */
  record Troubles(
      boolean pauses,
      boolean outages,
      boolean crashes,
      boolean promotions,
      boolean failures,
      boolean fullDisks) {}

  static Settings of(long seed) {
    SplittableRandom random = new SplittableRandom(~seed);
    double[] often = {0, 0.5, 1};
    return new Settings(
        often[random.nextInt(3)],
        often[random.nextInt(3)],
        often[random.nextInt(3)] / 2,
        Duration.ofMillis(random.nextInt(1, 300)),
        random.nextBoolean() ? 3 : 1000,
        random.nextBoolean() ? 5 : 1000,
        new Troubles(
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextInt(4) == 0));
  }
}
