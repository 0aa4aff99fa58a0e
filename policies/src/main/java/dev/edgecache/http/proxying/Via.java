package dev.edgecache.http.proxying;

import dev.edgecache.http.FieldList;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;

/** The proxies that a message came through (RFC 9110 §7.6.3). */
public final class Via {

  private Via() {}

  /**
   * The fields with this proxy as the last one.
   *
   * @param version the protocol version in which the message came, such as {@code 1.1} or {@code 2}
   * @param pseudonym the name of this proxy, a token
   */
  public static Fields appended(Fields fields, String version, String pseudonym) {
    if (!Grammar.isToken(version) || !Grammar.isToken(pseudonym)) {
      throw new IllegalArgumentException(
          "version and pseudonym: " + version + ", " + pseudonym + " (expected: tokens)");
    }
    return fields.toBuilder().add(FieldNames.VIA, version + ' ' + pseudonym).build();
  }

  /** Whether a message came through a proxy of that name before, so that it runs in a loop. */
  public static boolean names(Fields fields, String pseudonym) {
    for (String member : FieldList.members(fields, FieldNames.VIA)) {
      int space = member.indexOf(' ');
      String rest = Grammar.trimmed(member.substring(space + 1));
      int end = rest.indexOf(' ');
      String receivedBy = end < 0 ? rest : rest.substring(0, end);
      if (space > 0 && receivedBy.equalsIgnoreCase(pseudonym)) {
        return true;
      }
    }
    return false;
  }
}
