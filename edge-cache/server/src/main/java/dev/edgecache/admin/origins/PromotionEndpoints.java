package dev.edgecache.admin.origins;

import dev.edgecache.admin.AdminAnswer;
import dev.edgecache.admin.AdminEndpoint;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.Origins;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How operators move writes to the local origin, and back. */
public final class PromotionEndpoints {

  private final Origins origins;
  private final KeptWrites kept;

  /**
   * Endpoints for these origins.
   *
   * @param kept where the effect of a command outlives the process
   */
  public PromotionEndpoints(Origins origins, KeptWrites kept) {
    this.origins = origins;
    this.kept = kept;
  }

  /** {@code GET /promote}, {@code POST /promote} and {@code POST /promote/undo}. */
  public List<AdminEndpoint> endpoints() {
    return List.of(
        AdminEndpoint.get("/promote", _ -> AdminAnswer.json(200, Map.of("writes", writes()))),
        AdminEndpoint.post("/promote", _ -> move(Site.LOCAL)),
        AdminEndpoint.post("/promote/undo", _ -> move(Site.PRIMARY)));
  }

  private AdminAnswer move(Site to) {
    if (!origins.hasPrimary()) {
      return AdminAnswer.problem(
          409,
          "Nothing to promote",
          "origins: no primary (expected: a local origin and a primary)");
    }
    origins.moveWrites(to);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("writes", writes());
    answer.put("note", kept.keep(to));
    return AdminAnswer.json(200, answer);
  }

  private String writes() {
    return origins.writes().label();
  }
}
