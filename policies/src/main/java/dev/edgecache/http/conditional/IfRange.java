package dev.edgecache.http.conditional;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import dev.edgecache.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The condition on which Range counts (RFC 9110 §13.1.5). */
public final class IfRange {

  private IfRange() {}

  /**
   * Whether Range counts against a stored response: there is no If-Range, or its validator is a
   * strong one that is exactly the stored one.
   *
   * @param now decides the century of two-digit years
   */
  public static boolean permits(Fields request, Fields stored, Instant now) {
    String value = request.combined(FieldNames.IF_RANGE);
    if (value == null) {
      return true;
    }
    String validator = Grammar.trimmed(value);
    int quote = validator.indexOf('"');
    if (quote >= 0 && quote < 3) {
      Optional<EntityTag> tag = EntityTag.parse(validator);
      Optional<EntityTag> storedTag = EntityTag.of(stored);
      return tag.isPresent() && storedTag.filter(tag.get()::stronglyMatches).isPresent();
    }
    Optional<Instant> date = HttpDate.parse(validator, now);
    return date.isPresent() && date.equals(strongLastModified(stored, now));
  }

  /**
   * The Last-Modified of a stored response if it is a strong validator: at least a second before
   * its Date (RFC 9110 §8.8.2.2).
   */
  public static Optional<Instant> strongLastModified(Fields stored, Instant now) {
    Optional<Instant> date = HttpDate.of(stored, FieldNames.DATE, now);
    return HttpDate.of(stored, FieldNames.LAST_MODIFIED, now)
        .filter(
            modified ->
                date.isPresent()
                    && Duration.between(modified, date.get()).compareTo(Duration.ofSeconds(1))
                        >= 0);
  }
}
