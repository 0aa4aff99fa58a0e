package dev.edgecache.http.coding;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.conditional.EntityTag;
import java.util.Set;

/** The fields of a response in a coding that was made here. */
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
    EntityTag.of(identity)
        .ifPresent(tag -> fields.add(FieldNames.ETAG, CodedTags.of(tag, coding).text()));
    return fields.build();
  }
}
