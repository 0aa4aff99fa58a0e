package dev.edgecache.http.coding;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.conditional.EntityTag;
import dev.edgecache.http.conditional.EntityTags;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The entity tags of representations that may be encoded here, as clients know them and as the
 * origin does.
 *
 * <p>A strong tag tells representations apart, so that each coding has one of its own (RFC 9110
 * §8.8.3.3): {@code "abc"} is {@code "abc-br"} in Brotli. A weak tag is shared by all. A tag of the
 * origin that ends like one of a coding is known to clients, and to the store, by {@code -identity}
 * at its end, and so is one that ends in that itself. No two representations then have one tag, and
 * a tag that a client names says which tag of the origin, and which coding of it, is meant.
 */
public final class CodedTags {

  private static final String IDENTITY = "-identity";

  private CodedTags() {}

  /**
   * The tag of a representation in a coding.
   *
   * @param identity its tag without coding, as clients know it
   */
  static EntityTag of(EntityTag identity, ContentCoding coding) {
    return switch (identity.strength()) {
      case STRONG -> new EntityTag(identity.strength(), identity.opaque() + suffix(coding));
      case WEAK -> identity;
    };
  }

  private static String suffix(ContentCoding coding) {
    return "-" + coding.token();
  }

  private static Stream<String> suffixes() {
    return Arrays.stream(ContentCoding.values()).map(CodedTags::suffix);
  }

  /** Whether a tag of the origin is known to clients by another one. */
  private static boolean isAmbiguous(EntityTag tag) {
    return tag.opaque().endsWith(IDENTITY) || suffixes().anyMatch(tag.opaque()::endsWith);
  }

  /** The fields of the origin's response with its tag as clients know it. */
  public static Fields fromOrigin(Fields response) {
    return EntityTag.of(response)
        .filter(CodedTags::isAmbiguous)
        .map(tag -> new EntityTag(tag.strength(), tag.opaque() + IDENTITY))
        .map(tag -> response.with(FieldNames.ETAG, tag.text()))
        .orElse(response);
  }

  /**
   * A request with the tags of its conditions as the origin knows them.
   *
   * <p>A change is asked for on the condition of any coding of what the origin has. What is
   * retrieved from the origin is not encoded: there the tag of a coding names nothing that the
   * answer could be, so that it is left out; with the last tag of If-None-Match goes
   * If-Modified-Since, which did not count beside it (RFC 9110 §13.2.2), and with If-Range the
   * Range that it would have ruled out.
   */
  public static RequestHead toOrigin(RequestHead request) {
    Fields sent = request.fields();
    Fields fields = renamed(sent, FieldNames.IF_MATCH, CodedTags::ofAnyCoding);
    fields =
        request.isSafe()
            ? ifRange(ifNoneMatch(fields))
            : renamed(fields, FieldNames.IF_NONE_MATCH, CodedTags::ofAnyCoding);
    return fields.equals(sent) ? request : request.withFields(fields);
  }

  private static Fields ifNoneMatch(Fields request) {
    Fields renamed = renamed(request, FieldNames.IF_NONE_MATCH, CodedTags::ofIdentity);
    return request.contains(FieldNames.IF_NONE_MATCH) && !renamed.contains(FieldNames.IF_NONE_MATCH)
        ? renamed.without(FieldNames.IF_MODIFIED_SINCE)
        : renamed;
  }

  private static Fields ifRange(Fields request) {
    String validator = request.combined(FieldNames.IF_RANGE);
    Optional<EntityTag> tag =
        Optional.ofNullable(validator).flatMap(text -> EntityTag.parse(Grammar.trimmed(text)));
    if (tag.filter(CodedTags::isAmbiguous).isEmpty()) {
      return request;
    }
    return tag.flatMap(CodedTags::ofIdentity)
        .map(own -> request.with(FieldNames.IF_RANGE, own.text()))
        .orElseGet(() -> request.without(List.of(FieldNames.IF_RANGE, FieldNames.RANGE)));
  }

  /** The fields with each tag of a condition under its other name; without it if none is left. */
  private static Fields renamed(
      Fields request, String condition, Function<EntityTag, Optional<EntityTag>> name) {
    List<EntityTag> listed =
        EntityTags.parse(request, condition).map(EntityTags::listed).orElse(List.of());
    List<EntityTag> renamed = listed.stream().flatMap(tag -> name.apply(tag).stream()).toList();
    if (renamed.equals(listed)) {
      return request;
    }
    return renamed.isEmpty()
        ? request.without(condition)
        : request.with(
            condition, String.join(", ", renamed.stream().map(EntityTag::text).toList()));
  }

  /** The origin's name of what a client's tag names, whatever its coding; never empty. */
  private static Optional<EntityTag> ofAnyCoding(EntityTag tag) {
    return ofIdentity(tag)
        .or(
            () ->
                suffixes()
                    .flatMap(suffix -> cut(tag, suffix).stream())
                    .findFirst()
                    .flatMap(CodedTags::ofIdentity))
        .or(() -> Optional.of(tag));
  }

  /** The origin's name of what a client's tag names; empty if that is in a coding. */
  private static Optional<EntityTag> ofIdentity(EntityTag tag) {
    if (suffixes().anyMatch(tag.opaque()::endsWith)) {
      return Optional.empty();
    }
    return cut(tag, IDENTITY).filter(CodedTags::isAmbiguous).or(() -> Optional.of(tag));
  }

  private static Optional<EntityTag> cut(EntityTag tag, String suffix) {
    String opaque = tag.opaque();
    return opaque.endsWith(suffix)
        ? Optional.of(
            new EntityTag(tag.strength(), opaque.substring(0, opaque.length() - suffix.length())))
        : Optional.empty();
  }
}
