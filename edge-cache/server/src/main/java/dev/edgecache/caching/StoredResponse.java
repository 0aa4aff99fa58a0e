package dev.edgecache.caching;

import dev.edgecache.body.Body;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Variant;

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

  /** This response with a body that holds the same bytes. */
  public StoredResponse withBody(Body other) {
    return new StoredResponse(head, variant, times, terms, provenance, other);
  }

  /** This response under other terms. */
  public StoredResponse withTerms(Terms other) {
    return new StoredResponse(head, variant, times, other, provenance, body);
  }
}
