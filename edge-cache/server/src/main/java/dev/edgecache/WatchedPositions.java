package dev.edgecache;

import dev.edgecache.admin.Dependency;
import dev.edgecache.admin.Dependency.State;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.config.Configuration;
import dev.edgecache.consistency.Position;
import dev.edgecache.fetch.Time;
import dev.edgecache.positions.DatabaseStatus;
import dev.edgecache.positions.PositionSettings;
import dev.edgecache.positions.Positions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The databases behind the origins, measured, and as dependencies of this proxy. */
final class WatchedPositions implements AutoCloseable {

  private final Optional<PositionSettings> settings;
  private final Optional<Positions> positions;

  private WatchedPositions(Optional<PositionSettings> settings, Optional<Positions> positions) {
    this.settings = settings;
    this.positions = positions;
  }

  static WatchedPositions open(Configuration configuration, Metrics metrics, Time time) {
    Optional<PositionSettings> settings = configuration.positionsOrAssumed();
    Optional<Positions> positions =
        settings.map(said -> Positions.open(said, time.clock(), time.nanos()));
    positions.ifPresent(known -> metrics.positions(known::status));
    return new WatchedPositions(settings, positions);
  }

  /** How far the databases have come; empty where one origin answers everything. */
  Optional<Positions> positions() {
    return positions;
  }

  /** Each database as a dependency: without its position, answers can be less sure. */
  AdminPort.Part atAdminPort() {
    List<Supplier<Dependency>> dependencies = new ArrayList<>();
    positions.ifPresent(
        known -> {
          for (int i = 0; i < known.status().size(); i++) {
            int place = i;
            dependencies.add(() -> dependency(known.status().get(place)));
          }
        });
    return new AdminPort.Part(List.of(), dependencies);
  }

  private static Dependency dependency(DatabaseStatus status) {
    State state =
        switch (status.condition()) {
          case CURRENT -> State.UP;
          case LAGGING, UNKNOWN, REPLACED -> State.DEGRADED;
        };
    List<String> detail = new ArrayList<>();
    detail.add(status.condition().name().toLowerCase(Locale.ROOT));
    detail.add("position " + status.visible().map(Position::text).orElse("unknown"));
    status.age().ifPresent(age -> detail.add("read " + seconds(age) + " ago"));
    status.lag().ifPresent(lag -> detail.add("behind by " + seconds(lag.time())));
    status.problem().ifPresent(detail::add);
    return new Dependency("database " + status.name(), state, String.join(", ", detail));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f s", time.toMillis() / 1000.0);
  }

  /** One line for people. */
  String description() {
    return settings
        .map(said -> description(said.source()))
        .orElse("Positions: none are needed, as one origin answers everything");
  }

  private static String description(PositionSettings.Source source) {
    return switch (source) {
      case PositionSettings.Clock(Duration window) ->
          "Positions: none are read; no replica is assumed to lag for more than "
              + window.toMillis()
              + " ms";
      case PositionSettings.Postgresql(var databases) -> watched("PostgreSQL", databases);
      case PositionSettings.Aurora(var databases, _, _) -> watched("Aurora", databases);
      case PositionSettings.Heartbeat(var databases, _, _) -> watched("heartbeats", databases);
      case PositionSettings.Http(var databases) -> watched("HTTP", databases);
    };
  }

  private static String watched(String source, PositionSettings.Databases<?> databases) {
    return "Positions: by "
        + source
        + ", of the primary and of "
        + String.join(", ", databases.replicas().keySet());
  }

  @Override
  public void close() {
    positions.ifPresent(Positions::close);
  }
}
