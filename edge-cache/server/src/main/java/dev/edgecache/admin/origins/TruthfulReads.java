package dev.edgecache.admin.origins;

import dev.edgecache.admin.Dependency;
import dev.edgecache.admin.Dependency.State;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.Origins;
import dev.edgecache.positions.DatabaseStatus;
import dev.edgecache.positions.DatabaseStatus.Condition;
import dev.edgecache.positions.Positions;
import dev.edgecache.store.MemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The reads of this node as a dependency: whether an origin answers them whose answers can be
 * proven to be new enough. That is the primary, or the local origin while all of its replicas keep
 * up, or once it takes the writes.
 *
 * @param origins that are asked
 * @param positions how far the databases have come; empty where one origin answers everything
 * @param store what is left where no origin answers
 * @param isOneOfSeveralRegions whether another region can answer what this one can't
 */
public record TruthfulReads(
    Origins origins,
    Optional<Positions> positions,
    MemoryStore store,
    boolean isOneOfSeveralRegions) {

  /** How they are. */
  public Dependency dependency() {
    List<DatabaseStatus> behind = behind();
    boolean local = answers(Site.LOCAL);
    if (local && (behind.isEmpty() || origins.isPromoted())) {
      return reads(State.UP, "the local origin answers");
    }
    if (origins.hasPrimary() && answers(Site.PRIMARY) && !isPrimaryReplaced()) {
      return reads(State.UP, "the primary answers");
    }
    if (local) {
      return reads(
          isOneOfSeveralRegions ? State.DOWN : State.DEGRADED,
          "the primary does not answer, and "
              + behind.stream().map(TruthfulReads::said).collect(Collectors.joining(", ")));
    }
    return reads(
        isOneOfSeveralRegions || store.entries() == 0 ? State.DOWN : State.DEGRADED,
        "no origin answers");
  }

  private static Dependency reads(State state, String detail) {
    return new Dependency("reads", state, detail);
  }

  private boolean answers(Site site) {
    return origins.health(site).share() > 0;
  }

  private boolean isPrimaryReplaced() {
    return positions.map(Positions::isPrimaryReplaced).orElse(false);
  }

  private List<DatabaseStatus> behind() {
    return positions.map(Positions::status).orElse(List.of()).stream()
        .filter(database -> isReplica(database) && database.condition() != Condition.CURRENT)
        .toList();
  }

  private static boolean isReplica(DatabaseStatus database) {
    return switch (database.configured()) {
      case REPLICA -> true;
      case PRIMARY -> false;
    };
  }

  private static String said(DatabaseStatus replica) {
    return switch (replica.condition()) {
      case CURRENT -> replica.name() + " keeps up";
      case LAGGING -> replica.name() + " is too far behind";
      case UNKNOWN, REPLACED -> "it is not known how far " + replica.name() + " has come";
    };
  }
}
