package dev.edgecache.policy.rules;

import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseDirectives;
import java.util.List;

/**
 * What an origin tells this cache, and by which field.
 *
 * @param directives the directives
 * @param source the kind of field that says them
 */
record OriginDirectives(ResponseDirectives directives, Source source) {

  /** Kinds of fields that carry directives. */
  enum Source {
    /** Cache-Control, with Expires beside it. */
    CACHE_CONTROL,
    /** A targeted field, which replaces both (RFC 9213 §2.2). */
    TARGETED
  }

  /** The directives of the first valid field of the target list, else those of Cache-Control. */
  static OriginDirectives of(Fields response, List<String> targetList) {
    return ResponseDirectives.targeted(response, targetList)
        .map(directives -> new OriginDirectives(directives, Source.TARGETED))
        .orElseGet(
            () -> new OriginDirectives(ResponseDirectives.parse(response), Source.CACHE_CONTROL));
  }
}
