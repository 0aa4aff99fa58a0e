package dev.edgecache.admin.invalidations;

import dev.edgecache.admin.AdminAnswer;
import dev.edgecache.admin.AdminEndpoint;
import dev.edgecache.admin.AdminRequest;
import dev.edgecache.admin.AdminRequest.Content;
import dev.edgecache.admin.Dependency;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.Journal.Durability;
import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.invalidation.log.AppendedBatch;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.Location;
import dev.edgecache.invalidation.log.LogStatus;
import dev.edgecache.invalidation.target.Progress;
import dev.edgecache.invalidation.target.TargetFeed;
import dev.edgecache.sources.InvalidationJson;
import dev.edgecache.sources.MalformedInvalidationException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** How invalidations are made at the admin port, and what it tells of them. */
public final class InvalidationEndpoints {

  private static final Duration LONGEST_WRITING = Duration.ofSeconds(10);
  private static final int USUAL_LIMIT = 100;
  private static final int GREATEST_LIMIT = 1_000;
  private static final String SOURCE = "the admin port";

  private final InvalidationLog log;
  private final List<TargetFeed> feeds;
  private final InstantSource clock;

  /**
   * Endpoints for a log.
   *
   * @param feeds the ways to caches outside, of which is told how far each invalidation has come
   */
  public InvalidationEndpoints(InvalidationLog log, List<TargetFeed> feeds, InstantSource clock) {
    this.log = log;
    this.feeds = List.copyOf(feeds);
    this.clock = clock;
  }

  /** {@code POST /invalidations}, {@code GET /invalidations} and {@code /invalidations/{id}}. */
  public List<AdminEndpoint> endpoints() {
    return List.of(
        AdminEndpoint.post("/invalidations", this::invalidate),
        AdminEndpoint.get("/invalidations", this::list),
        AdminEndpoint.get("/invalidations/{item}", this::one));
  }

  /** How the log counts for health: what it can't write is in effect all the same. */
  public Dependency health() {
    LogStatus status = log.status();
    String lost = status.loss().map(loss -> "; at the start: " + loss.reason()).orElse("");
    return status
        .failure()
        .map(
            reason ->
                new Dependency(
                    "invalidation log",
                    Dependency.State.DEGRADED,
                    "can't be written, "
                        + status.unwritten()
                        + " invalidations would not survive a restart: "
                        + reason
                        + lost))
        .orElseGet(
            () ->
                new Dependency(
                    "invalidation log", Dependency.State.UP, kept(status.durability()) + lost));
  }

  private static String kept(Durability durability) {
    return switch (durability) {
      case SYNCED -> "on disk";
      case IN_MEMORY -> "in memory: a restart forgets it";
    };
  }

  private AdminAnswer invalidate(AdminRequest request) {
    if (!isJson(request.content())) {
      return AdminAnswer.problem(
          415,
          "Not JSON",
          "Content-Type: "
              + (request.content().type().isEmpty() ? "absent" : request.content().type())
              + " (expected: application/json)");
    }
    byte[] content = request.content().bytes();
    try {
      List<Invalidation> invalidations = InvalidationJson.read(content, clock.instant(), SOURCE);
      return switch (log.appendAll(invalidations)) {
        case AppendedBatch.InEffect(var entries) -> answered(entries, isBatch(content));
        case AppendedBatch.Refused(String id) ->
            AdminAnswer.problem(409, "Id in use", "id: " + id + " is that of another invalidation");
      };
    } catch (MalformedInvalidationException e) {
      return switch (e.kind()) {
        case SYNTAX -> AdminAnswer.problem(400, "Malformed JSON", String.valueOf(e.getMessage()));
        case CONTENT ->
            AdminAnswer.problem(422, "Not an invalidation", String.valueOf(e.getMessage()));
      };
    }
  }

