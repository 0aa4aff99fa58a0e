package dev.edgecache.demo.shop;

import dev.edgecache.demo.shop.Market.Currency;
import dev.edgecache.demo.shop.Market.Money;
import dev.edgecache.demo.shop.data.Product;
import dev.edgecache.demo.shop.data.ProductQuery;
import dev.edgecache.demo.shop.data.ProductQuery.Sort;
import dev.edgecache.demo.shop.data.Review;
import dev.edgecache.demo.shop.data.ShopData;
import dev.edgecache.demo.shop.data.ShopWrites;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What everybody sees: products, categories, search, prices and reviews. */
final class CatalogueApi {

  /** The request field that names the country of the viewer. */
  static final String COUNTRY = "CloudFront-Viewer-Country";

  private static final int MAX_CENTS = 10_000_000;

  private final InstantSource clock;

  private record ProductView(
      int id,
      String name,
      String brand,
      int category,
      String description,
      Money price,
      String availability,
      String changed) {}

  private record ProductLine(int id, String name, String brand, Money price) {}

  private record PriceView(int product, String country, Money price, int taxPercent) {}

  private record ReviewView(String author, int stars, String text, String written) {}

  CatalogueApi(InstantSource clock) {
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.read("/v1/products/{id}", 45, onProduct(this::product)),
        Endpoint.read("/v1/products", 55, this::products),
        Endpoint.read("/v1/categories", 25, this::categories),
        Endpoint.read("/v1/categories/{id}/products", 55, this::productsOfCategory),
        Endpoint.read("/v1/search", 65, this::search),
        Endpoint.read("/v1/prices/{id}", 35, onProduct(this::price)),
        Endpoint.read("/v1/products/{id}/reviews", 45, onProduct(this::reviews)),
        Endpoint.write(Methods.POST, "/v1/products/{id}/reviews", 50, this::addReview),
        Endpoint.write(Methods.PUT, "/v1/products/{id}/price", 40, this::setPrice));
  }

  /** Answers a read from the product that its path names. */
  @FunctionalInterface
  private interface ProductAnswer {
    Reply to(Call call, ShopData data, Product product);
  }

  private static Endpoint.ReadAnswer onProduct(ProductAnswer answer) {
    return (call, data) ->
        call.id("id").stream()
            .mapToObj(data::product)
            .flatMap(Optional::stream)
            .map(product -> answer.to(call, data, product))
            .findFirst()
            .orElseGet(CatalogueApi::noSuchProduct);
  }

  private static Reply noSuchProduct() {
    return Reply.problem(StatusCodes.NOT_FOUND, "There is no such product.");
  }

  /** Names no lifetime: how long a product may be stored is for the policy to say. */
  private Reply product(Call call, ShopData data, Product product) {
    String languages = call.query("locale").or(() -> call.header("Accept-Language")).orElse("");
    return productReply(product, Language.preferred(languages), currency(call));
  }

  private static Reply productReply(Product product, Language language, Currency currency) {
    ProductView view =
        new ProductView(
            product.id(),
            product.name(),
            product.brand(),
            product.category(),
            product.description(),
            currency.price(product.cents()),
            language.availability(product.stock()),
            product.changed().toString());
    return Reply.json(StatusCodes.OK, view)
        .with("Content-Language", language.tag())
        .with("Vary", "Accept-Language")
        .with("Surrogate-Key", "product:" + product.id() + " category:" + product.category());
  }

  private Reply products(Call call, ShopData data) {
    return list(call, data, new ProductQuery(OptionalInt.empty(), "", sort(call), call.page()))
        .with("Cache-Control", "public, max-age=60")
        .with("Cache-Tag", "catalogue,product-lists");
  }

  private Reply productsOfCategory(Call call, ShopData data) {
    OptionalInt category = call.id("id");
    if (category.isEmpty() || category.getAsInt() > data.categories().size()) {
      return Reply.problem(StatusCodes.NOT_FOUND, "There is no such category.");
    }
    return list(call, data, new ProductQuery(category, "", sort(call), call.page()))
        .with("Cache-Control", "public, max-age=60")
        .with("Cache-Tag", "category:" + category.getAsInt() + ",product-lists");
  }

  private Reply categories(Call call, ShopData data) {
    return Reply.json(StatusCodes.OK, data.categories())
        .with("Cache-Control", "public, max-age=300");
  }

  /** Names no lifetime either. */
  private Reply search(Call call, ShopData data) {
    Optional<String> words = call.query("q").filter(q -> !q.isBlank());
    if (words.isEmpty()) {
      return Reply.problem(StatusCodes.BAD_REQUEST, "The query needs q=, the words to look for.");
    }
    OptionalInt anyCategory = OptionalInt.empty();
    return list(call, data, new ProductQuery(anyCategory, words.get(), sort(call), call.page()))
        .with("Cache-Tag", "search,product-lists");
  }

  private Reply list(Call call, ShopData data, ProductQuery query) {
    Currency currency = currency(call);
    return Reply.json(
        StatusCodes.OK,
        data.products(query)
            .map(p -> new ProductLine(p.id(), p.name(), p.brand(), currency.price(p.cents()))));
  }

  private Reply price(Call call, ShopData data, Product product) {
    Market market = Market.of(call.header(COUNTRY).orElse(""));
    Money price = market.price(product.cents());
    return Reply.json(
            StatusCodes.OK,
            new PriceView(product.id(), market.country(), price, market.taxPercent()))
        .with("Vary", COUNTRY)
        .with("Surrogate-Key", "product:" + product.id() + " prices");
  }

  private Reply reviews(Call call, ShopData data, Product product) {
    return Reply.json(
            StatusCodes.OK, data.reviews(product.id(), call.page()).map(CatalogueApi::view))
        .with("Cache-Control", "public, max-age=30, stale-while-revalidate=60")
        .with("Surrogate-Key", "reviews:" + product.id());
  }

  private Reply addReview(Call call, ShopWrites writes) {
    Optional<String> author = call.bearer();
    if (author.isEmpty()) {
      return Reply.unauthorized();
    }
    OptionalInt stars = call.number("stars", value -> value >= 1 && value <= 5);
    Optional<String> text = call.text("text");
    if (stars.isEmpty() || text.isEmpty()) {
      return Reply.problem(
          StatusCodes.BAD_REQUEST,
          "Expected a JSON object with stars, a whole number from 1 to 5, and a text.");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // what the database keeps
    Review review = new Review(author.get(), stars.getAsInt(), text.get(), now);
    OptionalInt product = call.id("id");
    return product.isPresent() && writes.review(product.getAsInt(), review)
        ? Reply.json(StatusCodes.CREATED, view(review))
        : noSuchProduct();
  }

  private static ReviewView view(Review review) {
    return new ReviewView(
        review.author(), review.stars(), review.text(), review.written().toString());
  }

  private Reply setPrice(Call call, ShopWrites writes) {
    if (!call.bearer().equals(Optional.of("admin"))) {
      return Reply.problem(StatusCodes.FORBIDDEN, "Only the token admin may change prices.");
    }
    OptionalInt cents = call.number("cents", value -> value >= 0 && value <= MAX_CENTS);
    if (cents.isEmpty()) {
      return Reply.problem(
          StatusCodes.BAD_REQUEST,
          "Expected a JSON object with cents, a whole number from 0 to " + MAX_CENTS + ".");
    }
    return call.id("id").stream()
        .mapToObj(product -> writes.price(product, cents.getAsInt()))
        .flatMap(Optional::stream)
        .map(product -> productReply(product, Language.EN, Currency.EUR))
        .findFirst()
        .orElseGet(CatalogueApi::noSuchProduct);
  }

  private static Currency currency(Call call) {
    return Currency.of(call.query("currency").orElse(""));
  }

  private static Sort sort(Call call) {
    String wanted = call.query("sort").orElse("").toUpperCase(Locale.ROOT);
    for (Sort sort : Sort.values()) {
      if (sort.name().equals(wanted)) {
        return sort;
      }
    }
    return Sort.POPULAR;
  }
}
