package dev.edgecache.demo.shop.data;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The changes that a request makes, all in one transaction of a database that takes writes. */
public final class ShopWrites {

  private final Session session;
  private final ShopData data;
  private final Instant now;

  /** What became of a change to a cart. */
  public sealed interface CartChange {
    /** The cart changed to this one. */
    record Changed(Cart cart) implements CartChange {}

    /** There is no such product. */
    record NoSuchProduct() implements CartChange {}

    /** The cart takes no more, of this product or of different ones. */
    record Full() implements CartChange {}
  }

  /** What became of a checkout. */
  public sealed interface Checkout {
    /** The order was placed. */
    record Placed(Order order) implements Checkout {}

    /** There was nothing to buy. */
    record EmptyCart() implements Checkout {}

    /** Too few of this product are left. */
    record SoldOut(int product) implements Checkout {}
  }

  private record Line(int product, int quantity, long cents, int stock) {}

  ShopWrites(Session session, Instant now) {
    this.session = session;
    this.data = new ShopData(session);
    this.now = now;
  }

  /** Sets the price of a product, in euro cents before tax; empty if there is no such product. */
  public Optional<Product> price(int product, long cents) {
    session.update("UPDATE product SET cents = ?, changed = ? WHERE id = ?", cents, now, product);
    return data.product(product);
  }

  /** Adds a review; false if there is no such product. */
  public boolean review(int product, Review review) {
    return session.update(
            "INSERT INTO review (product, author, stars, text, written)"
                + " SELECT id, ?, ?, ?, ? FROM product WHERE id = ?",
            review.author(),
            review.stars(),
            review.text(),
            review.written(),
            product)
        == 1;
  }

  /** Sets how many of a product the cart holds; zero removes it. */
  public CartChange cart(String customer, int product, int quantity) {
    if (quantity < 0) {
      throw new IllegalArgumentException("quantity: " + quantity + " (expected: 0 or more)");
    }
    Cart before = lockedCart(customer);
    if (data.product(product).isEmpty()) {
      return new CartChange.NoSuchProduct();
    }
    boolean oneLineMore = quantity > 0 && !before.quantities().containsKey(product);
    if (quantity > Cart.MAX_QUANTITY || (oneLineMore && before.isFull())) {
      return new CartChange.Full();
    }
    if (quantity == 0) {
      session.update("DELETE FROM cart_line WHERE customer = ? AND product = ?", customer, product);
    } else {
      session.update(
          "INSERT INTO cart_line (customer, product, quantity) VALUES (?, ?, ?)"
              + " ON CONFLICT (customer, product) DO UPDATE SET quantity = excluded.quantity",
          customer,
          product,
          quantity);
    }
    return new CartChange.Changed(before.with(product, quantity));
  }

  /** Adds one more of a product to the cart. */
  public CartChange addToCart(String customer, int product) {
    int before = lockedCart(customer).quantities().getOrDefault(product, 0);
    return cart(customer, product, before + 1);
  }

  /** The cart, which nobody else changes before this transaction has ended. */
  private Cart lockedCart(String customer) {
    session.first(
        "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", row -> customer, customer);
    return data.cart(customer);
  }

  /** Empties the cart. */
  public void clearCart(String customer) {
    session.update("DELETE FROM cart_line WHERE customer = ?", customer);
  }

  /** Buys what the cart holds and empties it. */
  public Checkout checkout(String customer) {
    Cart cart = lockedCart(customer);
    if (cart.quantities().isEmpty()) {
      return new Checkout.EmptyCart();
    }
    List<Line> lines = lockedLines(customer);
    for (Line line : lines) {
      if (line.stock() < line.quantity()) {
        return new Checkout.SoldOut(line.product());
      }
    }
    session.update(
        "UPDATE product SET stock = stock - quantity, changed = ? FROM cart_line"
            + " WHERE id = cart_line.product AND customer = ?",
        now,
        customer);
    long cents = lines.stream().mapToLong(line -> line.cents() * line.quantity()).sum();
    int id = placed(customer, cents);
    clearCart(customer);
    return new Checkout.Placed(new Order(id, customer, cart, cents, now));
  }

  /** The cart's lines; everybody locks products in the order of their ids. */
  private List<Line> lockedLines(String customer) {
    return session.list(
        "SELECT product.id, quantity, cents, stock FROM cart_line"
            + " JOIN product ON product.id = cart_line.product WHERE customer = ?"
            + " ORDER BY product.id FOR UPDATE OF product",
        row ->
            new Line(
                row.getInt("id"),
                row.getInt("quantity"),
                row.getLong("cents"),
                row.getInt("stock")),
        customer);
  }

  private int placed(String customer, long cents) {
    int id =
        session
            .first(
                "INSERT INTO purchase (customer, cents, placed) VALUES (?, ?, ?) RETURNING id",
                row -> row.getInt("id"),
                customer,
                cents,
                now)
            .orElseThrow();
    session.update(
        "INSERT INTO purchase_line (purchase, product, quantity)"
            + " SELECT ?, product, quantity FROM cart_line WHERE customer = ?",
        id,
        customer);
    return id;
  }
}
