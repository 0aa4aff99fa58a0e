package dev.edgecache.serve;

import dev.edgecache.http.proxying.HopByHop;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What becomes of a request's wish to change the protocol of its connection (RFC 9110 §7.8). */
sealed interface UpgradeWish {

  /** There is none, or none that a server has to heed: the request is served as any other. */
  record Ignored() implements UpgradeWish {}

  /**
   * The origin is asked.
   *
   * @param protocols those that the route allows, as a field value
   */
  record Allowed(String protocols) implements UpgradeWish {}

  /** The client speaks nothing but a protocol that the route does not allow. */
  record Refused() implements UpgradeWish {}

  /** The protocol whose clients cannot do with an answer in HTTP (RFC 6455 §4.1). */
  String WEBSOCKET = "websocket";

  /** Judges the wish under the route that the request takes. */
  static UpgradeWish of(ClientRequest request) {
    List<String> asked = HopByHop.upgrade(request.head().fields());
    if (asked.isEmpty() || !request.exchange().isHttp11() || request.content().isPresent()) {
      return new Ignored();
    }
    Set<String> allowed = request.match().route().upgrades();
    List<String> both =
        asked.stream().filter(token -> allowed.contains(token.toLowerCase(Locale.ROOT))).toList();
    if (!both.isEmpty()) {
      return new Allowed(String.join(", ", both));
    }
    return asked.stream().anyMatch(WEBSOCKET::equalsIgnoreCase) ? new Refused() : new Ignored();
  }
}
