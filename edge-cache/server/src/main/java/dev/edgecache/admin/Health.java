package dev.edgecache.admin;

import dev.edgecache.admin.AdminRequest.Caller;
import dev.edgecache.admin.Dependency.State;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The answer to whether this process lives, and whether it can answer requests: it is ready unless
 * a dependency is {@link State#DOWN}, and degraded while one is not {@link State#UP}.
 *
 * <p>Anybody who reaches the port may ask; only operators are told the dependencies.
 */
public final class Health {

  private final Optional<String> region;
  private final List<Supplier<Dependency>> dependencies;

  /**
   * Health by these dependencies, each asked anew for every answer.
   *
   * @param region the region that answers name, if there are several
   */
  public Health(Optional<String> region, List<Supplier<Dependency>> dependencies) {
    this.region = region;
    this.dependencies = List.copyOf(dependencies);
  }

  /** {@code GET /health/live} and {@code GET /health/ready}. */
  public List<AdminEndpoint> endpoints() {
    return List.of(
        AdminEndpoint.get("/health/live", _ -> AdminAnswer.json(200, Map.of("status", "live")))
            .forAnybody(),
        AdminEndpoint.get("/health/ready", this::ready).forAnybody());
  }

  private AdminAnswer ready(AdminRequest request) {
    List<Dependency> asked = dependencies.stream().map(Supplier::get).toList();
    State worst =
        asked.stream().map(Dependency::state).max(Comparator.naturalOrder()).orElse(State.UP);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "status",
        switch (worst) {
          case UP -> "ready";
          case DEGRADED -> "degraded";
          case DOWN -> "not ready";
        });
    region.ifPresent(name -> answer.put("region", name));
    if (request.caller() == Caller.OPERATOR) {
      answer.put("dependencies", asked.stream().map(Health::described).toList());
    }
    return AdminAnswer.json(worst == State.DOWN ? 503 : 200, answer);
  }

  private static Map<String, Object> described(Dependency dependency) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", dependency.name());
    described.put("state", dependency.state().name().toLowerCase(Locale.ROOT));
    described.put("detail", dependency.detail());
    return described;
  }
}
