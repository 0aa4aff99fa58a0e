package dev.edgecache.origin.choice;

import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.Site;
import java.util.Optional;

/**
 * An origin that a request may go to.
 *
 * @param site where it stands
 * @param client the way there
 * @param limit how many requests of this kind may be there at a time, if they are limited
 */
public record Destination(Site site, OriginClient client, Optional<FallbackLimit> limit) {

  static Destination unlimited(Site site, OriginClient client) {
    return new Destination(site, client, Optional.empty());
  }
}
