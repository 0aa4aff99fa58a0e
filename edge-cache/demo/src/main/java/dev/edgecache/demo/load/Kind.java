package dev.edgecache.demo.load;

/** A kind of request, as the table shows it. */
public enum Kind {
  /** One product. */
  PRODUCT("product", Audience.EVERYBODY, 380),
  /** A page of a category. */
  LIST("list", Audience.EVERYBODY, 140),
  /** A search. */
  SEARCH("search", Audience.EVERYBODY, 80),
  /** The reviews of a product. */
  REVIEWS("reviews", Audience.EVERYBODY, 90),
  /** A price in the user's country. */
  PRICE("price", Audience.EVERYBODY, 120),
  /** A script, a style sheet, a picture. */
  ASSET("asset", Audience.EVERYBODY, 140),
  /** The user's account. */
  ACCOUNT("account", Audience.ONE_USER, 20),
  /** The user's cart. */
  CART("cart", Audience.ONE_USER, 10),
  /** A change to the user's cart. */
  CART_WRITE("cart write", Audience.ONE_USER, 18),
  /** A purchase. */
  CHECKOUT("checkout", Audience.ONE_USER, 2);

  /** Who gets the same answer. */
  public enum Audience {
    /** All users, or all of a country or language: a shared cache may answer. */
    EVERYBODY,
    /** The one who asks: only the shop may answer. */
    ONE_USER
  }

  private final String label;
  private final Audience audience;
  private final int perMille;

  Kind(String label, Audience audience, int perMille) {
    this.label = label;
    this.audience = audience;
    this.perMille = perMille;
  }

  /** What the table calls it. */
  public String label() {
    return label;
  }

  Audience audience() {
    return audience;
  }

  /** How many of a thousand requests are of this kind. */
  int perMille() {
    return perMille;
  }
}
