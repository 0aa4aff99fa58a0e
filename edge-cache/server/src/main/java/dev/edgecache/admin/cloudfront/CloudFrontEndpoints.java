package dev.edgecache.admin.cloudfront;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgecache.admin.AdminAnswer;
import dev.edgecache.admin.AdminEndpoint;
import dev.edgecache.admin.AdminRequest;
import dev.edgecache.admin.Dependency;
import dev.edgecache.cdn.CdnSettings.Site;
import dev.edgecache.cdn.CloudFrontTarget;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.outbox.OutboxException;
import dev.edgecache.cloudfront.invalidation.outbox.OutboxStatus;
import dev.edgecache.cloudfront.invalidation.schedule.LaneStatus;
import dev.edgecache.invalidation.target.TargetFeed;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How CloudFront is invalidated, and what that costs. */
public final class CloudFrontEndpoints {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_ITEMS = 1_000;

  /** After that long a backlog is said to be one. */
  private static final Duration LATE = Duration.ofMinutes(2);

  private final CloudFrontTarget target;
  private final TargetFeed feed;
  private final InstantSource clock;

  /** Endpoints for CloudFront as a target. */
  public CloudFrontEndpoints(CloudFrontTarget target, TargetFeed feed, InstantSource clock) {
    this.target = target;
    this.feed = feed;
    this.clock = clock;
  }

  /** {@code GET /cloudfront} and {@code POST /cloudfront/invalidations}. */
  public List<AdminEndpoint> endpoints() {
    return List.of(
        AdminEndpoint.get("/cloudfront", _ -> AdminAnswer.json(200, described())),
        AdminEndpoint.post("/cloudfront/invalidations", this::invalidate));
  }

  /** How CloudFront counts for health: requests are answered all the same. */
  public Dependency health() {
    List<String> troubles = new ArrayList<>(target.troubles());
    OutboxStatus status = target.outbox().status();
    for (LaneStatus lane : status.lanes()) {
      lane.failing().ifPresent(failing -> troubles.add(lane.to().name() + ": " + failing.reason()));
      lane.oldest()
          .map(this::age)
          .filter(age -> age.compareTo(LATE) > 0)
          .ifPresent(
              age -> troubles.add(lane.to().name() + ": items wait for " + age.toSeconds() + " s"));
    }
    TargetFeed.FeedStatus fed = feed.status();
    fed.failing().ifPresent(failing -> troubles.add(failing.reason()));
    if (fed.hasGap()) {
      troubles.add("invalidations were forgotten before CloudFront was told");
    }
    target.outbox().loss().ifPresent(troubles::add);
    if (status.money().isTight()) {
      troubles.add("the budget is tight: " + money(status.money()));
    }
    return troubles.isEmpty()
        ? new Dependency("cloudfront", Dependency.State.UP, money(status.money()))
        : new Dependency(
            "cloudfront",
            Dependency.State.DEGRADED,
            String.join("; ", new LinkedHashSet<>(troubles)));
  }

  private static String money(OutboxStatus.Money money) {
    return money.items() + " of " + money.budget().items() + " items this month";
  }

  private Duration age(Instant since) {
    Duration age = Duration.between(since, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private Map<String, Object> described() {
    OutboxStatus status = target.outbox().status();
    Map<String, Object> described = new LinkedHashMap<>();
    TargetFeed.FeedStatus fed = feed.status();
    described.put("draining", fed.draining());
    described.put("under_way", fed.taken());
    described.put("untold_tags", target.untold());
    described.put("troubles", target.troubles());
    described.put("distributions", status.lanes().stream().map(this::described).toList());
    described.put("cost", described(status.money()));
    return described;
  }

  private Map<String, Object> described(LaneStatus lane) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", lane.to().name());
    described.put("waiting", lane.waiting());
    lane.oldest().ifPresent(since -> described.put("waiting_seconds", age(since).toSeconds()));
    described.put("in_progress", lane.inProgress());
    lane.acceptedSince()
        .ifPresent(since -> described.put("in_progress_seconds", age(since).toSeconds()));
    lane.failing()
        .ifPresent(
            failing -> {
              described.put("failing_since", failing.since().toString());
              described.put("failed_attempts", failing.attempts());
              described.put("failing", failing.reason());
            });
    return described;
  }

  private static Map<String, Object> described(OutboxStatus.Money money) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("month", money.month().toString());
    described.put("items", money.items());
    described.put("budget_items", money.budget().items());
    described.put("free_items", money.budget().free());
    described.put("forecast_items", money.forecast());
    described.put("usd", money.cost().setScale(2, RoundingMode.HALF_UP));
    described.put("forecast_usd", money.forecastCost().setScale(2, RoundingMode.HALF_UP));
    described.put("exactness", money.economy().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    return described;
  }

  private AdminAnswer invalidate(AdminRequest request) {
    try {
      JsonNode order = JSON.readTree(new String(request.content().bytes(), StandardCharsets.UTF_8));
      Set<Item> items = items(order.path("items"));
      Map<Destination, Set<Item>> ordered = new HashMap<>();
      sites(order.path("distribution").asText("")).forEach(site -> ordered.put(site.to(), items));
      target.outbox().order(ordered);
      return AdminAnswer.json(
          202,
          Map.of(
              "items",
              items.stream().map(Item::text).sorted().toList(),
              "distributions",
              ordered.keySet().stream().map(Destination::name).sorted().toList()));
    } catch (JsonProcessingException e) {
      return AdminAnswer.problem(400, "Malformed JSON", String.valueOf(e.getOriginalMessage()));
    } catch (IllegalArgumentException e) {
      return AdminAnswer.problem(422, "Not an invalidation", String.valueOf(e.getMessage()));
    } catch (OutboxException e) {
      return AdminAnswer.problem(503, "Not kept", String.valueOf(e.getMessage()));
    }
  }

  private static Set<Item> items(JsonNode texts) {
    if (!texts.isArray() || texts.isEmpty() || texts.size() > MOST_ITEMS) {
      throw new IllegalArgumentException("items: (expected: a list of 1 to 1000 texts)");
    }
    Set<Item> items = new LinkedHashSet<>();
    texts.forEach(text -> items.add(Item.parse(text.asText())));
    return items;
  }

  private Set<Site> sites(String id) {
    Set<Site> sites =
        target.sites().stream()
            .filter(site -> id.isEmpty() || site.to().id().equals(id))
            .collect(Collectors.toSet());
    if (sites.isEmpty()) {
      throw new IllegalArgumentException("distribution: " + id + " (expected: a configured one)");
    }
    return sites;
  }
}
