package dev.edgecache.serve.listen;

import dev.edgecache.serve.connection.Http2Connection;
import dev.edgecache.serve.wire.ResponseFraming;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The exchanges under way, counted, so that a drain knows when the last one has ended. */
final class InFlight {
  private final AtomicInteger exchanges = new AtomicInteger();
  private final CompletableFuture<Boolean> none = new CompletableFuture<>();
  private final ExchangeCompletionListener onComplete = this::ended;
  private volatile boolean draining;

  /** A handler that counts each exchange until it is complete. */
  HttpHandler counting(HttpHandler next) {
    return exchange -> {
      begun(exchange);
      next.handleRequest(exchange);
    };
  }

  private void begun(HttpServerExchange exchange) {
    exchanges.incrementAndGet();
    if (ResponseFraming.isHttp2(exchange)) {
      Http2Connection.of(exchange).ifPresent(connection -> connection.begun(exchange));
    }
    exchange.addExchangeCompleteListener(onComplete);
    if (draining) {
      exchange.setPersistent(false);
    }
  }

  private void ended(HttpServerExchange exchange, ExchangeCompletionListener.NextListener next) {
    if (draining) {
      exchange.setPersistent(false);
    }
    if (ResponseFraming.isHttp2(exchange)) {
      Http2Connection.of(exchange).ifPresent(connection -> connection.ended(exchange));
    }
    try {
      next.proceed();
    } finally {
      if (exchanges.decrementAndGet() == 0 && draining) {
        none.complete(true);
      }
    }
  }

  /** From now on each HTTP/1 connection ends with the exchange that it carries. */
  void drain() {
    draining = true;
    if (exchanges.get() == 0) {
      none.complete(true);
    }
  }

  /**
   * Waits until no exchange is under way, for so long at most.
   *
   * @return the number of exchanges still under way
   */
  int awaitNone(Duration atMost) {
    try {
      none.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return 0;
    } catch (TimeoutException e) {
      return exchanges.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return exchanges.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("none: failed (expected: completed by the last exchange)", e);
    }
  }
}
