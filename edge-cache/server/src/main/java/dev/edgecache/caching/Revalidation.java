package dev.edgecache.caching;

import dev.edgecache.http.Age;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import dev.edgecache.http.HttpDate;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.conditional.EntityTag;
import dev.edgecache.http.conditional.Preconditions;
import dev.edgecache.http.range.PartialContent;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Asking the origin whether stored responses still hold (RFC 9111 §4.3). */
public final class Revalidation {

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

  private static final int PARTIAL_CONTENT = 206;
  private static final int NOT_MODIFIED = 304;

  private Revalidation() {}

  /**
   * The head with the time of its arrival as its Date, if it has no valid one (RFC 9110 §6.6.1).
   */
  public static ResponseHead dated(ResponseHead head, Instant answered) {
    return HttpDate.of(head.fields(), FieldNames.DATE, answered).isPresent()
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
   * 9111 §4.3.1): of the one that it selects its entity tag and date, of other variants only strong
   * tags, since a date or a weak tag does not tell variants apart. Where an origin gives all
   * variants one tag, against RFC 9110 §8.8.3.3, nor does a strong one: those of others are sent
   * once two of them differ.
   *
   * @param request the request as the origin may see it
   * @param asked the fields as the client sent them, by which variants are selected
   */
  public static RequestHead conditional(
      RequestHead request, Fields asked, List<StoredResponse> candidates) {
    Fields.Builder fields = request.fields().without(Preconditions.FIELDS).toBuilder();
    boolean tellsVariants = strongTags(candidates).size() > 1;
    String tags =
        candidates.stream()
            .filter(
                candidate ->
                    candidate.isSelectedBy(asked) || (tellsVariants && hasStrongTag(candidate)))
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

  /** Whether a response has an entity tag that is strong (RFC 9110 §8.8.1). */
  public static boolean hasStrongTag(StoredResponse candidate) {
    return tagOf(candidate).filter(Revalidation::isStrong).isPresent();
  }

  private static boolean isStrong(EntityTag tag) {
    return tag.strength() == EntityTag.Strength.STRONG;
  }

  private static Set<EntityTag> strongTags(List<StoredResponse> candidates) {
    return candidates.stream()
        .flatMap(candidate -> tagOf(candidate).stream())
        .filter(Revalidation::isStrong)
        .collect(Collectors.toSet());
  }

  /**
   * Whether an answer to GET or HEAD makes sense only to a question that was not asked: a 304
   * without a condition (RFC 9110 §15.4.5), a part without a range (§15.3.7).
   *
   * @param question the request as the origin got it
   */
  public static boolean isUnasked(RequestHead question, ResponseHead answer) {
    Fields fields = question.fields();
    boolean retrieves = question.method().equals("GET") || question.method().equals("HEAD");
    return retrieves
        && switch (answer.status()) {
          case NOT_MODIFIED ->
              !fields.contains(FieldNames.IF_NONE_MATCH)
                  && !fields.contains(FieldNames.IF_MODIFIED_SINCE);
          case PARTIAL_CONTENT -> !fields.contains(FieldNames.RANGE);
          default -> false;
        };
  }

  /**
   * Whether an answer to GET is a 206 that does not hold what the question asked for: no client
   * could tell where its bytes belong (RFC 9110 §15.3.7).
   *
   * @param question the request as the origin got it
   */
  public static boolean isOfAnotherPart(RequestHead question, ResponseHead answer) {
    return question.method().equals("GET")
        && answer.status() == PARTIAL_CONTENT
        && !PartialContent.answers(question.fields(), answer.fields());
  }

  /**
   * The stored response that a 304 speaks of (RFC 9111 §4.3.4): the one with its strong tag, else
   * the one that the request selects, if its validators are those of the 304. A 304 without any
   * speaks of the only response that it can.
   */
  public static Optional<StoredResponse> select(
      List<StoredResponse> candidates, Fields asked, Fields notModified) {
    return candidates.stream()
        .filter(candidate -> isNamedStrongly(candidate, notModified))
        .findFirst()
        .or(
            () ->
                candidates.stream()
                    .filter(candidate -> candidate.isSelectedBy(asked))
                    .filter(
                        candidate ->
                            switch (comparison(candidate, notModified)) {
                              case SAME -> true;
                              case NOTHING_TO_COMPARE -> candidates.size() == 1;
                              case DIFFERENT -> false;
                            })
                    .findFirst());
  }

  /** Whether an answer has the strong tag of a stored response. */
  public static boolean isNamedStrongly(StoredResponse stored, Fields answer) {
    return EntityTag.of(answer)
        .flatMap(tag -> tagOf(stored).filter(tag::stronglyMatches))
        .isPresent();
  }

  /** How the validators of an answer relate to those of a stored response. */
  public enum Comparison {
    /** They are of the same representation. */
    SAME,
    /** They are of different representations. */
    DIFFERENT,
    /** There is no validator that both have. */
    NOTHING_TO_COMPARE
  }

  /**
   * What an answer to HEAD says of a stored answer to GET (RFC 9111 §4.3.5). It differs by its
   * length, too, but no length makes it the same.
   */
  public static Comparison ofHead(StoredResponse stored, Fields head) {
    OptionalLong length = stored.body().length();
    OptionalLong said =
        Optional.ofNullable(head.first(FieldNames.CONTENT_LENGTH))
            .map(Grammar::digits)
            .orElse(OptionalLong.empty());
    return said.isPresent() && length.isPresent() && !said.equals(length)
        ? Comparison.DIFFERENT
        : comparison(stored, head);
  }

  /**
   * By the entity tag, which counts before the date (RFC 9110 §13.2.2). A strong tag is never that
   * of a response with the weak one.
   */
  private static Comparison comparison(StoredResponse stored, Fields answer) {
    Optional<EntityTag> tag = EntityTag.of(answer);
    Optional<EntityTag> storedTag = tagOf(stored);
    if (tag.isPresent() && storedTag.isPresent()) {
      boolean same =
          isStrong(tag.get())
              ? tag.get().stronglyMatches(storedTag.get())
              : tag.get().weaklyMatches(storedTag.get());
      return same ? Comparison.SAME : Comparison.DIFFERENT;
    }
    Instant then = stored.times().answered();
    Optional<Instant> modified = HttpDate.of(answer, FieldNames.LAST_MODIFIED, then);
    Optional<Instant> storedModified =
        HttpDate.of(stored.head().fields(), FieldNames.LAST_MODIFIED, then);
    if (modified.isEmpty() || storedModified.isEmpty()) {
      return Comparison.NOTHING_TO_COMPARE;
    }
    return modified.equals(storedModified) ? Comparison.SAME : Comparison.DIFFERENT;
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
