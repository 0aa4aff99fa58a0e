package dev.edgecache.demo.shop.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.shop.data.ShopWrites.CartChange;
import dev.edgecache.demo.shop.data.ShopWrites.Checkout;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class MemoryShopTest {

  private static final Duration LAG = Duration.ofMillis(80);

  private Instant now = Instant.parse("2026-11-27T00:00:00Z");
  private final MemoryShop.Regions regions = MemoryShop.regions(1, 500, LAG, () -> now);
  private final ShopData primary = regions.primary();
  private final ShopData replica = regions.replica();
  private final ShopWrites writes = primary.writes().orElseThrow();

  @Test
  void theSameSeedGivesTheSameShopAndAnotherSeedAnother() {
    ProductQuery all = new ProductQuery(OptionalInt.empty(), "", ProductQuery.Sort.POPULAR, 3);
    ShopData same = MemoryShop.regions(1, 500, LAG, () -> now).primary();
    ShopData other = MemoryShop.regions(2, 500, LAG, () -> now).primary();

    assertThat(same.products(all)).isEqualTo(primary.products(all));
    assertThat(other.products(all)).isNotEqualTo(primary.products(all));
    assertThat(replica.products(all)).isEqualTo(primary.products(all));
  }

  @Test
  void theReplicaSeesAChangeWhenTheLagHasPassed() {
    long before = primary.product(7).orElseThrow().cents();
    writes.price(7, before + 100);

    assertThat(primary.product(7).orElseThrow().cents()).isEqualTo(before + 100);
    now = now.plus(LAG).minusMillis(1);
    assertThat(replica.product(7).orElseThrow().cents()).isEqualTo(before);
    now = now.plusMillis(1);
    assertThat(replica.product(7)).isEqualTo(primary.product(7));
  }

  @Test
  void theReplicaTakesNoWrites() {
    assertThat(replica.writes()).isEmpty();
  }

  @Test
  void aListHoldsWhatTheQueryAsksForInItsOrder() {
    ProductQuery cheap = new ProductQuery(OptionalInt.of(3), "", ProductQuery.Sort.PRICE, 1);

    Page<Product> page = primary.products(cheap);

    assertThat(page.items())
        .isNotEmpty()
        .allSatisfy(product -> assertThat(product.category()).isEqualTo(3))
        .isSortedAccordingTo(ProductQuery.Sort.PRICE.order());
  }

  @Test
  void aSearchFindsEveryWordInNameOrBrandWithoutRegardToCase() {
    ProductQuery query =
        new ProductQuery(OptionalInt.empty(), "  KESTREL tent ", ProductQuery.Sort.POPULAR, 1);

    assertThat(primary.products(query).items())
        .isNotEmpty()
        .allSatisfy(
            product -> {
              assertThat(product.brand()).isEqualTo("Kestrel");
              assertThat(product.name()).contains("Tent");
            });
  }

  @Test
  void pagesPastTheEndAreEmpty() {
    ProductQuery far =
        new ProductQuery(OptionalInt.empty(), "", ProductQuery.Sort.NAME, Integer.MAX_VALUE);

    assertThat(primary.products(far).items()).isEmpty();
    assertThat(primary.products(far).total()).isEqualTo(500);
  }

  @Test
  void aNewReviewComesFirst() {
    Review review = new Review("user-1", 5, "Splendid.", now);

    assertThat(writes.review(7, review)).isTrue();
    assertThat(writes.review(501, review)).isFalse();

    assertThat(primary.reviews(7, 1).items()).first().isEqualTo(review);
  }

  @Test
  void aCheckoutBuysTheCartAndTakesItFromStock() {
    int stock = primary.product(7).orElseThrow().stock();
    long cents = primary.product(7).orElseThrow().cents();
    writes.addToCart("user-1", 7);
    writes.addToCart("user-1", 7);

    Checkout checkout = writes.checkout("user-1");

    assertThat(checkout)
        .isInstanceOfSatisfying(
            Checkout.Placed.class,
            placed -> assertThat(placed.order().cents()).isEqualTo(2 * cents));
    assertThat(primary.product(7).orElseThrow().stock()).isEqualTo(stock - 2);
    assertThat(primary.cart("user-1").quantities()).isEmpty();
    assertThat(primary.order("user-1", 1)).isPresent();
    assertThat(primary.order("user-2", 1)).isEmpty();
    assertThat(writes.checkout("user-1")).isInstanceOf(Checkout.EmptyCart.class);
  }

  @Test
  void aCheckoutBeyondTheStockChangesNothing() {
    int stock = primary.product(7).orElseThrow().stock();
    int carts = stock / Cart.MAX_QUANTITY + 1;
    for (int i = 0; i < carts; i++) {
      writes.cart("user-" + i, 7, Cart.MAX_QUANTITY);
    }
    for (int i = 0; i < carts - 1; i++) {
      assertThat(writes.checkout("user-" + i)).isInstanceOf(Checkout.Placed.class);
    }
    int left = primary.product(7).orElseThrow().stock();
    Checkout last = writes.checkout("user-" + (carts - 1));

    assertThat(last).isEqualTo(new Checkout.SoldOut(7));
    assertThat(primary.product(7).orElseThrow().stock()).isEqualTo(left);
    assertThat(primary.cart("user-" + (carts - 1)).quantities()).containsEntry(7, 20);
  }

  @Test
  void aCartHasItsLimits() {
    for (int product = 1; product <= Cart.MAX_LINES; product++) {
      assertThat(writes.cart("user-1", product, 1)).isInstanceOf(CartChange.Changed.class);
    }

    assertThat(writes.cart("user-1", 99, 1)).isInstanceOf(CartChange.Full.class);
    assertThat(writes.cart("user-1", 1, Cart.MAX_QUANTITY + 1)).isInstanceOf(CartChange.Full.class);
    assertThat(writes.cart("user-1", 1, 0)).isInstanceOf(CartChange.Changed.class);
    assertThat(writes.cart("user-1", 99, 1)).isInstanceOf(CartChange.Changed.class);
    assertThat(writes.cart("user-1", 501, 1)).isInstanceOf(CartChange.NoSuchProduct.class);
  }
}
