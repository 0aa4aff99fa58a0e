package dev.edgecache.demo.prices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgecache.consistency.Position;
import dev.edgecache.demo.load.ProductPages;
import dev.edgecache.postgres.PostgresException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What happens from the moment a price changes in the US until users in Europe see it. */
public final class PriceStory implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_LOOKS = 50;

  private final PriceWatch.Places places;
  private final InetSocketAddress admin;
  private final Catalogue catalogue;
  private final HttpClient operator = HttpClient.newHttpClient();
  private final EventLoopGroup users =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ProductPages pages;

  /**
   * Stories of a catalogue and users there.
   *
   * @param admin the admin port of the cache
   */
  public PriceStory(PriceWatch.Places places, InetSocketAddress admin) {
    this.places = places;
    this.admin = admin;
    this.catalogue = new Catalogue(places.cache());
    this.pages = new ProductPages(places.shop(), places.host(), users);
  }

  /**
   * Raises the price of a product by a cent, and looks from Europe until a user sees it there.
   *
   * @return what happened, a line for each step, with the milliseconds since the commit
   * @throws IllegalStateException if a step fails
   */
  public List<String> raise(int product) {
    try {
      return tell(product);
    } catch (IOException e) {
      throw new IllegalStateException("the story ended early: " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the story was interrupted", e);
    }
  }

  /** A connection that is refused has no message of its own. */
  private static String reason(IOException failure) {
    return Optional.ofNullable(failure.getMessage())
        .orElse("the shop in the region that takes writes does not answer");
  }

  private List<String> tell(int product) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    InetSocketAddress region = places.takingWrites().get();
    long before = catalogue.price(region, product);
    long cents = before + 1;
    Position position = catalogue.setPrice(region, product, cents);
    long committed = System.nanoTime();
    lines.add(
        line(
            committed,
            "product %d costs %s instead of %s in the US; committed by %s",
            product,
            euros(cents),
            euros(before),
            position.text()));
    String event = Catalogue.EVENT + ":" + catalogue.announce(product, position);
    lines.add(line(committed, "the cache in Europe acknowledges the event %s", event));
    JsonNode floor = invalidation(event);
    lines.add(
        line(
            committed,
            "the floor of %s is invalidation %s, %s",
            floor.path("tags").toString(),
            floor.path("sequence").asText(),
            floor.path("state").asText()));
    lines.add(line(committed, "the standby in Europe %s", standby(position)));
    lines.addAll(looks(product, cents, committed));
    return lines;
  }

  private List<String> looks(int product, long cents, long committed)
      throws IOException, InterruptedException {
    for (int old = 0; old < MOST_LOOKS; old++) {
      ProductPages.Page page = look(product);
      if (page.cents() >= cents) {
        return List.of(
            line(committed, "a user in Europe sees %s, %s", euros(page.cents()), from(page)),
            line(committed, "old prices seen since the acknowledgement: %d", old));
      }
    }
    throw new IOException(MOST_LOOKS + " looks showed an old price");
  }

  /** What the admin port tells of an invalidation. */
  private JsonNode invalidation(String id) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + admin.getPort() + "/invalidations/" + id);
    HttpResponse<String> answer =
        operator.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    return JSON.readTree(answer.body());
  }

  private ProductPages.Page look(int product) throws IOException, InterruptedException {
    try {
      return pages.page(product, "en").get();
    } catch (ExecutionException e) {
      throw new IOException("no page in Europe: " + e.getCause(), e);
    }
  }

  private static String from(ProductPages.Page page) {
    return switch (page.source()) {
      case CACHE -> "from the cache, which has it from " + page.region();
      case SHOP -> "fetched from " + page.region();
    };
  }

  private String standby(Position position) {
    try {
      return new Look.Change(0, 0, position, 0).isBeyond(places.standby().get())
          ? "does not have it yet"
          : "has it";
    } catch (PostgresException e) {
      return "does not answer";
    }
  }

  private static String euros(long cents) {
    return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
  }

  @SuppressWarnings("AnnotateFormatMethod") // private, and its formats are above
  private static String line(long committed, String format, Object... arguments) {
    return String.format(
        Locale.ROOT,
        "%6d ms  %s",
        Duration.ofNanos(System.nanoTime() - committed).toMillis(),
        String.format(Locale.ROOT, format, arguments));
  }

  @Override
  public void close() {
    catalogue.close();
    operator.shutdownNow();
    users.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
