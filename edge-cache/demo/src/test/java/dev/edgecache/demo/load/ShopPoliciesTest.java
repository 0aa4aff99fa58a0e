package dev.edgecache.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.PolicySet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shipped policies of the shop, asked about what its users ask for. */
final class ShopPoliciesTest {

  private static final Path SHOP = Path.of("..", "..", "policies", "shop");

  private static PolicySet shop() {
    return switch (PolicyFiles.load(List.of(SHOP))) {
      case PolicyFiles.Loaded.Ok(PolicySet set, var files) -> set;
      case PolicyFiles.Loaded.Failed(var problems) ->
          throw new AssertionError(problems.stream().map(Object::toString).toList().toString());
    };
  }

  private static Match match(ShopRequest request) {
    Fields.Builder fields = Fields.builder();
    request.fields().forEach(fields::add);
    String[] target = request.target().split("\\?", 2);
    return shop()
        .match(
            new RequestHead(
                request.method(),
                "http",
                "api.shop.localhost:8080",
                target[0],
                target.length == 1 ? null : target[1],
                fields.build()));
  }

  private static ShopRequest firstOf(Kind kind) {
    Shoppers shoppers = new Shoppers(1, 1, 100, 500);
    return Stream.generate(shoppers::next).filter(r -> r.kind() == kind).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyKindHasItsRoute(Kind kind) {
    String route =
        switch (kind) {
          case PRODUCT -> "catalog/product";
          case LIST -> "catalog/category";
          case SEARCH -> "catalog/search";
          case REVIEWS -> "catalog/reviews";
          case PRICE -> "prices/price";
          case ASSET -> "assets/asset";
          case ACCOUNT -> "customer/account";
          case CART, CART_WRITE -> "customer/cart";
          case CHECKOUT -> "customer/checkout";
        };

    assertThat(match(firstOf(kind)).route().id()).isEqualTo(route);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsForEverybodyIsStoredAndWhatIsPersonalIsNot(Kind kind) {
    assertThat(match(firstOf(kind)).store().isPresent())
        .isEqualTo(kind.audience() == Kind.Audience.EVERYBODY);
  }

  @Test
  void aChangeOfPriceHasARouteThatStoresNothing() {
    ShopRequest change =
        new ShopRequest(Kind.PRICE, "PUT", "/v1/products/7/price", Map.of(), "{\"cents\": 1}");

    assertThat(match(change).route().id()).isEqualTo("catalog/change-price");
    assertThat(match(change).store()).isEmpty();
  }
}
