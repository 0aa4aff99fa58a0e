package dev.edgecache.demo;

import java.util.List;
import java.util.stream.Stream;

/**
 * Commands that a reader can try once the demonstration is up.
 *
 * @param shop the port of the cache
 * @param admin its admin port
 * @param us where a European user reaches the shop in us-east-1
 * @param control makes incidents happen
 */
record Invitations(int shop, int admin, int us, ControlPort control) {

  /** All of them, with what they are about. */
  List<String> lines() {
    return Stream.of(look(), lag(), promotion()).flatMap(List::stream).toList();
  }

  private List<String> look() {
    return List.of(
        "# a product, twice: look for Cache-Status and Data-Position",
        "curl -i " + shopUrl() + "/v1/products/42",
        "# the same from the US, with the distance",
        "curl -s -o /dev/null -w '%{time_total} s\\n' " + usUrl() + "/v1/products/42",
        "# prices depend on the country",
        "curl -i -H 'CloudFront-Viewer-Country: SE' " + shopUrl() + "/v1/prices/42",
        "# a write goes to the US",
        "curl -i -X PUT -H 'Authorization: Bearer user-1' -d '{\"quantity\": 2}' "
            + shopUrl()
            + "/v1/cart/items/42",
        "# which policy matched, and why",
        "curl '" + adminUrl() + "/explain?method=GET&url=" + shopUrl() + "/v1/products/42'",
        "# health and metrics",
        "curl " + adminUrl() + "/health/ready",
        "curl " + adminUrl() + "/metrics");
  }

  /** A price changes while the standby is held back. */
  List<String> lag() {
    return List.of(
        "# hold the standby back, raise a price in the US, tell the cache where it was committed;",
        "# Europe gets the new price from the US (X-Region), and the next time from the cache",
        control.command("/replication/pause"),
        "position=$(curl -si -X PUT -H 'Authorization: Bearer admin' -d '{\"cents\": 98765}' "
            + usUrl()
            + "/v1/products/42/price | sed -n 's/^Data-Position: .*hi=\"\\(.*\\)\".*/\\1/p')",
        "curl -H 'Content-Type: application/json' -d '{\"type\": \"tag\", \"selectors\":"
            + " [\"product:42\"], \"position\": \"'$position'\"}' "
            + adminUrl()
            + "/invalidations",
        "curl -i " + shopUrl() + "/v1/products/42",
        "curl -i " + shopUrl() + "/v1/products/42",
        control.command("/replication/resume"));
  }

  private List<String> promotion() {
    return List.of(
        "# let eu-west-1 take over, and the cache send writes there",
        control.command("/promote"),
        "curl -X POST " + adminUrl() + "/promote");
  }

  private String shopUrl() {
    return "http://" + Demo.HOST + ":" + shop;
  }

  private String adminUrl() {
    return "http://127.0.0.1:" + admin;
  }

  private String usUrl() {
    return "http://127.0.0.1:" + us;
  }
}
