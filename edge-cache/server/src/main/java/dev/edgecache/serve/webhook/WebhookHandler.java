package dev.edgecache.serve.webhook;

import dev.edgecache.http.Fields;
import dev.edgecache.serve.listen.ConnectionLimits;
import dev.edgecache.serve.wire.UndertowFields;
import dev.edgecache.sources.webhook.Delivery;
import dev.edgecache.sources.webhook.Refusal.Reason;
import dev.edgecache.sources.webhook.Webhook;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of a listener, each at its path, before what serves all others.
 *
 * <p>What can be refused by its head is, before any content is read.
 */
public final class WebhookHandler implements HttpHandler {

  /** The most deliveries that are read at a time, so that what they hold is bounded. */
  private static final int MOST_AT_ONCE = 32;

  private static final Delivery TOO_LARGE =
      new Delivery.Refused(Reason.SIZE, "A delivery has at most " + Webhook.MOST_BYTES + " bytes.");
  private static final Delivery NOT_POSTED =
      new Delivery.Refused(Reason.METHOD, "Deliveries are sent by POST.");
  private static final Delivery NO_ROOM =
      new Delivery.Refused(Reason.NO_ROOM, "Too many deliveries are on their way.");

  private final Map<String, Webhook> byPath = new HashMap<>();
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);
  private final ConnectionLimits clients;
  private final HttpHandler next;

  /**
   * A handler for the clients of one listener.
   *
   * @param webhooks those of the listener, no two of them at one path
   * @param next serves all other paths
   */
  public WebhookHandler(List<Webhook> webhooks, ConnectionLimits clients, HttpHandler next) {
    this.clients = clients;
    this.next = next;
    webhooks.forEach(webhook -> byPath.put(webhook.settings().path(), webhook));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    @Nullable Webhook webhook = byPath.get(exchange.getRequestPath());
    if (webhook == null) {
      next.handleRequest(exchange);
    } else {
      receive(exchange, webhook);
    }
  }

  private void receive(HttpServerExchange exchange, Webhook webhook) {
    Fields fields = UndertowFields.read(exchange.getRequestHeaders());
    Optional<Delivery> refusal = refusal(exchange, webhook, fields);
    if (refusal.isPresent()) {
      WebhookAnswer.send(refusal.get(), webhook, exchange, clients.write());
    } else if (!room.tryAcquire()) {
      WebhookAnswer.send(NO_ROOM, webhook, exchange, clients.write());
    } else {
      exchange.addExchangeCompleteListener(
          (ended, following) -> {
            room.release();
            following.proceed();
          });
      new Reception(exchange, webhook, fields, clients).begin();
    }
  }

  private static Optional<Delivery> refusal(
      HttpServerExchange exchange, Webhook webhook, Fields fields) {
    if (!exchange.getRequestMethod().equals(Methods.POST)) {
      return Optional.of(NOT_POSTED);
    }
    return exchange.getRequestContentLength() > Webhook.MOST_BYTES
        ? Optional.of(TOO_LARGE)
        : webhook.refusal(fields);
  }

  /** The answer to a delivery that turned out to be too large. */
  static Delivery tooLarge() {
    return TOO_LARGE;
  }
}
