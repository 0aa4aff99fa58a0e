package dev.edgecache.demo.shop;

import dev.edgecache.demo.shop.data.ShopDatabase;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.PathTemplateMatcher;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shop's API in one region, listening on the loopback interface. */
public final class ShopServer implements AutoCloseable {

  /** The response field that names the region that answered. */
  public static final String REGION = "X-Region";

  private static final long MAX_BODY_BYTES = 64 * 1024;

  private final String region;
  private final ShopDatabase database;
  private final ServiceTime serviceTime;
  private final PathTemplateMatcher<Map<HttpString, Endpoint>> endpoints =
      new PathTemplateMatcher<>();
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Undertow server;

  private ShopServer(
      String region,
      int port,
      ShopDatabase database,
      ServiceTime serviceTime,
      InstantSource clock) {
    this.region = region;
    this.database = database;
    this.serviceTime = serviceTime;
    Stream.of(
            new CatalogueApi(clock).endpoints(),
            new CustomerApi().endpoints(),
            new AssetApi().endpoints(),
            new HealthApi().endpoints())
        .flatMap(List::stream)
        .collect(Collectors.groupingBy(Endpoint::path))
        .forEach((path, ofPath) -> endpoints.add(path, byMethod(ofPath)));
    this.server =
        Undertow.builder()
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY_BYTES)
            .setIoThreads(1)
            .addHttpListener(port, InetAddress.getLoopbackAddress().getHostAddress())
            .setHandler(this::receive)
            .build();
  }

  private static Map<HttpString, Endpoint> byMethod(List<Endpoint> endpoints) {
    Map<HttpString, Endpoint> byMethod = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      byMethod.put(endpoint.method(), endpoint);
      if (endpoint.method().equals(Methods.GET)) {
        byMethod.put(Methods.HEAD, endpoint);
      }
    }
    return byMethod;
  }

  /**
   * Starts to listen.
   *
   * @param region its name, told in each answer
   * @param port where it listens; 0 for any free port
   * @param database what the region knows; closing the server leaves it open
   * @param serviceTime how long its services take
   * @param clock what new reviews are dated by
   */
  public static ShopServer start(
      String region,
      int port,
      ShopDatabase database,
      ServiceTime serviceTime,
      InstantSource clock) {
    ShopServer shop = new ShopServer(region, port, database, serviceTime, clock);
    shop.server.start();
    return shop;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
  }

  private void receive(HttpServerExchange exchange) {
    exchange.getRequestReceiver().receiveFullBytes(this::route, this::refuse);
  }

  private void refuse(HttpServerExchange exchange, IOException cause) {
    boolean tooLarge = cause instanceof RequestTooBigException;
    int status = tooLarge ? StatusCodes.REQUEST_ENTITY_TOO_LARGE : StatusCodes.BAD_REQUEST;
    Reply.problem(status, "The body was not read: " + cause.getMessage()).send(exchange);
  }

  private void route(HttpServerExchange exchange, byte[] body) {
    exchange.getResponseHeaders().put(new HttpString(REGION), region);
    var match = endpoints.match(exchange.getRequestPath());
    if (match == null) {
      Reply.problem(StatusCodes.NOT_FOUND, "There is nothing here.").send(exchange);
      return;
    }
    Endpoint endpoint = match.getValue().get(exchange.getRequestMethod());
    if (endpoint == null) {
      String allowed =
          match.getValue().keySet().stream()
              .map(HttpString::toString)
              .sorted()
              .collect(Collectors.joining(", "));
      exchange.getResponseHeaders().put(Headers.ALLOW, allowed);
      Reply.problem(StatusCodes.METHOD_NOT_ALLOWED, "Allowed are " + allowed + ".").send(exchange);
      return;
    }
    Call call = new Call(exchange, match.getParameters(), body);
    exchange.dispatch(calls, dispatched -> answer(dispatched, endpoint, call));
  }

  private void answer(HttpServerExchange exchange, Endpoint endpoint, Call call) {
    serviceTime.pass(endpoint.work());
    Reply reply = reply(endpoint, call);
    exchange.dispatch(exchange.getIoThread(), reply::send);
  }

  private Reply reply(Endpoint endpoint, Call call) {
    try {
      return endpoint.answer().to(call, database);
    } catch (ShopDatabase.UnreachableException e) {
      return Reply.unavailable();
    }
  }

  @Override
  public void close() {
    server.stop();
    calls.close();
  }
}
