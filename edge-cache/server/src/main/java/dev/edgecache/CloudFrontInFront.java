package dev.edgecache;

import dev.edgecache.admin.cloudfront.CloudFrontEndpoints;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.caching.downstream.MiddleTier;
import dev.edgecache.cdn.CdnSettings;
import dev.edgecache.cdn.CdnTags;
import dev.edgecache.cdn.CloudFrontTarget;
import dev.edgecache.cloudfront.invalidation.aws.CloudFrontService;
import dev.edgecache.cloudfront.invalidation.outbox.Outbox;
import dev.edgecache.cloudfront.invalidation.outbox.OutboxThread;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.Location;
import dev.edgecache.invalidation.target.FeedThread;
import dev.edgecache.invalidation.target.TargetFeed;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.positions.Positions;
import dev.edgecache.serve.Collaborators.InFront;
import dev.edgecache.serve.record.AnswersUnderWay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How CloudFront in front of a proxy is told of invalidations, and of how long answers are fresh.
 *
 * @param inFront what serving does for it
 * @param feeds the ways of invalidations there
 * @param atAdminPort what the admin port shows of it
 */
record CloudFrontInFront(InFront inFront, List<TargetFeed> feeds, AdminPort.Part atAdminPort) {

  private static final Logger LOG = LoggerFactory.getLogger(CloudFrontInFront.class);

  private static final CloudFrontInFront NONE =
      new CloudFrontInFront(InFront.NOTHING, List.of(), AdminPort.Part.NONE);

  /**
   * What it takes to tell CloudFront.
   *
   * @param data where its outbox is kept; empty for memory
   * @param invalidations what it is told of
   * @param policies the policies in force
   * @param positions how far the databases have come, if they are compared
   * @param metrics what measures it
   * @param resources what ends it
   * @param clock the time
   */
  record Means(
      Optional<Path> data,
      InvalidationLog invalidations,
      Supplier<PolicySet> policies,
      Optional<Positions> positions,
      Metrics metrics,
      Resources resources,
      InstantSource clock) {}

  /**
   * Begins to tell it, if there is one.
   *
   * @throws IOException if what is to be told can't be kept
   */
  static CloudFrontInFront open(Optional<CdnSettings> settings, Means means) throws IOException {
    return settings.isEmpty() ? NONE : open(settings.get(), means);
  }

  private static CloudFrontInFront open(CdnSettings settings, Means means) throws IOException {
    Metrics.CloudFrontCounts counts = means.metrics().cloudFront();
    InstantSource clock = means.clock();
    CloudFrontService service =
        means.resources().add(CloudFrontService.connect(settings.endpoint()));
    Outbox outbox =
        means
            .resources()
            .add(
                Outbox.open(
                    new Outbox.Parts(
                        means.data(),
                        settings.sites().stream().map(CdnSettings.Site::to).toList(),
                        settings.schedule(),
                        service,
                        counts.observer(),
                        () -> "edge-cache-" + Invalidation.newId(),
                        clock)));
    counts.outbox().accept(outbox::status, clock);
    CloudFrontTarget target =
        new CloudFrontTarget(settings, outbox, means.policies(), service::tagHeader, clock);
    AnswersUnderWay underWay = new AnswersUnderWay();
    TargetFeed feed =
        TargetFeed.of(
            means.invalidations(),
            target,
            new TargetFeed.Means(
                underWay,
                settings.drain(),
                entry -> isShown(entry, means.positions()),
                entry -> lags(entry, means.positions())));
    means.metrics().cloudFrontOldest(() -> feed.status().oldest(), clock);
    means.resources().add(OutboxThread.start(outbox, clock));
    means.resources().add(FeedThread.start(feed, means.invalidations(), clock));
    Thread.ofVirtual()
        .name("cloudfront-check")
        .start(
            () -> {
              target.check();
              target.troubles().forEach(trouble -> LOG.warn("CloudFront: {}", trouble));
            });
    CloudFrontEndpoints endpoints = new CloudFrontEndpoints(target, feed, clock);
    return new CloudFrontInFront(
        new InFront(
            new MiddleTier(
                new CdnTags(
                    settings.tagHeader(), settings.schedule().coarsening(), counts.untagged()),
                feed::isUnderWay),
            Optional.of(underWay)),
        List.of(feed),
        new AdminPort.Part(endpoints.endpoints(), List.of(endpoints::health)));
  }

  /**
   * Whether the primary shows what an invalidation tells of. Whoever names a position may know of a
   * commit from the log alone, while it still waits on the primary for a synchronous standby.
   */
  private static boolean isShown(Entry entry, Optional<Positions> positions) {
    return !(entry.location() instanceof Location.Stated(var position))
        || positions
            .flatMap(Positions::settled)
            .map(settled -> settled.shows(position))
            .orElse(true);
  }

  /** Whether a replica may lack what an invalidation tells of. */
  private static boolean lags(Entry entry, Optional<Positions> positions) {
    return switch (entry.location()) {
      case Location.Unneeded unneeded -> false;
      case Location.Awaited awaited -> true;
      case Location.Stated(var position) -> lags(position, positions);
      case Location.Sampled(var position) -> lags(position, positions);
      case Location.SetAside(var sampled) -> lags(sampled, positions);
    };
  }

  private static boolean lags(Position position, Optional<Positions> positions) {
    return positions
        .filter(known -> known.replicas().filter(reached -> reached.isAtLeast(position)).isEmpty())
        .isPresent();
  }
}
