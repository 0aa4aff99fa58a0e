package dev.edgecache.demo.shop.data;

import java.util.List;
import java.util.function.Function;

/** The tables of the shop, and how they are filled. */
final class Schema {

  private static final List<String> TABLES =
      List.of(
          "DROP TABLE IF EXISTS purchase_line, purchase, cart_line, review, product, category",
          """
          CREATE TABLE category (
            id int PRIMARY KEY,
            name text NOT NULL)
          """,
          """
          CREATE TABLE product (
            id int PRIMARY KEY,
            name text NOT NULL,
            brand text NOT NULL,
            category int NOT NULL REFERENCES category,
            description text NOT NULL,
            cents bigint NOT NULL CHECK (cents >= 0),
            stock int NOT NULL CHECK (stock >= 0),
            changed timestamptz NOT NULL)
          """,
          """
          CREATE TABLE review (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            product int NOT NULL REFERENCES product,
            author text NOT NULL,
            stars int NOT NULL CHECK (stars BETWEEN 1 AND 5),
            text text NOT NULL,
            written timestamptz NOT NULL)
          """,
          "CREATE INDEX ON review (product, written DESC, id DESC)",
          """
          CREATE TABLE cart_line (
            customer text NOT NULL,
            product int NOT NULL REFERENCES product,
            quantity int NOT NULL CHECK (quantity > 0),
            PRIMARY KEY (customer, product))
          """,
          """
          CREATE TABLE purchase (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            customer text NOT NULL,
            cents bigint NOT NULL CHECK (cents >= 0),
            placed timestamptz NOT NULL)
          """,
          """
          CREATE TABLE purchase_line (
            purchase int NOT NULL REFERENCES purchase,
            product int NOT NULL REFERENCES product,
            quantity int NOT NULL CHECK (quantity > 0),
            PRIMARY KEY (purchase, product))
          """);

  private record ProductReview(int product, Review review) {}

  private final Session session;

  Schema(Session session) {
    this.session = session;
  }

  /** Makes the tables anew, with what the shop starts with in them. */
  void fill(Assortment assortment) {
    TABLES.forEach(session::update);
    List<Category> categories = assortment.categories();
    session.update(
        "INSERT INTO category SELECT * FROM unnest(?, ?)",
        numbers(categories, Category::id),
        texts(categories, Category::name));
    insertProducts(assortment.products());
    insertReviews(
        assortment.products().stream()
            .<ProductReview>mapMulti(
                (product, reviews) ->
                    assortment.reviews().get(product.id() - 1).reversed().stream()
                        .map(review -> new ProductReview(product.id(), review))
                        .forEach(reviews))
            .toList());
    session.update("ANALYZE");
  }

  private void insertProducts(List<Product> products) {
    session.update(
        "INSERT INTO product SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?::timestamptz[])",
        numbers(products, Product::id),
        texts(products, Product::name),
        texts(products, Product::brand),
        numbers(products, Product::category),
        texts(products, Product::description),
        products.stream().map(Product::cents).toArray(Long[]::new),
        numbers(products, Product::stock),
        texts(products, product -> product.changed().toString()));
  }

  private void insertReviews(List<ProductReview> reviews) {
    session.update(
        "INSERT INTO review (product, author, stars, text, written)"
            + " SELECT * FROM unnest(?, ?, ?, ?, ?::timestamptz[])",
        numbers(reviews, ProductReview::product),
        texts(reviews, of -> of.review().author()),
        numbers(reviews, of -> of.review().stars()),
        texts(reviews, of -> of.review().text()),
        texts(reviews, of -> of.review().written().toString()));
  }

  private static <T> Integer[] numbers(List<T> rows, Function<T, Integer> column) {
    return rows.stream().map(column).toArray(Integer[]::new);
  }

  private static <T> String[] texts(List<T> rows, Function<T, String> column) {
    return rows.stream().map(column).toArray(String[]::new);
  }
}
