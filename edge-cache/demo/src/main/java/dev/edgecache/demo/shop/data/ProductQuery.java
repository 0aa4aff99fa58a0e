package dev.edgecache.demo.shop.data;

import java.util.Comparator;
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

    Comparator<Product> order() {
      return switch (this) {
        case POPULAR -> Comparator.comparingInt(Product::id);
        case PRICE -> Comparator.comparingLong(Product::cents).thenComparingInt(Product::id);
        case NAME -> Comparator.comparing(Product::name).thenComparingInt(Product::id);
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
