package dev.edgecache.serve.webhook;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.serve.listen.ConnectionLimits;
import dev.edgecache.serve.wire.ClientRequestBody;
import dev.edgecache.serve.wire.ConnectionEnd;
import dev.edgecache.sources.webhook.Delivery;
import dev.edgecache.sources.webhook.Refusal.Reason;
import dev.edgecache.sources.webhook.Webhook;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioExecutor;

/**
 * The reading of one delivery, then its handing over, then its answer. Its content is bounded in
 * size and in time, since anybody may begin to send one.
 */
final class Reception implements BodyReceiver {

  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  /** How long the whole content may take. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Delivery FAILED =
      new Delivery.Refused(Reason.FAILED, "The delivery was not taken.");

  private final HttpServerExchange exchange;
  private final Webhook webhook;
  private final Fields fields;
  private final ConnectionLimits clients;
  private final BodySource body;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private XnioExecutor.@Nullable Key deadline;

  Reception(HttpServerExchange exchange, Webhook webhook, Fields fields, ConnectionLimits clients) {
    this.exchange = exchange;
    this.webhook = webhook;
    this.fields = fields;
    this.clients = clients;
    this.body = ClientRequestBody.of(exchange, clients.read());
  }

  /** Begins to read; on the I/O thread, as all that follows until the content is complete. */
  void begin() {
    deadline =
        exchange
            .getIoThread()
            .executeAfter(
                () -> ConnectionEnd.abort(exchange), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> body.next(this));
  }

  @Override
  public void chunk(ByteBuffer bytes) {
    if (content.size() + bytes.remaining() > Webhook.MOST_BYTES) {
      stopTimer();
      body.cancel();
      answer(WebhookHandler.tooLarge());
      return;
    }
    byte[] piece = new byte[bytes.remaining()];
    bytes.duplicate().get(piece);
    content.writeBytes(piece);
    body.next(this);
  }

  @Override
  public void end(Fields trailers) {
    stopTimer();
    byte[] whole = content.toByteArray();
    Thread.ofVirtual().name("webhook").start(() -> handOver(whole));
  }

  @Override
  public void failed(BodyFailure cause) {
    stopTimer();
    ConnectionEnd.abort(exchange);
  }

  private void stopTimer() {
    if (deadline != null) {
      deadline.remove();
    }
  }

  private void handOver(byte[] whole) {
    var _ = taken(whole).thenAccept(told -> exchange.getIoThread().execute(() -> answer(told)));
  }

  private CompletionStage<Delivery> taken(byte[] whole) {
    try {
      return webhook.take(fields, whole);
    } catch (RuntimeException e) {
      LOG.error("Webhook {} failed", webhook.name(), e);
      return CompletableFuture.completedFuture(FAILED);
    }
  }

  private void answer(Delivery told) {
    WebhookAnswer.send(told, webhook, exchange, clients.write());
  }
}
