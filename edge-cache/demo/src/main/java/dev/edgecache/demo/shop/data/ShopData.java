package dev.edgecache.demo.shop.data;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a region's database holds, for as long as one request reads it. */
public final class ShopData {

  private static final String PRODUCT =
      "SELECT id, name, brand, category, description, cents, stock, changed FROM product ";

  /** Every word is in name or brand; an empty one is everywhere. */
  private static final String MATCHING =
      """
      WHERE (? = 0 OR category = ?)
        AND (SELECT bool_and(position(word IN lower(name || ' ' || brand)) > 0)
             FROM unnest(?) AS word)
      """;

  private static final int ANY_CATEGORY = 0;

  private final Session session;

  ShopData(Session session) {
    this.session = session;
  }

  /** The product of this id. */
  public Optional<Product> product(int id) {
    return session.first(PRODUCT + "WHERE id = ?", ShopData::product, id);
  }

  /** A page of the products that the query asks for. */
  public Page<Product> products(ProductQuery query) {
    String[] words = query.words().toLowerCase(Locale.ROOT).strip().split("\\s+");
    int category = query.category().orElse(ANY_CATEGORY);
    String order = "ORDER BY " + query.sort().columns() + " LIMIT ? OFFSET ?";
    List<Product> items =
        session.list(
            PRODUCT + MATCHING + order,
            ShopData::product,
            category,
            category,
            words,
            Page.SIZE,
            Page.first(query.page()));
    int total = count("SELECT count(*) FROM product " + MATCHING, category, category, words);
    return new Page<>(items, query.page(), total);
  }

  private int count(String query, Object... parameters) {
    return session.first(query, row -> row.getInt(1), parameters).orElseThrow();
  }

  private static Product product(ResultSet row) throws SQLException {
    return new Product(
        row.getInt("id"),
        row.getString("name"),
        row.getString("brand"),
        row.getInt("category"),
        row.getString("description"),
        row.getLong("cents"),
        row.getInt("stock"),
        Session.instant(row, "changed"));
  }

  /** All categories, by id. */
  public List<Category> categories() {
    return session.list(
        "SELECT id, name FROM category ORDER BY id",
        row -> new Category(row.getInt("id"), row.getString("name")));
  }

  /** The reviews of a product, the newest first. */
  public Page<Review> reviews(int product, int page) {
    List<Review> items =
        session.list(
            "SELECT author, stars, text, written FROM review WHERE product = ?"
                + " ORDER BY written DESC, id DESC LIMIT ? OFFSET ?",
            row ->
                new Review(
                    row.getString("author"),
                    row.getInt("stars"),
                    row.getString("text"),
                    Session.instant(row, "written")),
            product,
            Page.SIZE,
            Page.first(page));
    return new Page<>(items, page, count("SELECT count(*) FROM review WHERE product = ?", product));
  }

  /** The customer's cart, which may be empty. */
  public Cart cart(String customer) {
    return new Cart(
        quantities("SELECT product, quantity FROM cart_line WHERE customer = ?", customer));
  }

  private SortedMap<Integer, Integer> quantities(String query, Object of) {
    SortedMap<Integer, Integer> quantities = new TreeMap<>();
    var _ =
        session.list(
            query, row -> quantities.put(row.getInt("product"), row.getInt("quantity")), of);
    return quantities;
  }

  /** An order of this customer. */
  public Optional<Order> order(String customer, int id) {
    return session.first(
        "SELECT cents, placed FROM purchase WHERE id = ? AND customer = ?",
        row ->
            new Order(
                id,
                customer,
                new Cart(
                    quantities(
                        "SELECT product, quantity FROM purchase_line WHERE purchase = ?", id)),
                row.getLong("cents"),
                Session.instant(row, "placed")),
        id,
        customer);
  }
}
