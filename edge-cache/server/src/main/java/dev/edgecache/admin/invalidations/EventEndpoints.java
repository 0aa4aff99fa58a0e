package dev.edgecache.admin.invalidations;

import dev.edgecache.admin.AdminAnswer;
import dev.edgecache.admin.AdminEndpoint;
import dev.edgecache.admin.AdminRequest;
import dev.edgecache.sources.events.EventLedger;
import dev.edgecache.sources.events.EventLedger.SetAside;
import dev.edgecache.sources.events.EventLedger.TypeCount;
import dev.edgecache.sources.events.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the admin port tells of the events that sources brought. */
public final class EventEndpoints {

  private final EventLedger ledger;

  /** Endpoints that show a ledger. */
  public EventEndpoints(EventLedger ledger) {
    this.ledger = ledger;
  }

  /** {@code GET /events}. */
  public List<AdminEndpoint> endpoints() {
    return List.of(AdminEndpoint.get("/events", this::list));
  }

  private AdminAnswer list(AdminRequest request) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("types", ledger.types().stream().map(EventEndpoints::described).toList());
    answer.put("set_aside", ledger.setAside().stream().map(EventEndpoints::described).toList());
    return AdminAnswer.json(200, answer);
  }

  private static Map<String, Object> described(TypeCount count) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("source", count.source());
    described.put("type", count.type());
    for (Outcome outcome : Outcome.values()) {
      described.put(outcome.label(), count.outcomes().getOrDefault(outcome, 0L));
    }
    described.put("bad_positions", count.badPositions());
    described.put("last", count.last().toString());
    return described;
  }

  private static Map<String, Object> described(SetAside aside) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("source", aside.source());
    aside.id().ifPresent(id -> described.put("id", id));
    described.put("type", aside.type());
    described.put("reason", aside.reason());
    described.put("received", aside.received().toString());
    return described;
  }
}
