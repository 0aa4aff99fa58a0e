package dev.edgecache.sources.webhook;

import java.io.IOException;
import java.net.URI;

/** What asks other servers by HTTPS, only for URLs that were checked. */
@FunctionalInterface
interface Web {

  /**
   * The content of a GET that is answered with 200.
   *
   * @throws IOException if it is answered otherwise, too long, or not in time
   */
  byte[] get(URI uri) throws IOException;
}
