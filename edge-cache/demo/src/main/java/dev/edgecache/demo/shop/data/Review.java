package dev.edgecache.demo.shop.data;

import java.time.Instant;

/**
 * What a customer thinks of a product.
 *
 * @param author the customer's display name
 * @param stars 1 to 5
 * @param text free text
 * @param written when it was written
 */
public record Review(String author, int stars, String text, Instant written) {

  /** Rejects stars out of bounds. */
  public Review {
    if (stars < 1 || stars > 5) {
      throw new IllegalArgumentException("stars: " + stars + " (expected: 1 to 5)");
    }
  }
}
