package dev.edgecache.check.world;

import dev.edgecache.check.history.Written;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The services in one region, which show and write items. Troubles can be put upon them, each for a
 * time.
 */
final class Origin implements AutoCloseable {

  private static final HttpString DATA_POSITION = new HttpString("Data-Position");
  private static final HttpString SURROGATE_KEY = new HttpString("Surrogate-Key");
  private static final Duration LONGEST_DELAY = Duration.ofMillis(800);

  private final Items items;
  private final Reading reading;
  private final Stating stating;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Undertow server;
  private final AtomicLong slowUntil = new AtomicLong(System.nanoTime());
  private final AtomicLong failingUntil = new AtomicLong(System.nanoTime());

  /** What it reads; it writes to the primary in any case. */
  enum Reading {
    /** One of the standbys, another one each time, as behind a load balancer. */
    STANDBYS,
    /** The primary. */
    PRIMARY
  }

  /** What its answers say of positions. */
  enum Stating {
    /** The field {@code Data-Position}. */
    POSITIONS,
    /** Nothing. */
    NOTHING
  }

  private Origin(Items items, Reading reading, Stating stating) {
    this.items = items;
    this.reading = reading;
    this.stating = stating;
    // Undertow keeps the date for all servers of a process, and one that is stopped, such as a
    // proxy, may leave it as it is for ever. Without the field, answers are as old as they come.
    this.server =
        Undertow.builder()
            .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
            .setIoThreads(1)
            .addHttpListener(0, "127.0.0.1")
            .setHandler(exchange -> exchange.dispatch(calls, this::answer))
            .build();
  }

  static Origin start(Items items, Reading reading, Stating stating) {
    Origin origin = new Origin(items, reading, stating);
    origin.server.start();
    return origin;
  }

  /** Its URL, for a configuration. */
  String url() {
    return "http:/" + server.getListenerInfo().getFirst().getAddress();
  }

  /** Lets its answers wait, once they are made, each for a time of its own. */
  void slowFor(Duration time) {
    slowUntil.set(System.nanoTime() + time.toNanos());
  }

  /** Lets it answer with 500 or 503. */
  void failFor(Duration time) {
    failingUntil.set(System.nanoTime() + time.toNanos());
  }

  private void answer(HttpServerExchange exchange) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (isNow(failingUntil)) {
      exchange.setStatusCode(random.nextBoolean() ? 500 : StatusCodes.SERVICE_UNAVAILABLE);
      return;
    }
    try {
      String path = exchange.getRequestPath();
      int key = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
      if (exchange.getRequestMethod().equals(Methods.GET)) {
        Items.Shown shown = read(key, random);
        delay(random);
        show(exchange, key, shown);
      } else {
        Written written = items.write(key);
        delay(random);
        confirm(exchange, written);
      }
    } catch (SQLException e) {
      exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
    }
  }

  private void delay(ThreadLocalRandom random) {
    if (isNow(slowUntil)) {
      LockSupport.parkNanos(random.nextLong(LONGEST_DELAY.toNanos()));
    }
  }

  private static boolean isNow(AtomicLong until) {
    return System.nanoTime() - until.get() < 0;
  }

  private Items.Shown read(int key, ThreadLocalRandom random) throws SQLException {
    return switch (reading) {
      case STANDBYS -> items.onStandby(random.nextInt(items.standbys().size()), key);
      case PRIMARY -> items.onPrimary(key);
    };
  }

  private void show(HttpServerExchange exchange, int key, Items.Shown shown) {
    ETag tag = new ETag(false, key + "-" + shown.version());
    exchange.getResponseHeaders().put(Headers.ETAG, tag.toString());
    exchange.getResponseHeaders().put(SURROGATE_KEY, Items.groupTag(key));
    state(exchange, "lo=\"" + shown.lower() + "\", hi=\"" + shown.upper() + "\"");
    if (ETagUtils.handleIfNoneMatch(exchange, tag, false)) {
      body(exchange, shown.version());
    } else {
      exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
    }
  }

  private void confirm(HttpServerExchange exchange, Written written) {
    state(exchange, "hi=\"" + items.position(written.after()) + "\"");
    body(exchange, written.version());
  }

  private void state(HttpServerExchange exchange, String position) {
    switch (stating) {
      case POSITIONS -> exchange.getResponseHeaders().put(DATA_POSITION, position);
      case NOTHING -> {}
    }
  }

  private static void body(HttpServerExchange exchange, long version) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
    exchange.getResponseSender().send(Long.toString(version));
  }

  @Override
  public void close() {
    server.stop();
    calls.close();
  }
}
