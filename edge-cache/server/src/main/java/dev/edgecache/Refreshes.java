package dev.edgecache;

import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.config.Configuration.OriginsSettings;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.Origins;
import dev.edgecache.refresh.Refreshing;
import dev.edgecache.refresh.Room;
import dev.edgecache.serve.Collaborators;
import dev.edgecache.serve.LiveSnapshot;

/**
 * The refreshing of what was invalidated, measured, and closed with the proxy.
 *
 * @param settings where answers come from
 */
record Refreshes(OriginsSettings settings, Metrics metrics, Resources resources) {

  void start(Origins origins, LiveSnapshot live, Collaborators with) {
    Room room =
        new Room(
            settings.refresh(),
            () -> origins.health(Site.LOCAL),
            settings.local().connections().max());
    Refreshing refreshing =
        resources.add(new Refreshing(settings.refresh(), room, live, with, metrics.refreshes()));
    refreshing.start();
    metrics.gauge(
        "edgecache.refreshes.waiting",
        "Popular answers that wait to be refreshed.",
        refreshing,
        Refreshing::waiting);
    metrics.gauge(
        "edgecache.refreshes.underway", "Refreshes under way.", refreshing, Refreshing::underway);
  }
}
