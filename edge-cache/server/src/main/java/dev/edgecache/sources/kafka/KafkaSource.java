package dev.edgecache.sources.kafka;

import dev.edgecache.sources.Intake;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.feed.Backoff;
import dev.edgecache.sources.feed.FeedLoop;
import dev.edgecache.sources.feed.Gaps;
import dev.edgecache.sources.feed.Progress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** How sources are made that read topics of Apache Kafka. */
public final class KafkaSource {

  /** The word of the configuration. */
  private static final String KIND = "kafka";

  private KafkaSource() {}

  /**
   * What a source works with.
   *
   * @param intake where messages go
   * @param gaps what is done about messages that are gone
   * @param data the folder of the invalidation log, where offsets are kept as long as what was read
   *     up to them; empty if both end with the process
   */
  public record Means(Intake intake, Gaps gaps, Optional<Path> data, InstantSource clock) {}

  /** A source that reads topics. */
  public static Source of(String name, KafkaSettings settings, Means means) {
    return of(name, settings, means, Backoff.USUAL);
  }

  static Source of(String name, KafkaSettings settings, Means means, Backoff backoff) {
    Progress progress = new Progress(KIND, means.clock());
    KeptOffsets kept =
        new KeptOffsets(
            means.data().map(folder -> folder.resolve("source-" + name + ".offsets")),
            settings.servers());
    return new FeedLoop(
        name,
        progress,
        () -> KafkaFeed.open(new KafkaFeed.Parts(name, settings, means, progress, kept)),
        backoff);
  }
}
