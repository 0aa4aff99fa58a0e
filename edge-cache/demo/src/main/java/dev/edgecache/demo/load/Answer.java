package dev.edgecache.demo.load;

import dev.edgecache.http.structured.BareItem;
import dev.edgecache.http.structured.Item;
import dev.edgecache.http.structured.Member;
import dev.edgecache.http.structured.MemberList;

/**
 * What came back.
 *
 * @param status the status code
 * @param cacheStatus the combined value of Cache-Status, empty if absent
 * @param region the region whose shop made it, as it says itself; empty if it does not
 * @param content its content as text
 */
record Answer(int status, String cacheStatus, String region, String content) {

  private static final int CONFLICT = 409;

  /** Whether the shop did what it is for; buying nothing is a conflict, and no failure. */
  boolean isExpected() {
    return (status >= 200 && status < 300) || status == CONFLICT;
  }

  /** Whether the cache next to the user answered without asking the origin (RFC 9211 §2.1). */
  boolean isHit() {
    return MemberList.parse(cacheStatus)
        .filter(list -> !list.members().isEmpty())
        .map(list -> isHit(list.members().getLast()))
        .orElse(false);
  }

  private static boolean isHit(Member cache) {
    return cache instanceof Item item
        && item.parameters().value("hit").filter(BareItem.Bool.TRUE::equals).isPresent();
  }
}
