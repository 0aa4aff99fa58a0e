package dev.edgecache.refill;

import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Provenance.Source;
import dev.edgecache.consistency.Requirement;
import dev.edgecache.http.RequestHead;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.Origins;
import dev.edgecache.positions.Positions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The choice of the origin whose answer meets what is demanded: the local one if its replicas have
 * come far enough, or do so within a limit; else the primary.
 */
public final class OriginChoice {

  private final Origins origins;
  private final Floors floors;
  private final Optional<Positions> positions;

  /**
   * A choice among origins.
   *
   * @param positions how far the replicas behind the local origin have come; empty if it reads none
   */
  public OriginChoice(Origins origins, Floors floors, Optional<Positions> positions) {
    this.origins = origins;
    this.floors = floors;
    this.positions = positions;
  }

  /**
   * The origin that is asked.
   *
   * @param provenance what is known of its answer before it is asked
   */
  public record Chosen(OriginClient origin, Provenance provenance) {}

  /**
   * Chooses at once, or once the replicas have come far enough.
   *
   * @param limit how long to wait for the replicas
   * @param chosen told the choice, on any thread
   */
  public void choose(
      RequestHead request, Requirement requirement, Duration limit, Consumer<Chosen> chosen) {
    if (positions.isEmpty()) {
      chosen.accept(new Chosen(origins.choose(request), Provenance.ofPrimary(floors.sequence())));
      return;
    }
    Positions known = positions.get();
    Optional<Position> awaited = requirement.mark().position();
    Optional<Chosen> local = local(request, requirement, known);
    if (local.isPresent()) {
      chosen.accept(local.get());
    } else if (!request.isSafe() || awaited.isEmpty() || !isWorthAwaiting(requirement, known)) {
      chosen.accept(primary(known));
    } else {
      var _ =
          known
              .awaitReplicas(awaited.get(), limit)
              .whenComplete(
                  (_, _) ->
                      chosen.accept(
                          local(request, requirement, known).orElseGet(() -> primary(known))));
    }
  }

  /** What an answer proves once it has an upper bound, read after its head came. */
  public CompletableFuture<Provenance> bounded(Provenance answered) {
    if (positions.isEmpty() || answered.upper().isPresent()) {
      return CompletableFuture.completedFuture(answered);
    }
    CompletableFuture<Position> later =
        switch (answered.source()) {
          case REPLICA -> positions.get().replicasAtMost();
          case PRIMARY -> positions.get().primary();
        };
    return later.thenApply(answered::boundedBy).exceptionally(_ -> answered);
  }

  private Optional<Chosen> local(RequestHead request, Requirement requirement, Positions known) {
    Provenance provenance = replica(known);
    return request.isSafe() && requirement.admits(provenance)
        ? Optional.of(new Chosen(origins.local(), provenance))
        : Optional.empty();
  }

  /** Whether replicas that reach the position would meet the requirement. */
  private boolean isWorthAwaiting(Requirement requirement, Positions known) {
    return known.replicas().isPresent()
        && requirement.admits(
            new Provenance(
                Source.REPLICA,
                floors.sequence(),
                requirement.mark().position(),
                Optional.empty()));
  }

  /** What is known of the replicas; the sequence is read before their position. */
  private Provenance replica(Positions known) {
    long sequence = floors.sequence();
    return new Provenance(Source.REPLICA, sequence, known.replicas(), Optional.empty());
  }

  private Chosen primary(Positions known) {
    long sequence = floors.sequence();
    return new Chosen(
        origins.primary(),
        new Provenance(Source.PRIMARY, sequence, known.settled(), Optional.empty()));
  }
}
