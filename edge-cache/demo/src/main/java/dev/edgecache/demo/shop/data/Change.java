package dev.edgecache.demo.shop.data;

/** A committed change, as it travels from the primary to its replicas. */
sealed interface Change {

  /** The product is now this one. */
  record ProductIs(Product product) implements Change {}

  /** A product has one more review. */
  record Reviewed(int product, Review review) implements Change {}

  /** The customer's cart is now this one. */
  record CartIs(String customer, Cart cart) implements Change {}

  /** An order was placed. */
  record Ordered(Order order) implements Change {}
}
