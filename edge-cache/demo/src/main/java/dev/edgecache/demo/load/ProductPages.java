package dev.edgecache.demo.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.EventLoopGroup;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The pages of products as users see them, each over a connection of its own. */
public final class ProductPages {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FreshConnections connections;

  /**
   * Pages of a shop.
   *
   * @param shop where users connect to
   * @param host the host name they ask for
   * @param eventLoops what carries their connections
   */
  public ProductPages(InetSocketAddress shop, String host, EventLoopGroup eventLoops) {
    this.connections = new FreshConnections(shop, host, TIMEOUT, eventLoops);
  }

  /**
   * A page as a user sees it.
   *
   * @param cents the price on it, in euro cents before tax
   * @param region the region whose shop made it
   * @param source who answered
   */
  public record Page(long cents, String region, Source source) {}

  /** Who gives a page to a user. */
  public enum Source {
    /** The cache, which had it. */
    CACHE,
    /** A shop, which was asked for it. */
    SHOP
  }

  /** A page; fails where none comes. */
  public CompletableFuture<Page> page(int product, String language) {
    return connections
        .send(
            ShopRequest.get(
                Kind.PRODUCT, "/v1/products/" + product, Map.of("Accept-Language", language)))
        .thenApply(ProductPages::page);
  }

  private static Page page(Answer answer) {
    try {
      if (answer.status() != StatusCodes.OK) {
        throw new IOException("status " + answer.status());
      }
      return new Page(
          price(answer.content()), answer.region(), answer.isHit() ? Source.CACHE : Source.SHOP);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /**
   * The price in a page, in euro cents before tax.
   *
   * @throws IOException if it says none
   */
  public static long price(String page) throws IOException {
    try {
      String amount = JSON.readTree(page).at("/price/amount").asText();
      return new BigDecimal(amount).movePointRight(2).longValueExact();
    } catch (JsonProcessingException | ArithmeticException | NumberFormatException e) {
      throw new IOException("no price in " + page, e);
    }
  }
}
