package dev.edgecache.demo.load;

import java.util.Map;

/**
 * A request of a user to the shop.
 *
 * @param target path and query
 * @param fields header fields beside Host and Content-Length
 * @param body JSON, or empty for none
 */
record ShopRequest(
    Kind kind, String method, String target, Map<String, String> fields, String body) {

  static ShopRequest get(Kind kind, String target, Map<String, String> fields) {
    return new ShopRequest(kind, "GET", target, fields, "");
  }
}
