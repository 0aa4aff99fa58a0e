package dev.edgecache.demo.shop;

import dev.edgecache.demo.shop.Market.Currency;
import dev.edgecache.demo.shop.Market.Money;
import dev.edgecache.demo.shop.data.Cart;
import dev.edgecache.demo.shop.data.Customer;
import dev.edgecache.demo.shop.data.Order;
import dev.edgecache.demo.shop.data.ShopData;
import dev.edgecache.demo.shop.data.ShopWrites;
import dev.edgecache.demo.shop.data.ShopWrites.CartChange;
import dev.edgecache.demo.shop.data.ShopWrites.Checkout;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What one customer sees: account, cart, checkout and orders. The bearer token is the account's id;
 * that it is nobody else's is not this shop's subject.
 */
final class CustomerApi {

  private static final String PRIVATE = "private, no-store";

  private record Line(int product, int quantity) {}

  private record CartView(List<Line> lines) {
    static CartView of(Cart cart) {
      return new CartView(
          cart.quantities().entrySet().stream()
              .map(line -> new Line(line.getKey(), line.getValue()))
              .toList());
    }
  }

  private record OrderView(int id, CartView cart, Money sum, String placed) {
    static OrderView of(Order order) {
      return new OrderView(
          order.id(),
          CartView.of(order.cart()),
          Currency.EUR.price(order.cents()),
          order.placed().toString());
    }
  }

  /** Answers a call of a known customer from the data of the region. */
  @FunctionalInterface
  private interface CustomerRead {
    Reply to(Call call, ShopData data, Customer customer);
  }

  /** Answers a call of a known customer that changes data. */
  @FunctionalInterface
  private interface CustomerWrite {
    Reply to(Call call, ShopWrites writes, Customer customer);
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.read("/v1/account", 45, ofCustomer((call, data, customer) -> account(customer))),
        Endpoint.read("/v1/cart", 40, ofCustomer(this::cart)),
        Endpoint.write(Methods.DELETE, "/v1/cart", 40, byCustomer(this::clear)),
        Endpoint.write(Methods.POST, "/v1/cart/items", 50, byCustomer(this::add)),
        Endpoint.write(Methods.PUT, "/v1/cart/items/{id}", 50, byCustomer(this::put)),
        Endpoint.write(Methods.DELETE, "/v1/cart/items/{id}", 50, byCustomer(this::remove)),
        Endpoint.write(Methods.POST, "/v1/checkout", 90, byCustomer(this::checkout)),
        Endpoint.read("/v1/orders/{id}", 45, ofCustomer(this::order)));
  }

  private static Endpoint.ReadAnswer ofCustomer(CustomerRead answer) {
    return (call, data) -> personal(call, customer -> answer.to(call, data, customer));
  }

  private static Endpoint.WriteAnswer byCustomer(CustomerWrite answer) {
    return (call, writes) -> personal(call, customer -> answer.to(call, writes, customer));
  }

  private static Reply personal(Call call, Function<Customer, Reply> answer) {
    return call.bearer()
        .flatMap(Customer::of)
        .map(answer)
        .orElseGet(Reply::unauthorized)
        .with("Cache-Control", PRIVATE);
  }

  private static Reply account(Customer customer) {
    return Reply.json(StatusCodes.OK, customer);
  }

  private Reply cart(Call call, ShopData data, Customer customer) {
    return Reply.json(StatusCodes.OK, CartView.of(data.cart(customer.id())));
  }

  private Reply order(Call call, ShopData data, Customer customer) {
    OptionalInt id = call.id("id");
    Optional<Order> order =
        id.isPresent() ? data.order(customer.id(), id.getAsInt()) : Optional.empty();
    return order
        .map(found -> Reply.json(StatusCodes.OK, OrderView.of(found)))
        .orElseGet(() -> Reply.problem(StatusCodes.NOT_FOUND, "You have no such order."));
  }

  private Reply clear(Call call, ShopWrites writes, Customer customer) {
    writes.clearCart(customer.id());
    return Reply.noContent();
  }

  private Reply add(Call call, ShopWrites writes, Customer customer) {
    OptionalInt product = call.number("product", value -> value > 0);
    return product.isEmpty()
        ? Reply.problem(
            StatusCodes.BAD_REQUEST, "Expected a JSON object with product, the id of a product.")
        : reply(writes.addToCart(customer.id(), product.getAsInt()));
  }

  private Reply put(Call call, ShopWrites writes, Customer customer) {
    OptionalInt quantity = call.number("quantity", value -> value >= 0);
    return quantity.isEmpty()
        ? Reply.problem(StatusCodes.BAD_REQUEST, "Expected a JSON object with quantity, 0 or more.")
        : reply(writes.cart(customer.id(), call.id("id").orElse(0), quantity.getAsInt()));
  }

  private Reply remove(Call call, ShopWrites writes, Customer customer) {
    return reply(writes.cart(customer.id(), call.id("id").orElse(0), 0));
  }

  private static Reply reply(CartChange change) {
    return switch (change) {
      case CartChange.Changed(Cart cart) -> Reply.json(StatusCodes.OK, CartView.of(cart));
      case CartChange.NoSuchProduct() ->
          Reply.problem(StatusCodes.NOT_FOUND, "There is no such product.");
      case CartChange.Full() ->
          Reply.problem(
              StatusCodes.CONFLICT,
              "A cart takes %d of a product and %d different products, no more."
                  .formatted(Cart.MAX_QUANTITY, Cart.MAX_LINES));
    };
  }

  private Reply checkout(Call call, ShopWrites writes, Customer customer) {
    return switch (writes.checkout(customer.id())) {
      case Checkout.Placed(Order order) ->
          Reply.json(StatusCodes.CREATED, OrderView.of(order))
              .with("Location", "/v1/orders/" + order.id());
      case Checkout.EmptyCart() -> Reply.problem(StatusCodes.CONFLICT, "Your cart is empty.");
      case Checkout.SoldOut(int product) ->
          Reply.problem(StatusCodes.CONFLICT, "Too few are left of product " + product + ".");
    };
  }
}
