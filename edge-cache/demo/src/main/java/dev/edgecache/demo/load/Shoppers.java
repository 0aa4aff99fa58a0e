package dev.edgecache.demo.load;

import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A crowd of European users and what they ask for, one request after the other. The same seed gives
 * the same requests.
 *
 * <p>Popular products, categories and search words are asked for far more often than others (Zipf's
 * law, exponent about 1, as access logs of shops show). One request in twenty is personal or a
 * write. For use by one thread.
 */
public final class Shoppers {

  private static final List<String> COUNTRIES =
      List.of("DE", "DE", "DE", "GB", "GB", "FR", "FR", "ES", "NL", "SE", "PL", "IE");
  private static final List<String> LANGUAGES = List.of("en-GB,en;q=0.9", "de-DE,de;q=0.9", "fr");
  private static final List<String> ASSETS =
      List.of("app.5f1c9e2a.js", "vendor.0b77d3c4.js", "app.93ab01fe.css", "logo.7de4410c.svg");
  private static final List<String> QUALITIES =
      List.of("light", "classic", "travel", "folding", "wireless", "outdoor", "organic", "pro");
  private static final List<String> GOODS =
      List.of(
          "backpack",
          "tent",
          "kettle",
          "lamp",
          "headphones",
          "knife",
          "parka",
          "boot",
          "puzzle",
          "watch",
          "grinder",
          "chair",
          "runner",
          "earbuds",
          "kite",
          "stove");
  private static final int CATEGORIES = 12;
  private static final int LIST_PAGES = 4;

  private final Random random;
  private final int firstUser;
  private final int users;
  private final Zipf products;
  private final Zipf categories = new Zipf(CATEGORIES, 0.7);
  private final Zipf pages = new Zipf(LIST_PAGES, 1.5);
  private final Zipf phrases = new Zipf(QUALITIES.size() * GOODS.size(), 0.9);

  /**
   * A crowd.
   *
   * @param seed the same seed gives the same requests
   * @param firstUser the number of the first user's account
   * @param users how many there are
   * @param products how many products the shop sells
   */
  public Shoppers(long seed, int firstUser, int users, int products) {
    if (users < 1) {
      throw new IllegalArgumentException("users: " + users + " (expected: 1 or more)");
    }
    this.random = new Random(seed);
    this.firstUser = firstUser;
    this.users = users;
    this.products = new Zipf(products, 1.1);
  }

  ShopRequest next() {
    return request(kind());
  }

  private Kind kind() {
    int point = random.nextInt(1000);
    for (Kind kind : Kind.values()) {
      point -= kind.perMille();
      if (point < 0) {
        return kind;
      }
    }
    throw new AssertionError("kinds: " + List.of(Kind.values()) + " (expected: 1000 per mille)");
  }

  private ShopRequest request(Kind kind) {
    int user = random.nextInt(users);
    int product = products.draw(random);
    return switch (kind) {
      case PRODUCT -> ShopRequest.get(kind, "/v1/products/" + product, language(user));
      case LIST -> ShopRequest.get(kind, listTarget(), Map.of());
      case SEARCH -> ShopRequest.get(kind, "/v1/search?q=" + phrase(), Map.of());
      case REVIEWS -> ShopRequest.get(kind, "/v1/products/" + product + "/reviews", Map.of());
      case PRICE -> ShopRequest.get(kind, "/v1/prices/" + product, country(user));
      case ASSET -> ShopRequest.get(kind, "/assets/" + one(ASSETS), Map.of());
      case ACCOUNT -> ShopRequest.get(kind, "/v1/account", account(user));
      case CART -> ShopRequest.get(kind, "/v1/cart", account(user));
      case CART_WRITE ->
          new ShopRequest(
              kind,
              "PUT",
              "/v1/cart/items/" + product,
              account(user),
              "{\"quantity\": " + (1 + random.nextInt(3)) + "}");
      case CHECKOUT -> new ShopRequest(kind, "POST", "/v1/checkout", account(user), "");
    };
  }

  private String listTarget() {
    String path = "/v1/categories/" + categories.draw(random) + "/products?page=";
    return path + pages.draw(random) + (random.nextInt(5) == 0 ? "&sort=price" : "");
  }

  private String phrase() {
    int rank = phrases.draw(random) - 1;
    return QUALITIES.get(rank % QUALITIES.size()) + "+" + GOODS.get(rank / QUALITIES.size());
  }

  private static Map<String, String> language(int user) {
    return Map.of("Accept-Language", LANGUAGES.get(user % LANGUAGES.size()));
  }

  private static Map<String, String> country(int user) {
    return Map.of("CloudFront-Viewer-Country", COUNTRIES.get(user % COUNTRIES.size()));
  }

  private Map<String, String> account(int user) {
    return Map.of("Authorization", "Bearer user-" + (firstUser + user));
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
