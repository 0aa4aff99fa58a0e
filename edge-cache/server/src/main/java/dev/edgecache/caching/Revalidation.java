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
  static final Set<String> CONDITIONS =
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
   * 9111 §4.3.1): of the one that it selects its entity tag and date, of other variants only a
   * strong tag, since a date or a weak tag does not tell variants apart.
   *
   * @param request the request as the origin may see it
   * @param asked the fields as the client sent them, by which variants are selected
   */
  public static RequestHead conditional(
      RequestHead request, Fields asked, List<StoredResponse> candidates) {
    Fields.Builder fields = request.fields().without(CONDITIONS).toBuilder();
    String tags =
        candidates.stream()
            .filter(candidate -> candidate.isSelectedBy(asked) || hasStrongTag(candidate))
            .flatMap(candidate -> tagOf(candidate).stream())
            .map(EntityTag::text)
            .distinct()
            .collect(Collectors.joining(", "));
    if (!tags.isEmpty()) {
      fields.add(FieldNames.IF_NONE_MATCH, tags);
    }
    if (candidates.size() == 1 && candidates.getFirst().isSelectedBy(asked)) {
      String modified = candidates.getFirst().head().fields().first(FieldNames.LAST_MODIFIED);
      if (modified != null) {
        fields.add(FieldNames.IF_MODIFIED_SINCE, modified);
      }
    }
    return request.withFields(fields.build());
  }

  private static boolean hasStrongTag(StoredResponse candidate) {
    return tagOf(candidate).filter(tag -> tag.strength() == EntityTag.Strength.STRONG).isPresent();
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

  /**
   * The stored response that a 304 speaks of (RFC 9111 §4.3.4): the one with its strong tag, or,
   * where it has a weak tag or none, the one that the request selects.
   */
  public static Optional<StoredResponse> select(
      List<StoredResponse> candidates, Fields asked, Fields notModified) {
    Optional<EntityTag> named = EntityTag.of(notModified);
    if (named.isEmpty()) {
      return candidates.size() == 1
          ? candidates.stream().filter(candidate -> candidate.isSelectedBy(asked)).findFirst()
          : Optional.empty();
    }
    EntityTag tag = named.get();
    return candidates.stream()
        .filter(
            candidate ->
                tag.strength() == EntityTag.Strength.STRONG
                    ? tagOf(candidate).filter(tag::stronglyMatches).isPresent()
                    : candidate.isSelectedBy(asked)
                        && tagOf(candidate).filter(tag::weaklyMatches).isPresent())
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
