package dev.edgecache.demo.shop.data;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The shop's data in memory: a primary, and a replica that follows it. */
public final class MemoryShop implements ShopData {

  private static final Pattern CUSTOMER_ID = Pattern.compile("user-[0-9]{1,6}");
  private static final List<String> COUNTRIES = List.of("DE", "FR", "IE", "NL", "SE", "PL", "ES");

  private enum Role {
    PRIMARY,
    REPLICA
  }

  /** The two copies that {@link #regions} makes. */
  public record Regions(ShopData primary, ShopData replica) {}

  private final Role role;
  private final Replication replication;
  private final InstantSource clock;
  private final List<Category> categories;
  private final Map<Integer, Product> products = new HashMap<>();
  private final Map<Integer, List<Review>> reviews = new HashMap<>();
  private final Map<String, Cart> carts = new HashMap<>();
  private final Map<Integer, Order> orders = new HashMap<>();

  private MemoryShop(
      Role role, Assortment assortment, Replication replication, InstantSource clock) {
    this.role = role;
    this.replication = replication;
    this.clock = clock;
    this.categories = assortment.categories();
    for (Product product : assortment.products()) {
      products.put(product.id(), product);
      reviews.put(product.id(), assortment.reviews().get(product.id() - 1));
    }
  }

  /**
   * Fills a primary and its replica with the same seeded products.
   *
   * @param seed the same seed gives the same shop
   * @param products how many products the shop sells
   * @param lag how long after the primary the replica sees a change
   * @param clock what commits and the lag are measured by
   */
  public static Regions regions(long seed, int products, Duration lag, InstantSource clock) {
    Assortment assortment = Assortment.seeded(seed, products);
    Replication replication = new Replication(lag, clock);
    return new Regions(
        new MemoryShop(Role.PRIMARY, assortment, replication, clock),
        new MemoryShop(Role.REPLICA, assortment, replication, clock));
  }

  @Override
  public synchronized Optional<Product> product(int id) {
    catchUp();
    return Optional.ofNullable(products.get(id));
  }

  @Override
  public synchronized Page<Product> products(ProductQuery query) {
    catchUp();
    Stream<Product> found = products.values().stream().filter(hasWords(query.words()));
    if (query.category().isPresent()) {
      int wanted = query.category().getAsInt();
      found = found.filter(product -> product.category() == wanted);
    }
    return Page.of(found.sorted(query.sort().order()).toList(), query.page());
  }

  private static Predicate<Product> hasWords(String words) {
    List<String> wanted = List.of(words.toLowerCase(Locale.ROOT).strip().split("\\s+"));
    return product -> {
      String text = (product.name() + " " + product.brand()).toLowerCase(Locale.ROOT);
      return wanted.stream().allMatch(text::contains);
    };
  }

  @Override
  public List<Category> categories() {
    return categories;
  }

  @Override
  public synchronized Page<Review> reviews(int product, int page) {
    catchUp();
    return Page.of(reviews.getOrDefault(product, List.of()), page);
  }

  @Override
  public Optional<Customer> customer(String id) {
    if (!CUSTOMER_ID.matcher(id).matches()) {
      return Optional.empty();
    }
    String country = COUNTRIES.get(Math.floorMod(id.hashCode(), COUNTRIES.size()));
    return Optional.of(new Customer(id, "Customer " + id, id + "@customers.example", country));
  }

  @Override
  public synchronized Cart cart(String customer) {
    catchUp();
    return carts.getOrDefault(customer, Cart.EMPTY);
  }

  @Override
  public synchronized Optional<Order> order(String customer, int id) {
    catchUp();
    return Optional.ofNullable(orders.get(id)).filter(order -> order.customer().equals(customer));
  }

  @Override
  public Optional<ShopWrites> writes() {
    return switch (role) {
      case PRIMARY -> Optional.of(new Writes());
      case REPLICA -> Optional.empty();
    };
  }

  private void catchUp() {
    switch (role) {
      case PRIMARY -> {}
      case REPLICA -> replication.receive(this::apply);
    }
  }

  private void commit(List<Change> changes) {
    changes.forEach(this::apply);
    replication.send(changes);
  }

  private void apply(Change change) {
    switch (change) {
      case Change.ProductIs(Product product) -> products.put(product.id(), product);
      case Change.Reviewed(int product, Review review) ->
          reviews.merge(product, List.of(review), MemoryShop::newestFirst);
      case Change.CartIs(String customer, Cart cart) -> carts.put(customer, cart);
      case Change.Ordered(Order order) -> orders.put(order.id(), order);
    }
  }

  private static List<Review> newestFirst(List<Review> older, List<Review> newer) {
    List<Review> all = new ArrayList<>(newer);
    all.addAll(older);
    return all.stream().sorted(comparing(Review::written).reversed()).toList();
  }

  /** Each method is one commit. */
  private final class Writes implements ShopWrites {

    @Override
    public Optional<Product> price(int id, long cents) {
      synchronized (MemoryShop.this) {
        Optional<Product> changed =
            product(id).map(product -> product.withPrice(cents, clock.instant()));
        changed.ifPresent(product -> commit(List.of(new Change.ProductIs(product))));
        return changed;
      }
    }

    @Override
    public boolean review(int product, Review review) {
      synchronized (MemoryShop.this) {
        if (!products.containsKey(product)) {
          return false;
        }
        commit(List.of(new Change.Reviewed(product, review)));
        return true;
      }
    }

    @Override
    public CartChange cart(String customer, int product, int quantity) {
      if (quantity < 0) {
        throw new IllegalArgumentException("quantity: " + quantity + " (expected: 0 or more)");
      }
      synchronized (MemoryShop.this) {
        Cart before = MemoryShop.this.cart(customer);
        if (!products.containsKey(product)) {
          return new CartChange.NoSuchProduct();
        }
        boolean oneLineMore = quantity > 0 && !before.quantities().containsKey(product);
        if (quantity > Cart.MAX_QUANTITY || (oneLineMore && before.isFull())) {
          return new CartChange.Full();
        }
        Cart after = before.with(product, quantity);
        commit(List.of(new Change.CartIs(customer, after)));
        return new CartChange.Changed(after);
      }
    }

    @Override
    public CartChange addToCart(String customer, int product) {
      synchronized (MemoryShop.this) {
        int before = MemoryShop.this.cart(customer).quantities().getOrDefault(product, 0);
        return cart(customer, product, before + 1);
      }
    }

    @Override
    public void clearCart(String customer) {
      synchronized (MemoryShop.this) {
        commit(List.of(new Change.CartIs(customer, Cart.EMPTY)));
      }
    }

    @Override
    public Checkout checkout(String customer) {
      synchronized (MemoryShop.this) {
        Cart cart = MemoryShop.this.cart(customer);
        if (cart.quantities().isEmpty()) {
          return new Checkout.EmptyCart();
        }
        List<Change> commit = new ArrayList<>();
        long cents = 0;
        for (Map.Entry<Integer, Integer> line : cart.quantities().entrySet()) {
          Product product = Objects.requireNonNull(products.get(line.getKey()));
          if (product.stock() < line.getValue()) {
            return new Checkout.SoldOut(product.id());
          }
          cents += product.cents() * line.getValue();
          int left = product.stock() - line.getValue();
          commit.add(new Change.ProductIs(product.withStock(left, clock.instant())));
        }
        Order order = new Order(orders.size() + 1, customer, cart, cents, clock.instant());
        commit.add(new Change.Ordered(order));
        commit.add(new Change.CartIs(customer, Cart.EMPTY));
        commit(commit);
        return new Checkout.Placed(order);
      }
    }
  }
}
