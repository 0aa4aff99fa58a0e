package dev.edgecache.demo.shop.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.demo.shop.data.ShopDatabase.Positioned;
import dev.edgecache.demo.shop.data.ShopDatabase.State;
import dev.edgecache.demo.shop.data.ShopWrites.CartChange;
import dev.edgecache.demo.shop.data.ShopWrites.Checkout;
import dev.edgecache.postgres.Cluster;
import dev.edgecache.postgres.Standby;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class ShopDatabaseTest {

  private static final Instant NOW = Instant.parse("2026-11-27T00:00:00Z");
  private static final Cluster CLUSTER = Cluster.start();
  private static final Standby STANDBY = CLUSTER.primary().standby("eu");
  private static final ShopDatabase PRIMARY =
      ShopDatabase.of(CLUSTER.primary().dataSource(), InstantSource.fixed(NOW));
  private static final ShopDatabase REPLICA =
      ShopDatabase.of(STANDBY.dataSource(), InstantSource.fixed(NOW));

  private final Reads primary = new Reads(PRIMARY);
  private final Reads replica = new Reads(REPLICA);
  private final Writes writes = new Writes();

  @AfterAll
  static void close() {
    PRIMARY.close();
    REPLICA.close();
    CLUSTER.close();
  }

  @BeforeEach
  void fill() {
    ShopDatabase.fill(CLUSTER.primary().dataSource(), 1, 500);
    STANDBY.awaitReplay(CLUSTER.primary().position().lsn());
  }

  /** Reads, each of them alone, without their positions. */
  private record Reads(ShopDatabase database) {

    <R> R read(Function<ShopData, R> reading) {
      return database.read(reading).answer();
    }

    Optional<Product> product(int id) {
      return read(data -> data.product(id));
    }

    Page<Product> products(ProductQuery query) {
      return read(data -> data.products(query));
    }

    Page<Review> reviews(int product, int page) {
      return read(data -> data.reviews(product, page));
    }

    Cart cart(String customer) {
      return read(data -> data.cart(customer));
    }

    Optional<Order> order(String customer, int id) {
      return read(data -> data.order(customer, id));
    }
  }

  /** Writes, each of them a transaction, without their positions. */
  private static final class Writes {

    private static <R> R write(Function<ShopWrites, R> change) {
      return PRIMARY.write(change).orElseThrow().answer();
    }

    boolean review(int product, Review review) {
      return write(shop -> shop.review(product, review));
    }

    CartChange cart(String customer, int product, int quantity) {
      return write(shop -> shop.cart(customer, product, quantity));
    }

    CartChange addToCart(String customer, int product) {
      return write(shop -> shop.addToCart(customer, product));
    }

    Checkout checkout(String customer) {
      return write(shop -> shop.checkout(customer));
    }
  }

  @Test
  void theSameSeedGivesTheSameShopAndAnotherSeedAnother() {
    ProductQuery all = new ProductQuery(OptionalInt.empty(), "", ProductQuery.Sort.POPULAR, 3);
    Page<Product> first = primary.products(all);

    assertThat(first.items()).hasSize(Page.SIZE).first().extracting(Product::id).isEqualTo(49);
    assertThat(replica.products(all)).isEqualTo(first);
    ShopDatabase.fill(CLUSTER.primary().dataSource(), 1, 500);
    assertThat(primary.products(all)).isEqualTo(first);
    ShopDatabase.fill(CLUSTER.primary().dataSource(), 2, 500);
    assertThat(primary.products(all)).isNotEqualTo(first);
  }

  @Test
  void theReplicaShowsAChangeOnceItIsReplayed() {
    long before = primary.product(7).orElseThrow().cents();
    STANDBY.pauseReplay();

    Positioned<Optional<Product>> change =
        PRIMARY.write(shop -> shop.price(7, before + 100)).orElseThrow();

    assertThat(change.lower()).isEmpty();
    assertThat(change.answer()).isEqualTo(primary.product(7));
    assertThat(primary.product(7).orElseThrow().cents()).isEqualTo(before + 100);
    assertThat(replica.product(7).orElseThrow().cents()).isEqualTo(before);
    STANDBY.resumeReplay();
    STANDBY.awaitReplay(change.upper().lsn());
    assertThat(replica.product(7)).isEqualTo(primary.product(7));
  }

  @Test
  void theReplicaTakesNoWrites() {
    assertThat(REPLICA.write(shop -> shop.price(7, 100))).isEmpty();
    assertThat(REPLICA.state()).isEqualTo(State.READ_ONLY);
    assertThat(PRIMARY.state()).isEqualTo(State.READ_WRITE);
  }

  @Test
  void aChangeThatFailsChangesNothing() {
    long before = primary.product(7).orElseThrow().cents();

    assertThatThrownBy(
            () ->
                PRIMARY.write(
                    shop -> {
                      shop.price(7, before + 100);
                      return shop.price(7, -1);
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("product_cents_check");

    assertThat(primary.product(7).orElseThrow().cents()).isEqualTo(before);
  }

  @Test
  void aListHoldsWhatTheQueryAsksForInItsOrder() {
    ProductQuery cheap = new ProductQuery(OptionalInt.of(3), "", ProductQuery.Sort.PRICE, 1);

    Page<Product> page = primary.products(cheap);

    assertThat(page.items())
        .isNotEmpty()
        .allSatisfy(product -> assertThat(product.category()).isEqualTo(3))
        .isSortedAccordingTo(Comparator.comparingLong(Product::cents));
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
    Review review = new Review("user-1", 5, "Splendid.", NOW);

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
