package dev.edgecache.check.history;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An answer to a GET request that showed an item.
 *
 * @param client who asked
 * @param proxy the number of the proxy that was asked
 * @param route by which route
 * @param key the item
 * @param begin before the request was sent
 * @param end after the answer was there as a whole
 * @param version what it showed
 * @param fields what the answer said of itself
 */
public record Read(
    Client client,
    int proxy,
    Route route,
    int key,
    long begin,
    long end,
    long version,
    Fields fields) {

  private static final Pattern STALE_HIT = Pattern.compile(";\\s*ttl=-");

  /**
   * What an answer says of itself.
   *
   * @param cacheStatus RFC 9211
   * @param age RFC 9111 §5.1
   * @param dataPosition the positions of the database that it belongs to
   */
  public record Fields(
      Optional<String> cacheStatus, Optional<String> age, Optional<String> dataPosition) {}

  /** Whether the answer says that it is stale: its time to live is negative (RFC 9211 §2.4). */
  public boolean isDeclaredStale() {
    return fields.cacheStatus().filter(status -> STALE_HIT.matcher(status).find()).isPresent();
  }
}
