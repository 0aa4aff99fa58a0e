package dev.edgecache.cloudfront.render;

import java.util.List;

/**
 * A distribution as text.
 *
 * @param json one JSON document, with a line break at its end
 * @param notes what its reader should know
 */
public record Document(String json, List<String> notes) {
  /** Copies the list. */
  public Document {
    notes = List.copyOf(notes);
  }
}
