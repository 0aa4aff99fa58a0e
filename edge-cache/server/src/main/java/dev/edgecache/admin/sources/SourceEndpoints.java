package dev.edgecache.admin.sources;

import dev.edgecache.admin.AdminAnswer;
import dev.edgecache.admin.AdminEndpoint;
import dev.edgecache.admin.Dependency;
import dev.edgecache.consistency.Lapse;
import dev.edgecache.sources.Source;
import dev.edgecache.sources.SourceStatus;
import dev.edgecache.sources.feed.LostFeeds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How sources do, for operators. */
public final class SourceEndpoints {

  private static final double MILLIS = 1000;

  private final List<Source> sources;
  private final LostFeeds lost;
  private final InstantSource clock;

  /** Endpoints for sources. */
  public SourceEndpoints(List<Source> sources, LostFeeds lost, InstantSource clock) {
    this.sources = List.copyOf(sources);
    this.lost = lost;
    this.clock = clock;
  }

  /** {@code GET /sources}. */
  public List<AdminEndpoint> endpoints() {
    return List.of(
        AdminEndpoint.get(
            "/sources",
            _ ->
                AdminAnswer.json(
                    200, Map.of("sources", sources.stream().map(this::told).toList()))));
  }

  /** Each source as a dependency: without it, requests are answered all the same. */
  public List<Supplier<Dependency>> dependencies() {
    return sources.stream().<Supplier<Dependency>>map(source -> () -> dependency(source)).toList();
  }

  private Dependency dependency(Source source) {
    SourceStatus status = source.status();
    Optional<String> trouble =
        status
            .trouble()
            .map(found -> "not in order since " + found.since() + ": " + found.reason());
    Optional<String> loss = lost.of(source.name()).map(SourceEndpoints::described);
    Dependency.State state =
        trouble.isPresent() || loss.isPresent() ? Dependency.State.DEGRADED : Dependency.State.UP;
    return new Dependency(
        "source " + source.name(),
        state,
        trouble.orElse(behind(status)) + loss.map(text -> "; " + text).orElse(""));
  }

  private static String behind(SourceStatus status) {
    return status
        .lag()
        .map(lag -> String.format(Locale.ROOT, "behind by %.3f s", seconds(lag)))
        .orElse("receives");
  }

  private static String described(Lapse lapse) {
    return "lost since "
        + lapse.since()
        + ": what it covers is fresh for "
        + lapse.fresh().toSeconds()
        + " s at most";
  }

  private Map<String, Object> told(Source source) {
    SourceStatus status = source.status();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("name", source.name());
    told.put("kind", status.kind());
    told.put("state", status.trouble().isPresent() ? "in_trouble" : "working");
    status
        .trouble()
        .ifPresent(
            trouble -> {
              told.put("trouble", trouble.reason());
              told.put("trouble_since", second(trouble.since()));
            });
    status.lag().ifPresent(lag -> told.put("lag_seconds", seconds(lag)));
    status
        .lastMessage()
        .ifPresent(
            last -> {
              told.put("last_message", second(last));
              told.put(
                  "last_message_age_seconds", seconds(Duration.between(last, clock.instant())));
            });
    lost.of(source.name())
        .ifPresent(
            lapse -> {
              told.put("lost_since", second(lapse.since()));
              told.put("fresh_seconds_while_lost", lapse.fresh().toSeconds());
            });
    return told;
  }

  private static String second(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static double seconds(Duration time) {
    return time.toMillis() / MILLIS;
  }
}