  private static boolean isJson(Content content) {
    return content.type().split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  private static boolean isBatch(byte[] json) {
    for (byte octet : json) {
      if (octet > ' ') {
        return octet == '[';
      }
    }
    return false;
  }

  /** Waits for the last one: they are acknowledged in their order. */
  private AdminAnswer answered(List<Entry> entries, boolean batch) {
    List<Acknowledgement> promises =
        entries.stream()
            .map(entry -> Acknowledgement.within(LONGEST_WRITING, entry.acknowledged()).join())
            .toList();
    // Read once: a position may be found at any moment, and status and content must agree.
    boolean awaits = false;
    List<Map<String, Object>> described = new ArrayList<>();
    for (Entry entry : entries) {
      Location location = entry.location();
      awaits |= location instanceof Location.Awaited;
      described.add(described(entry, location));
    }
    Object answer = batch ? described : described.getFirst();
    if (promises.contains(Acknowledgement.UNWRITTEN)) {
      return AdminAnswer.json(503, answer).with("Retry-After", "1");
    }
    return AdminAnswer.json(awaits ? 202 : 200, answer);
  }

  private AdminAnswer list(AdminRequest request) {
    OptionalInt limit = limit(request.parameter("limit"));
    if (limit.isEmpty()) {
      return AdminAnswer.problem(
          400,
          "Not a limit",
          "limit: "
              + request.parameter("limit").orElse("")
              + " (expected: a number from 1 to "
              + GREATEST_LIMIT
              + ")");
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("log", described(log.status()));
    answer.put(
        "invalidations", log.latest(limit.getAsInt()).stream().map(this::described).toList());
    return AdminAnswer.json(200, answer);
  }

  private static OptionalInt limit(Optional<String> text) {
    if (text.isEmpty()) {
      return OptionalInt.of(USUAL_LIMIT);
    }
    return text.filter(digits -> digits.matches("[0-9]{1,4}"))
        .map(Integer::parseInt)
        .filter(number -> number >= 1 && number <= GREATEST_LIMIT)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  private AdminAnswer one(AdminRequest request) {
    return log.find(request.item())
        .map(
            entry -> {
              Map<String, Object> described = described(entry);
              described.put("tags", entry.invalidation().tags().stream().sorted().toList());
              return AdminAnswer.json(200, described);
            })
        .orElseGet(
            () ->
                AdminAnswer.problem(
                    404,
                    "Not known",
                    "No invalidation of this id came, or it is no longer told apart."));
  }

  private static Map<String, Object> described(LogStatus status) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put(
        "kept",
        switch (status.durability()) {
          case SYNCED -> "on_disk";
          case IN_MEMORY -> "in_memory";
        });
    described.put("records", status.records());
    described.put("bytes", status.bytes());
    described.put("unwritten", status.unwritten());
    status.failure().ifPresent(reason -> described.put("failure", reason));
    status.loss().ifPresent(loss -> described.put("lost", loss.reason()));
    described.put("awaiting_position", status.awaiting());
    return described;
  }

  private Map<String, Object> described(Entry entry) {
    return described(entry, entry.location());
  }

  private Map<String, Object> described(Entry entry, Location location) {
    Invalidation invalidation = entry.invalidation();
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("id", invalidation.id());
    described.put("sequence", entry.sequence());
    described.put("state", state(location));
    described.put("kept", kept(entry));
    described.put("mode", invalidation.mode() == Invalidation.Mode.HARD ? "hard" : "soft");
    described.put("tag_count", invalidation.tags().size());
    invalidation.position().ifPresent(stated -> described.put("position", stated.text()));
    if (!(location instanceof Location.Stated)) {
      location.known().ifPresent(sampled -> described.put("sampled_position", sampled.text()));
    }
    described.put("source", invalidation.source());
    Instant received = invalidation.received();
    described.put("received", received.toString());
    described.put(
        "age_seconds", Math.max(0, Duration.between(received, clock.instant()).toSeconds()));
    if (!feeds.isEmpty()) {
      described.put("targets", feeds.stream().map(feed -> described(feed, entry)).toList());
    }
    return described;
  }

  private static Map<String, Object> described(TargetFeed feed, Entry entry) {
    Progress progress = feed.progress(entry);
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", feed.name());
    described.put("state", progress.stage().word());
    progress
        .failing()
        .ifPresent(
            failing -> {
              described.put("failing_since", failing.since().toString());
              described.put("failed_attempts", failing.attempts());
              described.put("failing", failing.reason());
            });
    return described;
  }

  private static String state(Location location) {
    return switch (location) {
      case Location.Unneeded unneeded -> "in_effect";
      case Location.Stated stated -> "in_effect";
      case Location.Sampled sampled -> "in_effect";
      case Location.Awaited awaited -> "position_awaited";
      case Location.SetAside aside -> "position_set_aside";
    };
  }

  private static String kept(Entry entry) {
    return switch (entry.acknowledged().toCompletableFuture().getNow(Acknowledgement.UNWRITTEN)) {
      case SYNCED -> "on_disk";
      case IN_MEMORY -> "in_memory";
      case UNWRITTEN -> "not_yet";
    };
  }
}
