package dev.edgecache.fetch;

import dev.edgecache.caching.Revalidation;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.policy.Storability;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What an origin's word on stored responses changes in the store (RFC 9111 §4.3.4, §4.3.5). */
final class Freshening {

  private static final int OK = 200;

  private final FetchCollapser shared;
  private final FetchRequest request;
  private final FetchCollapser.Fetched fetched;

  /** The freshening by an answer to that request. */
  Freshening(FetchCollapser shared, FetchRequest request, FetchCollapser.Fetched fetched) {
    this.shared = shared;
    this.request = request;
    this.fetched = fetched;
  }

  /** What a 304 makes of what is stored. */
  sealed interface Outcome {}

  /**
   * A stored response is renewed, and as new as if it had been sent.
   *
   * @param stored what is stored now
   * @param own what the client that asked gets: with the fields that are not stored
   */
  record Renewed(StoredResponse stored, StoredResponse own) implements Outcome {}

  /**
   * A stored response is renewed, and proves no more than it did.
   *
   * @param stored what is stored now
   * @param own what the client that asked gets: with the fields that are not stored
   */
  record Unproven(StoredResponse stored, StoredResponse own) implements Outcome {}

  /**
   * A stored response still holds, but the answer may not be stored.
   *
   * @param own what the client that asked gets, and nobody else
   */
  record Personal(StoredResponse own) implements Outcome {}

  /** Nothing that is stored is meant. */
  record NothingNamed() implements Outcome {}

  /** The origin says that what is stored still holds (RFC 9111 §4.3.4). */
  Outcome notModified(Fields notModified) {
    Optional<StoredResponse> named =
        Revalidation.select(request.candidates(), request.asked().fields(), notModified);
    if (named.isEmpty()) {
      return nothingNamed();
    }
    StoredResponse old = named.get();
    ResponseHead merged = Revalidation.merge(old.head(), notModified);
    ResponseHead own = merged.withFields(HopByHop.removed(merged.fields()));
    stored(other -> !isSelected(other) && Revalidation.isNamedStrongly(other, notModified))
        .forEach(other -> update(other, notModified));
    return switch (shared.assess(request, merged, fetched.times())) {
      case Storability.Store store -> {
        StoredResponse renewed =
            shared.responseOf(
                request, merged.status(), store, proven(old, notModified), old.body());
        if (Revalidation.isNamedStrongly(old, notModified)) {
          shared.storage().keep(request, renewed);
          yield new Renewed(renewed, renewed.withHead(own));
        }
        yield shared.storage().update(request, old, renewed)
            ? new Unproven(renewed, renewed.withHead(own))
            : nothingNamed();
      }
      case Storability.DoNotStore(var reason) -> {
        if (reason.isOfTheAnswer()) {
          shared.store().remove(request.key(), old);
          shared.isUnshareable(request.key());
        }
        yield new Personal(
            new StoredResponse(
                own,
                old.variant(),
                fetched.times(),
                old.terms().unencoded(),
                proven(old, notModified).provenance(),
                old.body()));
      }
    };
  }

  private Outcome nothingNamed() {
    request.candidates().forEach(candidate -> shared.store().remove(request.key(), candidate));
    return new NothingNamed();
  }

  /**
   * What is known of a response that still holds. A strong validator tells that it is what the
   * origin has now; a weak one or a date may stand for something older.
   */
  private FetchCollapser.Fetched proven(StoredResponse old, Fields notModified) {
    return Revalidation.isNamedStrongly(old, notModified)
        ? fetched
        : new FetchCollapser.Fetched(fetched.times(), old.provenance());
  }

  /**
   * The origin answers HEAD: what is stored for GET takes the fields over if it is the same, and is
   * fresh no longer if it is another (RFC 9111 §4.3.5).
   */
  void head(ResponseHead head) {
    if (head.status() != OK) {
      return;
    }
    for (StoredResponse stored : stored(this::isSelected)) {
      switch (Revalidation.ofHead(stored, head.fields())) {
        case SAME -> update(stored, head.fields());
        case DIFFERENT ->
            shared
                .store()
                .replace(request.key(), stored, stored.staleFrom(fetched.times().answered()));
        case NOTHING_TO_COMPARE -> {}
      }
    }
  }

  private List<StoredResponse> stored(Predicate<StoredResponse> wanted) {
    return shared.store().all(request.key()).stream().filter(wanted).toList();
  }

  private boolean isSelected(StoredResponse stored) {
    return stored.isSelectedBy(request.asked().fields());
  }

  /**
   * Gives a stored response the fields of an answer to another request. It proves no more than it
   * did: what was invalidated stays so.
   */
  private void update(StoredResponse stored, Fields answer) {
    ResponseHead merged = Revalidation.merge(stored.head(), answer);
    switch (shared.assess(request, merged, fetched.times())) {
      case Storability.Store store when store.vary().equals(stored.variant().names()) -> {
        var proven = new FetchCollapser.Fetched(fetched.times(), stored.provenance());
        StoredResponse updated =
            shared
                .responseOf(request, merged.status(), store, proven, stored.body())
                .withVariant(stored.variant());
        shared.storage().update(request, stored, updated);
      }
      case Storability.Store otherVariant -> {}
      case Storability.DoNotStore(var reason) when reason.isOfTheAnswer() ->
          shared.store().remove(request.key(), stored);
      case Storability.DoNotStore ofThisRequest -> {}
    }
  }
}
