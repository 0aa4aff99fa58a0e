package dev.edgecache.caching;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.coding.Coded;
import dev.edgecache.http.coding.ContentCoding;
import dev.edgecache.http.conditional.Preconditions;
import dev.edgecache.http.negotiation.Negotiation;
import dev.edgecache.http.negotiation.Vary;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.rules.Match;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The representations of a stored response: as the origin sent it, and in content codings. */
public final class Representation {

  private static final List<String> IDENTITY = List.of("identity");
  private static final int NOT_MODIFIED = 304;

  private Representation() {}

  /**
   * The coding in which a request gets a stored response; empty if it gets it as it is stored. A
   * request for a range gets what the origin sent, unless it refuses that.
   *
   * @param available the codings that can be made
   */
  public static Optional<ContentCoding> preferred(
      StoredResponse stored, RequestHead request, Collection<ContentCoding> available) {
    if (stored.terms().compression().isEmpty()) {
      return Optional.empty();
    }
    CacheRule.Compression rule = stored.terms().compression().get();
    boolean tooSmall = stored.body().length().orElse(Long.MAX_VALUE) < rule.minSize();
    if (tooSmall || (isForRange(request.fields()) && acceptsIdentity(request.fields()))) {
      return Optional.empty();
    }
    return ContentCoding.preferred(
        request.fields(), rule.codings().stream().filter(available::contains).toList());
  }

  private static boolean isForRange(Fields request) {
    return request.contains(FieldNames.RANGE);
  }

  private static boolean acceptsIdentity(Fields request) {
    return !request.contains(FieldNames.ACCEPT_ENCODING)
        || Negotiation.choose(request, FieldNames.ACCEPT_ENCODING, IDENTITY).isPresent();
  }

  /** A stored response in a coding, for its bytes in that coding to be put into. */
  public static StoredResponse coded(StoredResponse stored, ContentCoding coding) {
    return withFields(stored, varying(Coded.response(stored.head().fields(), coding)));
  }

  /** A stored response as it is, where other requests get it encoded. */
  public static StoredResponse identity(StoredResponse stored) {
    return stored.terms().compression().isEmpty()
        ? stored
        : withFields(stored, varying(stored.head().fields()));
  }

  /**
   * Whether the client has that already, so that no bytes go out: the tag that it names is known
   * before the bytes are (RFC 9110 §13.1.2).
   */
  public static boolean isKnown(StoredResponse coded, RequestHead request, Instant now) {
    return request.fields().contains(FieldNames.IF_NONE_MATCH)
        && Preconditions.evaluate(request, coded.head(), now) == Preconditions.Outcome.NOT_MODIFIED;
  }

  /**
   * The head of an answer that passes through, where others for the same target may be encoded (RFC
   * 9110 §12.5.5, §15.4.5).
   */
  public static ResponseHead passed(Match match, RequestHead request, ResponseHead head) {
    boolean others =
        match
            .route()
            .cache()
            .compression()
            .filter(rule -> head.status() == NOT_MODIFIED || rule.permits(head))
            .filter(rule -> match.usesStore(request))
            .isPresent();
    return others ? head.withFields(varying(head.fields())) : head;
  }

  private static StoredResponse withFields(StoredResponse stored, Fields fields) {
    return stored.withHead(stored.head().withFields(fields));
  }

  private static Fields varying(Fields response) {
    return Vary.nominating(response, FieldNames.ACCEPT_ENCODING);
  }
}
