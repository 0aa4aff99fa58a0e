package dev.edgecache.admin;

import dev.edgecache.admin.Policies.ExplainRequest;
import dev.edgecache.admin.Policies.Explained;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the admin port says of the policies, and how it reloads them. */
public final class PolicyEndpoints {

  private static final String EXPLAIN = "/explain?method=GET&url=https://api.example/path";

  private final Policies policies;

  /** Endpoints for these policies. */
  public PolicyEndpoints(Policies policies) {
    this.policies = policies;
  }

  /** {@code GET /policies}, {@code POST /reload} and {@code GET /explain}. */
  public List<AdminEndpoint> endpoints() {
    return List.of(
        AdminEndpoint.get("/policies", _ -> AdminAnswer.json(200, described(policies.status()))),
        AdminEndpoint.post("/reload", _ -> reload()),
        AdminEndpoint.get("/explain", this::explain));
  }

  /** How the policies count for health: a failed load degrades, since the old ones still serve. */
  public Dependency health() {
    PolicyStatus status = policies.status();
    return status
        .failure()
        .map(
            failure ->
                new Dependency(
                    "policies",
                    Dependency.State.DEGRADED,
                    "stale: the load at "
                        + failure.at()
                        + " failed, those of "
                        + status.loadedAt()
                        + " serve; "
                        + failure.problems().getFirst()))
        .orElseGet(
            () ->
                new Dependency(
                    "policies",
                    Dependency.State.UP,
                    status.files().size() + " files loaded at " + status.loadedAt()));
  }

  private AdminAnswer reload() {
    PolicyStatus status = policies.reload();
    return AdminAnswer.json(status.failure().isEmpty() ? 200 : 422, described(status));
  }

  private AdminAnswer explain(AdminRequest request) {
    Optional<String> url = request.parameter("url");
    if (url.isEmpty()) {
      return AdminAnswer.problem(
          400, "Query parameter missing", "url: absent (expected: " + EXPLAIN + ")");
    }
    try {
      Explained explained =
          policies.explain(
              new ExplainRequest(
                  request.parameter("method").orElse("GET"),
                  url.get(),
                  request.parameters("header")));
      return request.accept().startsWith("text/plain")
          ? AdminAnswer.text(200, explained.text())
          : AdminAnswer.json(200, explained.json());
    } catch (IllegalArgumentException e) {
      return AdminAnswer.problem(400, "Not a request", String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Object> described(PolicyStatus status) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("state", status.failure().isEmpty() ? "current" : "stale");
    described.put("loaded_at", status.loadedAt().toString());
    described.put("files", status.files().stream().map(PolicyEndpoints::described).toList());
    status.failure().ifPresent(failure -> described.put("failed_load", described(failure)));
    return described;
  }

  private static Map<String, Object> described(PolicyStatus.FailedLoad failure) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("at", failure.at().toString());
    described.put("problems", failure.problems());
    return described;
  }

  private static Map<String, Object> described(PolicyStatus.LoadedFile file) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("file", file.file());
    described.put("sha256", file.fingerprint());
    return described;
  }
}
