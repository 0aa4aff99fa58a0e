package dev.edgecache.demo.shop.data;

import java.util.Optional;

/** The changes that the primary region's data takes. */
public interface ShopWrites {

  /** Sets the price of a product, in euro cents before tax; empty if there is no such product. */
  Optional<Product> price(int product, long cents);

  /** Adds a review; false if there is no such product. */
  boolean review(int product, Review review);

  /** Sets how many of a product the cart holds; zero removes it. */
  CartChange cart(String customer, int product, int quantity);

  /** Adds one more of a product to the cart. */
  CartChange addToCart(String customer, int product);

  /** Empties the cart. */
  void clearCart(String customer);

  /** Buys what the cart holds and empties it. */
  Checkout checkout(String customer);

  /** What became of a change to a cart. */
  sealed interface CartChange {
    /** The cart changed to this one. */
    record Changed(Cart cart) implements CartChange {}

    /** There is no such product. */
    record NoSuchProduct() implements CartChange {}

    /** The cart takes no more, of this product or of different ones. */
    record Full() implements CartChange {}
  }

  /** What became of a checkout. */
  sealed interface Checkout {
    /** The order was placed. */
    record Placed(Order order) implements Checkout {}

    /** There was nothing to buy. */
    record EmptyCart() implements Checkout {}

    /** Too few of this product are left. */
    record SoldOut(int product) implements Checkout {}
  }
}
