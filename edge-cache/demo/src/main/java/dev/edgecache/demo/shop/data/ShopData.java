package dev.edgecache.demo.shop.data;

import java.util.List;
import java.util.Optional;

/**
 * One region's copy of the shop's data. The primary region's takes writes; a replica's follows it
 * after a delay and takes none.
 */
public interface ShopData {

  /** The product of this id. */
  Optional<Product> product(int id);

  /** A page of the products that the query asks for. */
  Page<Product> products(ProductQuery query);

  /** All categories, by id. */
  List<Category> categories();

  /** The reviews of a product, the newest first. */
  Page<Review> reviews(int product, int page);

  /** The customer of this account id. */
  Optional<Customer> customer(String id);

  /** The customer's cart, which may be empty. */
  Cart cart(String customer);

  /** An order of this customer. */
  Optional<Order> order(String customer, int id);

  /** The writes, in the region that takes them. */
  Optional<ShopWrites> writes();
}
