package dev.edgecache.check.load;

import java.util.Map;
import java.util.Optional;

/**
 * An answer.
 *
 * @param status its status code
 * @param fields by name in lower case; several lines of one name are joined by a comma
 * @param body as text
 */
record HttpAnswer(int status, Map<String, String> fields, String body) {

  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  boolean isSuccess() {
    return status / 100 == 2;
  }
}
