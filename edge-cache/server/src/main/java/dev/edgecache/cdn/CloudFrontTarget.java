package dev.edgecache.cdn;

import dev.edgecache.cdn.CdnSettings.Site;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.TagHeader;
import dev.edgecache.cloudfront.invalidation.outbox.Outbox;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule.HandOver;
import dev.edgecache.cloudfront.invalidation.schedule.Standing;
import dev.edgecache.cloudfront.invalidation.schedule.Waiting.After;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.target.Progress;
import dev.edgecache.invalidation.target.Progress.Stage;
import dev.edgecache.invalidation.target.Target;
import dev.edgecache.policy.rules.PolicySet;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** CloudFront as a target of invalidations: what it is told goes by way of an outbox. */
public final class CloudFrontTarget implements Target {

  private final CdnSettings settings;
  private final Outbox outbox;
  private final Reach reach;
  private final TagSupport tags;
  private final InstantSource clock;
  private final LongAdder untold = new LongAdder();

  /**
   * A target.
   *
   * @param policies the policies in force
   * @param tagHeaders reads where a distribution reads tags; may take its time
   */
  public CloudFrontTarget(
      CdnSettings settings,
      Outbox outbox,
      Supplier<PolicySet> policies,
      Function<Destination, TagHeader> tagHeaders,
      InstantSource clock) {
    this.settings = settings;
    this.outbox = outbox;
    this.reach = new Reach(policies);
    this.tags = new TagSupport(settings.tagHeader(), tagHeaders);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "cloudfront";
  }

  @Override
  public long cursor() {
    return outbox.cursor();
  }

  @Override
  public void begin(long cursor) throws IOException {
    outbox.begin(cursor);
  }

  @Override
  public boolean isNew() {
    return outbox.isNew();
  }

  @Override
  public boolean concerns(Entry entry) {
    return entry.invalidation().tags().stream()
        .anyMatch(tag -> reach.has(entry.invalidation(), tag));
  }

  private Set<String> concerned(Entry entry) {
    return entry.invalidation().tags().stream()
        .filter(tag -> reach.has(entry.invalidation(), tag))
        .collect(Collectors.toSet());
  }

  /** Asks each distribution where it reads tags, unless it has told. It may take its time. */
  public void check() {
    settings.sites().forEach(site -> tags.check(site, clock.instant()));
  }

  @Override
  public void offer(List<Clean> invalidations) throws IOException {
    check();
    Map<Site, Boolean> byTag = new HashMap<>();
    for (Site site : settings.sites()) {
      byTag.put(
          site,
          tags.known(site)
              .orElseThrow(() -> new IOException(tags.trouble(site).orElse("tags are not known"))));
    }
    List<HandOver> handed = new ArrayList<>();
    for (Clean clean : invalidations) {
      Map<Destination, Set<Item>> items = new HashMap<>();
      for (Site site : settings.sites()) {
        Meaning meaning = meaning(clean.entry(), site, byTag.getOrDefault(site, false));
        untold.add(meaning.left().size());
        if (!meaning.items().isEmpty()) {
          items.put(site.to(), meaning.items());
        }
      }
      After after =
          switch (clean.window()) {
            case OPEN -> After.FOLLOW_UP;
            case CLOSED -> After.NOTHING;
          };
      handed.add(new HandOver(clean.entry().sequence(), items, after));
    }
    outbox.take(handed);
  }

  private Meaning meaning(Entry entry, Site site, boolean byTag) {
    return Meaning.of(
        concerned(entry),
        new Meaning.Language(site, byTag, settings.everything(), settings.schedule().coarsening()));
  }

  @Override
  public Progress progress(Entry entry) {
    Progress least = Progress.at(Stage.DONE);
    for (Site site : settings.sites()) {
      Progress own = progress(entry, site);
      least = own.stage().compareTo(least.stage()) < 0 ? own : least;
    }
    return least;
  }

  private Progress progress(Entry entry, Site site) {
    Meaning meaning = meaning(entry, site, tags.known(site).orElse(true));
    Standing standing = outbox.standing(site.to(), entry.sequence(), meaning.items());
    Stage stage =
        switch (standing.stage()) {
          case WAITING -> Stage.WAITING;
          case SENT -> Stage.SENT;
          case IN_PROGRESS -> Stage.IN_PROGRESS;
          case FOLLOW_UP -> Stage.FOLLOW_UP;
          case LEFT_TO_LIFETIME -> Stage.LEFT_TO_LIFETIME;
          case DONE -> meaning.left().isEmpty() ? Stage.DONE : Stage.LEFT_TO_LIFETIME;
        };
    return new Progress(
        stage,
        standing
            .failing()
            .map(
                failing ->
                    new Progress.Failing(failing.since(), failing.attempts(), failing.reason())));
  }

  @Override
  public void onProgress(Runnable listener) {
    outbox.onProgress(listener);
  }

  /** Tags of invalidations that could not be told to a distribution, so far. */
  public long untold() {
    return untold.sum();
  }

  /** What is wrong with the distributions, for people; empty if tags work as configured. */
  public List<String> troubles() {
    return settings.sites().stream().map(tags::trouble).flatMap(Optional::stream).toList();
  }

  /** The distributions. */
  public List<Site> sites() {
    return settings.sites();
  }

  /** The outbox. */
  public Outbox outbox() {
    return outbox;
  }
}
