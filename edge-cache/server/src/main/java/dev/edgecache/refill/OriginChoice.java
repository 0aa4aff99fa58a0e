package dev.edgecache.refill;

import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Provenance.Source;
import dev.edgecache.consistency.Requirement;
import dev.edgecache.consistency.Requirement.Reader;
import dev.edgecache.consistency.Testimony;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.Choice;
import dev.edgecache.origin.choice.Lot;
import dev.edgecache.origin.choice.Origins;
import dev.edgecache.policy.ConsistencyRule.Promise;
import dev.edgecache.policy.Route.OriginRule;
import dev.edgecache.policy.Route.OriginRule.Preference;
import dev.edgecache.positions.Positions;
import java.net.InetAddress;
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
  private final TestimonyObserver observer;

  /**
   * A choice among origins.
   *
   * @param positions how far the replicas behind the local origin have come; empty if it reads none
   */
  public OriginChoice(
      Origins origins, Floors floors, Optional<Positions> positions, TestimonyObserver observer) {
    this.origins = origins;
    this.floors = floors;
    this.positions = positions;
    this.observer = observer;
  }

  /** The beginning of an exchange with an origin. */
  @FunctionalInterface
  public interface Asking {
    /** Begins the exchange and returns at once. */
    OriginExchange exchange(OriginRequest request, OriginListener listener);
  }

  /**
   * The origins that are asked. Which of them answers, {@link OriginListener#answeredBy} tells.
   *
   * @param asking begins the exchange with them
   * @param local what is known of an answer of the local origin before it is asked
   * @param primary what is known of one of the primary
   */
  public record Chosen(Asking asking, Provenance local, Provenance primary) {

    /** What is known of the answer of that origin before it is asked. */
    public Provenance of(Site site) {
      return switch (site) {
        case LOCAL -> local;
        case PRIMARY -> primary;
      };
    }
  }

  /** What decides for a request which origin its session reads from. */
  public Lot lotOf(RequestHead request, InetAddress client) {
    return origins.lotOf(request, client);
  }

  /**
   * Chooses at once, or once the replicas have come far enough, for which it waits as long as the
   * route says.
   *
   * @param chosen told the choice, on any thread
   */
  public void choose(Wanted wanted, Consumer<Chosen> chosen) {
    Choice choice = choice(wanted);
    if (positions.isEmpty()) {
      chosen.accept(alike(choice, Provenance.ofPrimary(floors.sequence())));
      return;
    }
    Positions known = positions.get();
    if (origins.isPromoted()) {
      chosen.accept(alike(choice, promoted(known)));
      return;
    }
    Optional<Chosen> met = meeting(wanted, choice, known);
    Optional<Position> awaited = wanted.requirement().mark().position();
    if (met.isPresent()) {
      chosen.accept(met.get());
    } else if (awaited.isEmpty() || !isWorthAwaiting(demanded(wanted, known), known)) {
      chosen.accept(inPlaceOfLocal(wanted, known));
    } else {
      var _ =
          known
              .awaitReplicas(awaited.get(), wanted.route().consistency().refill().limit())
              .whenComplete(
                  (_, _) ->
                      chosen.accept(
                          meeting(wanted, choice, known)
                              .orElseGet(() -> inPlaceOfLocal(wanted, known))));
    }
  }

  /**
   * Whether the local origin is asked, and at once: its replicas have come far enough, so that
   * nobody waits for them and the primary does not take their place.
   */
  public boolean isForLocalNow(Wanted wanted) {
    Choice choice = choice(wanted);
    return choice.site() == Site.LOCAL
        && (origins.isPromoted()
            || positions.map(known -> meeting(wanted, choice, known).isPresent()).orElse(true));
  }

  /** What would be read at a primary that was replaced is read here, as everything else is. */
  private Choice choice(Wanted wanted) {
    OriginRule rule = wanted.route().origin();
    boolean isOfOldPrimary =
        wanted.head().isSafe()
            && rule.preference() == Preference.PRIMARY
            && positions.filter(Positions::isPrimaryReplaced).isPresent();
    OriginRule asked =
        isOfOldPrimary
            ? new OriginRule(Preference.LOCAL, rule.residency(), rule.hedgeAfter())
            : rule;
    return origins.choose(wanted.head(), asked, wanted.lot());
  }

  /** The choice, or as much of it as meets the requirement. */
  private Optional<Chosen> meeting(Wanted wanted, Choice choice, Positions known) {
    Chosen all = new Chosen(choice::exchange, replica(known), primary(known));
    if (!wanted.head().isSafe() || demanded(wanted, known).admits(all.local())) {
      return Optional.of(all);
    }
    if (known.isPrimaryReplaced()) {
      return Optional.empty();
    }
    return switch (choice.site()) {
      case LOCAL -> Optional.empty();
      case PRIMARY ->
          Optional.of(new Chosen(choice.withoutFallback()::exchange, all.local(), all.primary()));
    };
  }

  /**
   * What can be demanded: of an old primary nothing, so that proven replicas have to do where it is
   * not the primary itself that was promised.
   */
  private static Requirement demanded(Wanted wanted, Positions known) {
    Requirement demanded = wanted.requirement();
    return known.isPrimaryReplaced()
            && demanded.reader() == Reader.PRIMARY
            && wanted.route().consistency().promise() != Promise.PRIMARY
        ? new Requirement(demanded.mark(), Reader.PROVEN_REPLICA)
        : demanded;
  }

  /**
   * The primary, where the replicas are not far enough; an error where it may not be asked, or
   * where it would be the old one.
   */
  private Chosen inPlaceOfLocal(Wanted wanted, Positions known) {
    return Optional.of(wanted.route().origin())
        .filter(_ -> !known.isPrimaryReplaced())
        .flatMap(origins::primaryInPlaceOfLocal)
        .map(choice -> alike(choice, primary(known)))
        .orElseGet(() -> new Chosen(OriginChoice::refused, replica(known), primary(known)));
  }

  private static OriginExchange refused(OriginRequest request, OriginListener listener) {
    listener.failed(
        new OriginFailure(
            OriginFailure.Kind.BEHIND, "the replicas lag, and the request may not leave them"));
    return () -> {};
  }

  private static Chosen alike(Choice choice, Provenance provenance) {
    return new Chosen(choice::exchange, provenance, provenance);
  }

  /**
   * What an answer proves by what was known when it was asked for, and by what it tells itself. Of
   * the only origin there is, whatever stands before its data is taken for the origin.
   */
  public Provenance proven(Provenance asked, Fields answer) {
    if (positions.isEmpty()) {
      return asked;
    }
    Testimony.Verdict verdict = Testimony.of(answer).on(asked);
    verdict.contradiction().ifPresent(found -> observer.contradicts(asked.source(), found));
    return verdict.proven();
  }

  /** What an answer proves once it has an upper bound, read after its head came. */
  public CompletableFuture<Provenance> bounded(Provenance answered) {
    if (positions.isEmpty() || answered.upper().isPresent()) {
      return CompletableFuture.completedFuture(answered);
    }
    CompletableFuture<Position> later =
        switch (answered.source()) {
          // No replica is ahead of the primary, so that its position bounds one that does not tell.
          case REPLICA ->
              positions.get().replicasAtMost().exceptionallyCompose(_ -> positions.get().primary());
          case PRIMARY -> positions.get().primary();
        };
    return later.thenApply(answered::boundedBy).exceptionally(_ -> answered);
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

  /**
   * Once another database takes the writes, what the origin at the old primary says is no proof.
   */
  private Provenance primary(Positions known) {
    return known.isPrimaryReplaced()
        ? new Provenance(Source.REPLICA, floors.sequence(), Optional.empty(), Optional.empty())
        : promoted(known);
  }

  /** What is known of the origin that reads where writes go. */
  private Provenance promoted(Positions known) {
    long sequence = floors.sequence();
    return new Provenance(Source.PRIMARY, sequence, known.settled(), Optional.empty());
  }
}
