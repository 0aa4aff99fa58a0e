package dev.edgecache.demo.shop.data;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a customer is about to buy.
 *
 * @param quantities how many of each product, by product id; never zero
 */
public record Cart(SortedMap<Integer, Integer> quantities) {

  /** The most of one product that a cart takes. */
  public static final int MAX_QUANTITY = 20;

  /** The most different products that a cart takes. */
  public static final int MAX_LINES = 50;

  /** Copies the map. */
  public Cart {
    quantities = Collections.unmodifiableSortedMap(new TreeMap<>(quantities));
  }

  /** The cart with this many of the product; none removes it. */
  Cart with(int product, int quantity) {
    SortedMap<Integer, Integer> changed = new TreeMap<>(quantities);
    if (quantity == 0) {
      changed.remove(product);
    } else {
      changed.put(product, quantity);
    }
    return new Cart(changed);
  }

  boolean isFull() {
    return quantities.size() >= MAX_LINES;
  }
}
