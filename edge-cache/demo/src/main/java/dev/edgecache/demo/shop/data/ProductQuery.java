package dev.edgecache.demo.shop.data;

import java.util.OptionalInt;

/**
 * Which products a list shows, and in which order.
 *
 * @param category only those of this category
 * @param words only those whose name or brand contains each of these words; empty for all
 * @param sort the order
 * @param page the page, from 1 upwards
 */
public record ProductQuery(OptionalInt category, String words, Sort sort, int page) {

  /** An order of products. */
  public enum Sort {
    /** Those that sell best first. */
    POPULAR,
    /** The cheapest first. */
    PRICE,
    /** By name. */
    NAME;

    String columns() {
      return switch (this) {
        case POPULAR -> "id";
        case PRICE -> "cents, id";
        case NAME -> "name, id";
      };
    }
  }

  /** Rejects pages before the first. */
  public ProductQuery {
    if (page < 1) {
      throw new IllegalArgumentException("page: " + page + " (expected: 1 or more)");
    }
  }
}
