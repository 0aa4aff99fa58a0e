package dev.edgecache.serve;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Requirement;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.policy.rules.Tags;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.serve.session.ClientSession;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What invalidations and the sessions of clients demand of answers that are relayed, and what
 * sessions learn by them.
 *
 * @param floors what was invalidated
 * @param choice what knows how far the replicas have come
 */
record RelayConsistency(Floors floors, OriginChoice choice) {

  /**
   * What an answer must have reached: as much as a stored one, on a route that stores. What can be
   * sent only once goes where it need not be sent again.
   */
  Requirement requirement(ClientRequest request) {
    Requirement own = request.session().requirement(request.subject());
    boolean demands = request.match().store().isPresent() || !own.equals(Requirement.NONE);
    if (!request.head().isSafe() || !demands) {
      return Requirement.NONE;
    }
    Requirement requirement =
        request.match().store().isPresent()
            ? own.and(floors.floorOf(tagsOf(request, Fields.EMPTY)))
            : own;
    return request.content().isEmpty() ? requirement : requirement.by(Requirement.Reader.PRIMARY);
  }

  /**
   * What another answer must have reached, now that the head of one shows what it is about.
   *
   * @param proven what that one proves
   */
  Requirement requirement(ClientRequest request, ResponseHead answer, Provenance proven) {
    Requirement requirement = requirement(request);
    return request.match().store().isPresent()
        ? requirement.and(floorOf(request, answer, proven))
        : requirement;
  }

  /**
   * Whether a replica's answer lacks what was invalidated, on a route that stores, or what its
   * client has seen.
   *
   * @param proven what it proves
   */
  boolean isBehind(ClientRequest request, ResponseHead answer, Provenance proven) {
    return proven.source() == Provenance.Source.REPLICA
        && request.head().isSafe()
        && request.content().isEmpty()
        && !isNewEnough(request, answer, proven);
  }

  private boolean isNewEnough(ClientRequest request, ResponseHead answer, Provenance proven) {
    Set<String> tags = Tags.of(request.match(), answer.fields()).orElse(Set.of());
    return (request.match().store().isEmpty()
            || floorOf(request, answer, proven).whole().isMetBy(proven))
        && request.session().admits(request.subject(), tags, answer, proven);
  }

  /** What invalidations demand; a 304 need not say what tags it is about. */
  private Floor floorOf(ClientRequest request, ResponseHead answer, Provenance proven) {
    boolean isSilent =
        answer.status() == 304 && !request.match().route().tags().fromFields().isEmpty();
    return isSilent
        ? floors.floorOfUnknown()
        : floors.floorOfFetched(tagsOf(request, answer.fields()), proven);
  }

  private static Set<String> tagsOf(ClientRequest request, Fields answer) {
    Set<String> tags = Tags.of(request.match(), answer).orElse(Set.of());
    return ImplicitTags.with(tags, request.match());
  }

  /**
   * Notes what the client's session has written or seen by an answer; complete once it is.
   *
   * @param proven what it proves
   */
  CompletableFuture<Void> note(ClientRequest request, ResponseHead answer, Provenance proven) {
    ClientSession session = request.session();
    if (!request.head().isSafe()) {
      return session.wrote(answer);
    }
    return session.demands()
        ? choice
            .bounded(proven)
            .thenAccept(bounded -> session.saw(request.subject(), answer, bounded))
        : CompletableFuture.completedFuture(null);
  }
}
