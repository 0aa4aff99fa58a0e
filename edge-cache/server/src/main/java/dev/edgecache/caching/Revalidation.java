package dev.edgecache.caching;

import dev.edgecache.http.Age;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.HttpDate;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.conditional.EntityTag;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asking the origin whether stored responses still hold (RFC 9111 §4.3). */
public final class Revalidation {

  /** The fields by which a client or a cache makes a request conditional or partial. */
  private static final Set<String> CONDITIONS =
      Set.of(
          FieldNames.IF_MATCH,
          FieldNames.IF_NONE_MATCH,
          FieldNames.IF_MODIFIED_SINCE,
          FieldNames.IF_UNMODIFIED_SINCE,
          FieldNames.IF_RANGE,
          FieldNames.RANGE);

  /**
   * The fields that describe the stored content, which a 304 does not change (RFC 9111 §3.2). A
   * digest of content is one of the 304's own, which has none (RFC 9530 §2).
   */
  private static final Set<String> OF_THE_CONTENT =
      Set.of(
          FieldNames.CONTENT_DIGEST,
          FieldNames.CONTENT_ENCODING,
          FieldNames.CONTENT_LENGTH,
          FieldNames.CONTENT_MD5,
          FieldNames.CONTENT_RANGE,
          FieldNames.TRANSFER_ENCODING);

  private Revalidation() {}

  /** The head with the time of its arrival as its Date, if it has none (RFC 9110 §6.6.1). */
  public static ResponseHead dated(ResponseHead head, Instant answered) {
    return head.fields().contains(FieldNames.DATE)
        ? head
        : head.withFields(head.fields().with(FieldNames.DATE, HttpDate.format(answered)));
  }

  /** When a response was fetched that has this head. */
  public static FetchTimes timesOf(ResponseHead head, Instant requested, Instant answered) {
    return new FetchTimes(
        requested, answered, Age.correctedInitial(head.fields(), requested, answered));
  }

  /**
   * The request without conditions of its own, and with the validators of the stored responses (RFC
   * 9111 §4.3.1): all entity tags, and the date of the first one where it is the only one.
   */
  public static RequestHead conditional(RequestHead request, List<StoredResponse> candidates) {
    Fields.Builder fields = request.fields().without(CONDITIONS).toBuilder();
    String tags =
        candidates.stream()
            .flatMap(candidate -> EntityTag.of(candidate.head().fields()).stream())
            .map(EntityTag::text)
            .distinct()
            .collect(Collectors.joining(", "));
    if (!tags.isEmpty()) {
      fields.add(FieldNames.IF_NONE_MATCH, tags);
    }
    if (candidates.size() == 1) {
      String modified = candidates.getFirst().head().fields().first(FieldNames.LAST_MODIFIED);
      if (modified != null) {
        fields.add(FieldNames.IF_MODIFIED_SINCE, modified);
      }
    }
    return request.withFields(fields.build());
  }

  /**
   * The request with the conditions and ranges that its client asked for, which a route may have
   * left out: for an answer that this client alone gets.
   */
  public static RequestHead withConditionsOf(RequestHead forwarded, Fields asked) {
    Fields.Builder fields = forwarded.fields().without(CONDITIONS).toBuilder();
    asked.forEach(
        (name, value) -> {
          if (CONDITIONS.stream().anyMatch(condition -> Fields.sameName(condition, name))) {
            fields.add(name, value);
          }
        });
    return forwarded.withFields(fields.build());
  }

  /** The stored response that a 304 speaks of (RFC 9111 §4.3.4). */
  public static Optional<StoredResponse> select(
      List<StoredResponse> candidates, Fields notModified) {
    Optional<EntityTag> named = EntityTag.of(notModified);
    if (named.isEmpty()) {
      return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
    }
    Optional<StoredResponse> strong =
        candidates.stream()
            .filter(candidate -> tagOf(candidate).filter(named.get()::stronglyMatches).isPresent())
            .findFirst();
    return strong.isPresent()
        ? strong
        : candidates.stream()
            .filter(candidate -> tagOf(candidate).filter(named.get()::weaklyMatches).isPresent())
            .findFirst();
  }

  private static Optional<EntityTag> tagOf(StoredResponse candidate) {
    return EntityTag.of(candidate.head().fields());
  }

  /** The stored head with the fields of a 304 in place of its own (RFC 9111 §3.2). */
  public static ResponseHead merge(ResponseHead stored, Fields notModified) {
    Set<String> replaced = new HashSet<>();
    Fields.Builder renewed = Fields.builder();
    notModified
        .without(OF_THE_CONTENT)
        .forEach(
            (name, value) -> {
              replaced.add(name.toLowerCase(Locale.ROOT));
              renewed.add(name, value);
            });
    Fields kept = stored.fields().without(name -> replaced.contains(name.toLowerCase(Locale.ROOT)));
    return stored.withFields(kept.toBuilder().addAll(renewed.build()).build());
  }
}
