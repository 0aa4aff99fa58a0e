package dev.edgecache.caching;

import dev.edgecache.body.Body;
import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Lapse;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.HttpDate;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.http.range.ByteRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A response that may answer later requests: immutable, but for a body that may still grow.
 *
 * @param head the status and the stored field lines, without Age, which each use computes anew
 * @param variant the request fields that select it
 * @param times when it was fetched, and how old it was then
 * @param terms how it may be used
 * @param provenance what it proves of its age
 * @param body the content
 */
public record StoredResponse(
    ResponseHead head,
    Variant variant,
    FetchTimes times,
    Terms terms,
    Provenance provenance,
    Body body) {

  /** Whether a request with these fields selects it (RFC 9111 §4.1). */
  public boolean isSelectedBy(Fields request) {
    return variant.names().isEmpty() || variant.equals(Variant.of(variant.names(), request));
  }

  /**
   * Whether it is selected by the request and has the bytes that it asks for: an incomplete
   * response answers only requests for what it holds (RFC 9111 §3.3).
   */
  public boolean answers(RequestHead request, Instant now) {
    return isSelectedBy(request.fields()) && holds(request, now);
  }

  /** Whether it has the bytes that a request asks for. */
  boolean holds(RequestHead request, Instant now) {
    Optional<ByteRange> held = body.part();
    return held.isEmpty() || Answer.of(this, request, now).isWithin(held.get());
  }

  /** Whether that is this response, be it under other terms. */
  public boolean isSameAs(StoredResponse other) {
    return withTerms(other.terms).equals(other);
  }

  /** Whether this cache encoded it, so that its bytes are not those that the origin sent. */
  boolean isEncodedHere() {
    return terms.compression().isPresent() && head.fields().contains(FieldNames.CONTENT_ENCODING);
  }

  /** When the origin generated it, as its Date says (RFC 9110 §6.6.1). */
  Instant date() {
    return HttpDate.of(head.fields(), FieldNames.DATE, times.answered()).orElse(times.answered());
  }

  /** This response with another head. */
  public StoredResponse withHead(ResponseHead other) {
    return new StoredResponse(other, variant, times, terms, provenance, body);
  }

  /** This response for another variant. */
  public StoredResponse withVariant(Variant other) {
    return new StoredResponse(head, other, times, terms, provenance, body);
  }

  /** This response with another body. */
  public StoredResponse withBody(Body other) {
    return new StoredResponse(head, variant, times, terms, provenance, other);
  }

  /**
   * This response, stale from an instant on at the latest (RFC 9111 §4.3.5), which may lie before
   * it was fetched.
   */
  public StoredResponse staleFrom(Instant instant) {
    Duration ageThen = times.initialAge().plus(Duration.between(times.answered(), instant));
    return withTerms(terms.withLifetime(terms.lifetime().endedAt(ageThen)));
  }

  /**
   * This response as invalidations leave it: as it is, or stale from the first soft one on that it
   * does not reflect, and soon after the loss of a feed of them; empty if it does not reflect a
   * hard one.
   */
  public Optional<StoredResponse> above(Floor floor) {
    return switch (floor.judge(provenance)) {
      case Floor.Verdict.Met met -> Optional.of(during(floor.lapse()));
      case Floor.Verdict.Softened(Instant since) ->
          Optional.of(staleFrom(since).during(floor.lapse()));
      case Floor.Verdict.Missed missed -> Optional.empty();
    };
  }

  private StoredResponse during(Optional<Lapse> loss) {
    return loss.map(lapse -> staleFrom(lapse.endOf(times.answered()))).orElse(this);
  }

  /** This response with what else is known of its age. */
  public StoredResponse withProvenance(Provenance other) {
    return new StoredResponse(head, variant, times, terms, other, body);
  }

  /** This response under other terms. */
  public StoredResponse withTerms(Terms other) {
    return new StoredResponse(head, variant, times, other, provenance, body);
  }
}
