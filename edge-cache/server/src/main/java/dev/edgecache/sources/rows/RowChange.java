package dev.edgecache.sources.rows;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change of a row, or of all rows of a table.
 *
 * @param table the table with its schema, such as {@code public.product}
 * @param images the row as it was and as it is, as far as either exists: values by column, empty
 *     for NULL. A column that is not told is left out; an image without any column stands for rows
 *     that nobody knows, as after TRUNCATE.
 */
public record RowChange(String table, List<Map<String, Optional<String>>> images) {

  /** Copies the images. Rejects a change of nothing. */
  public RowChange {
    images = images.stream().map(Map::copyOf).toList();
    if (images.isEmpty()) {
      throw new IllegalArgumentException("images: none (expected: the row before, after, or both)");
    }
  }
}
