package dev.edgecache.check.load;

import dev.edgecache.check.history.Acknowledged.Mode;
import java.util.Map;
import java.util.Optional;

/**
 * An invalidation as both proxies are told.
 *
 * @param versions by item, what was committed when the position was read
 */
record Invalidation(
    String id, String tag, Mode mode, Optional<String> position, Map<Integer, Long> versions) {

  /** As the admin port takes it. */
  String json() {
    return "{\"type\":\"tag\",\"selectors\":[\"%s\"],\"mode\":\"%s\",\"id\":\"%s\"%s}"
        .formatted(
            tag,
            mode.word(),
            id,
            position.map(text -> ",\"position\":\"" + text + "\"").orElse(""));
  }
}
