package dev.edgecache.config.sources;

import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.sources.webhook.WebhookSettings;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The check that each webhook has a listener, and a path of its own there. */
public final class WebhookPlaces {

  private WebhookPlaces() {}

  /**
   * Checks them all.
   *
   * @throws IllegalArgumentException if one is nowhere, or where another one is
   */
  public static void check(Map<String, SourceSettings> sources, List<ListenerSettings> listeners) {
    List<InetSocketAddress> all = listeners.stream().map(ListenerSettings::address).toList();
    Set<String> taken = new HashSet<>();
    sources.forEach(
        (name, source) -> {
          if (source.bus() instanceof SourceSettings.Webhook(WebhookSettings webhook)) {
            List<InetSocketAddress> places = webhook.listener().map(List::of).orElse(all);
            for (InetSocketAddress place : places) {
              check(name, webhook, place, all, taken);
            }
          }
        });
  }

  private static void check(
      String name,
      WebhookSettings webhook,
      InetSocketAddress place,
      List<InetSocketAddress> all,
      Set<String> taken) {
    if (!all.contains(place)) {
      throw new IllegalArgumentException(
          "sources: "
              + name
              + ": no listener at "
              + text(place)
              + " (expected: an address as in listen)");
    }
    if (!taken.add(text(place) + webhook.path())) {
      throw new IllegalArgumentException(
          "sources: "
              + name
              + ": another webhook is at "
              + text(place)
              + webhook.path()
              + " (expected: a path of its own)");
    }
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }
}
