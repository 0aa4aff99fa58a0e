package dev.edgecache.http.coding;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.conditional.EntityTag;
import dev.edgecache.http.conditional.EntityTags;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of messages about a representation in a coding that was made here.
 *
 * <p>A strong entity tag tells representations apart, so that each coding has one of its own (RFC
 * 9110 §8.8.3.3): {@code "abc"} is {@code "abc-br"} in Brotli. A weak tag is shared by all.
 */
public final class Coded {

  /** What the fields of the origin say of the bytes that it sent, and of no others. */
  private static final Set<String> OF_THE_BYTES =
      Set.of(
          FieldNames.ACCEPT_RANGES,
          FieldNames.CONTENT_DIGEST,
          FieldNames.CONTENT_LENGTH,
          FieldNames.CONTENT_MD5,
          FieldNames.DIGEST,
          FieldNames.ETAG,
          FieldNames.REPR_DIGEST);

  private Coded() {}

  /** The fields of a response that goes out in a coding, without its length. */
  public static Fields response(Fields identity, ContentCoding coding) {
    Fields.Builder fields = identity.without(OF_THE_BYTES).toBuilder();
    fields.add(FieldNames.CONTENT_ENCODING, coding.token());
    EntityTag.of(identity).ifPresent(tag -> fields.add(FieldNames.ETAG, tag(tag, coding).text()));
    return fields.build();
  }

  private static EntityTag tag(EntityTag identity, ContentCoding coding) {
    return switch (identity.strength()) {
      case STRONG -> new EntityTag(identity.strength(), identity.opaque() + suffix(coding));
      case WEAK -> identity;
    };
  }

  private static String suffix(ContentCoding coding) {
    return "-" + coding.token();
  }

  /**
   * The fields of a request with, beside each tag of a coding that a condition names, the tag that
   * the origin knows: {@code If-Match: "abc-br"} becomes {@code If-Match: "abc-br", "abc"}.
   *
   * <p>The tag itself stays, since it may be the origin's own.
   *
   * @param condition If-Match or If-None-Match
   */
  public static Fields request(Fields request, String condition) {
    List<String> known =
        EntityTags.parse(request, condition).stream()
            .flatMap(tags -> tags.listed().stream())
            .flatMap(tag -> identity(tag).stream())
            .map(EntityTag::text)
            .toList();
    return known.isEmpty()
        ? request
        : request.with(condition, request.combined(condition) + ", " + String.join(", ", known));
  }

  /** The tag of what a tag may be a coding of. */
  private static Optional<EntityTag> identity(EntityTag tag) {
    for (ContentCoding coding : ContentCoding.values()) {
      String suffix = suffix(coding);
      if (tag.opaque().endsWith(suffix)) {
        String opaque = tag.opaque().substring(0, tag.opaque().length() - suffix.length());
        return Optional.of(new EntityTag(tag.strength(), opaque));
      }
    }
    return Optional.empty();
  }
}
