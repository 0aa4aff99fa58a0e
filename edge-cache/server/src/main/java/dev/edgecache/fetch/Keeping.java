package dev.edgecache.fetch;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodySource;
import dev.edgecache.body.PartBody;
import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.Incomplete;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.Revalidation;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.rules.Storing;
import dev.edgecache.store.GrowingBody;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The keeping of an answer that passes through to one client: a part of a representation (RFC 9111
 * §3.3), an answer to POST that GET would get, too (RFC 9110 §9.3.3), or what an answer to HEAD
 * says of the stored one to GET (RFC 9111 §4.3.5). Made before the origin is asked.
 */
public final class Keeping {

  private static final int PARTIAL_CONTENT = 206;

  /** What of an answer is kept. */
  enum Kept {
    /** All of it. */
    CONTENT,
    /** Its fields, for what is stored already. */
    FIELDS
  }

  private final FetchCollapser shared;
  private final FetchRequest request;
  private final Kept kept;
  private final Fetch.Beginning beginning;
  private final Optional<Floors.Invalidated> own;

  private Keeping(
      FetchCollapser shared,
      FetchRequest request,
      Kept kept,
      Fetch.Beginning beginning,
      Optional<Floors.Invalidated> own) {
    this.shared = shared;
    this.request = request;
    this.kept = kept;
    this.beginning = beginning;
    this.own = own;
  }

  static Keeping of(FetchCollapser shared, FetchRequest request, Kept kept) {
    return new Keeping(
        shared,
        request,
        kept,
        new Fetch.Beginning(
            Provenance.ofPrimary(shared.floors().sequence()), shared.clock().instant()),
        Optional.empty());
  }

  /** The keeping of the answer of an origin that is asked now. */
  public Keeping asking(Provenance asked) {
    return new Keeping(
        shared, request, kept, new Fetch.Beginning(asked, shared.clock().instant()), own);
  }

  /** This keeping, once the answer is there and it is known what that proves. */
  public Keeping proving(Provenance proven) {
    return new Keeping(
        shared, request, kept, new Fetch.Beginning(proven, beginning.requested()), own);
  }

  /** The keeping of an answer that itself made an invalidation, which it therefore reflects. */
  public Keeping after(Floors.Invalidated invalidation) {
    return new Keeping(shared, request, kept, beginning, Optional.of(invalidation));
  }

  /** What the answer proves: what is known of it, and what it did itself. */
  private Provenance provenance() {
    Provenance known = beginning.asked();
    return own.map(invalidation -> known.at(invalidation.sequence())).orElse(known);
  }

  /** Whether others invalidated it after the origin was asked. */
  private boolean isOvertaken(StoredResponse response) {
    Provenance known = beginning.asked();
    Set<String> tags = new HashSet<>(response.terms().tags());
    own.ifPresent(invalidation -> tags.removeAll(invalidation.tags()));
    return !shared.floors().floorOfFetched(tags, known).isMetBy(known)
        || own.filter(invalidation -> !invalidation.before().isMetBy(known)).isPresent();
  }

  /**
   * An answer that is kept on its way.
   *
   * @param body what goes to the client in place of the origin's body
   * @param freshness how fresh it is as it is stored
   */
  public record Passing(BodySource body, Freshness freshness) {}

  /**
   * An answer whose bytes are stored once they are complete; empty if it may not be stored.
   *
   * @param received its head, with the entity tag that clients know
   */
  public Optional<Passing> keep(ResponseHead received, BodySource body) {
    Instant answered = shared.clock().instant();
    ResponseHead head = Revalidation.dated(received, answered);
    var fetched =
        new FetchCollapser.Fetched(
            Revalidation.timesOf(head, beginning.requested(), answered), provenance());
    return switch (kept) {
      case CONTENT -> keep(head, body, fetched);
      case FIELDS -> {
        new Freshening(shared, request, fetched).head(head);
        yield Optional.empty();
      }
    };
  }

  private Optional<Passing> keep(
      ResponseHead head, BodySource body, FetchCollapser.Fetched fetched) {
    Storability storability =
        Storing.assessAsked(request.match(), request.asked(), head, fetched.times().answered());
    if (!(storability instanceof Storability.Store store)
        || body.length().orElse(0) > request.rule().maxSize()) {
      return Optional.empty();
    }
    GrowingBody grown = new GrowingBody(body, request.rule().maxSize(), shared.store().retention());
    int status = head.status() == PARTIAL_CONTENT ? 200 : head.status();
    StoredResponse response = shared.responseOf(request, status, store, fetched, grown);
    if (isOvertaken(response)) {
      return Optional.empty();
    }
    BodySource clients = grown.share().orElseThrow().stream();
    grown.start(new Completion(head, response));
    return Optional.of(new Passing(clients, Freshness.of(response, fetched.times().answered())));
  }

  /** Stores the answer once its body is complete. */
  private final class Completion implements GrowingBody.Completion {
    private final ResponseHead head;
    private final StoredResponse response;

    Completion(ResponseHead head, StoredResponse response) {
      this.head = head;
      this.response = response;
    }

    @Override
    public void completed(Body body) {
      if (head.status() == PARTIAL_CONTENT) {
        Incomplete.bodyOf(head.fields(), bytesOf(body)).ifPresent(this::storePart);
      } else {
        shared.storage().keep(request, response.withBody(body));
      }
    }

    /** A part goes to the part that is stored, and never takes the place of a newer whole. */
    private void storePart(PartBody body) {
      StoredResponse part = response.withBody(body);
      CacheKey key = shared.storage().keyOf(request, part);
      Lookup lookup = shared.store().lookup(key, request.asked().fields());
      if (lookup instanceof Lookup.Found(var stored, _)) {
        boolean newerWhole =
            stored.body().part().isEmpty()
                && stored.provenance().sequence() >= part.provenance().sequence();
        if (!newerWhole) {
          shared.storage().put(key, Incomplete.combined(stored, part).orElse(part));
        }
      } else {
        shared.storage().put(key, part);
      }
    }

    private static byte[] bytesOf(Body body) {
      ByteBuffer whole = body.whole().orElseThrow();
      byte[] bytes = new byte[whole.remaining()];
      whole.get(bytes);
      return bytes;
    }

    @Override
    public void overflowed() {}

    @Override
    public void failed(BodyFailure cause) {}
  }
}
