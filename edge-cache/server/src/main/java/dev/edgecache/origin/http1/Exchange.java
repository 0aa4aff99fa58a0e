package dev.edgecache.origin.http1;

import dev.edgecache.body.BodySource;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.OriginSettings;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on its way: it waits for a connection, uses it, perhaps a second one, and tells the
 * listener what came of it.
 *
 * <p>At each moment one party owns it: the pool while it waits, the connector while a connection is
 * opened, then the connection. Only {@link #cancel} comes from outside; it leaves a mark that the
 * owner sees.
 */
final class Exchange implements OriginExchange, Connector.Outcome, Runnable {
  private final PooledOriginClient client;
  private final OriginRequest request;
  private final OriginListener listener;
  private final OriginSettings.Timeouts timeouts;
  private final long startedAt = System.nanoTime();
  private volatile boolean cancelled;
  private volatile @Nullable OriginConnection connection;
  private volatile @Nullable Future<?> patience;
  private boolean permitted;
  private boolean retried;

  Exchange(PooledOriginClient client, OriginRequest request, OriginListener listener) {
    this.client = client;
    this.request = request;
    this.listener = listener;
    this.timeouts = request.timeouts().orElse(client.settings().timeouts());
  }

  OriginRequest request() {
    return request;
  }

  OriginSettings.Timeouts timeouts() {
    return timeouts;
  }

  /** The instant at which the last byte must have come, as of {@link System#nanoTime()}. */
  long deadline() {
    return startedAt + timeouts.total().toNanos();
  }

  void begin() {
    client.budget().deposit();
    if (client.standing().admits()) {
      permitted = true;
      client.pool().acquire(this);
    } else {
      refuse(refusal());
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    if (client.pool().forget(this)) {
      refuse(cancellation());
    }
    OriginConnection current = connection;
    if (current != null) {
      current.execute(() -> current.abandon(this));
    }
  }

  /** An open connection was granted. */
  void use(OriginConnection granted) {
    stopWaiting();
    connection = granted;
    granted.execute(this);
  }

  /** Runs on the loop of the connection that was granted. */
  @Override
  public void run() {
    OriginConnection granted = connection;
    if (granted != null && (cancelled || client.standing().isFenced())) {
      connection = null;
      granted.giveBack();
      failed(cancelled ? cancellation() : refusal());
    } else if (granted != null && !granted.start(this)) {
      connection = null;
      client.pool().acquire(this);
    }
  }

  /** The permission to open a connection was granted. */
  void open() {
    stopWaiting();
    client.connector().connect(Math.min(timeouts.connect().toNanos(), remaining()), this);
  }

  @Override
  public void connected(OriginConnection opened) {
    connection = opened;
    run();
  }

  @Override
  public void unconnected(OriginFailure failure) {
    client.pool().closed();
    failed(cancelled ? cancellation() : failure);
  }

  /** There is no connection free, and room in the queue. */
  void waits() {
    long nanos = Math.min(client.settings().connections().pendingTimeout().toNanos(), remaining());
    patience =
        client.loop().schedule(this::outOfPatience, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    if (cancelled) {
      cancel();
    }
  }

  private void outOfPatience() {
    if (client.pool().forget(this)) {
      failed(
          new OriginFailure(
              OriginFailure.Kind.OVERLOADED,
              "no connection became free within the time that a request may wait for one"));
    }
  }

  private void stopWaiting() {
    Future<?> timer = patience;
    if (timer != null) {
      timer.cancel(false);
      patience = null;
    }
  }

  /** There will be no connection; the listener hears of it on an event loop. */
  void refuse(OriginFailure.Kind kind, String detail) {
    refuse(new OriginFailure(kind, detail));
  }

  private void refuse(OriginFailure failure) {
    stopWaiting();
    client.loop().execute(() -> failed(failure));
  }

  /**
   * Says that the connection died before the first byte of a response, and asks whether to try once
   * more (RFC 9110 §9.2.2). If true this exchange has taken over the right to open a connection in
   * place of the dead one.
   */
  boolean repeats(boolean contentTouched) {
    boolean repeatable =
        switch (request.content()) {
          case OriginRequest.Content.None none -> true;
          case OriginRequest.Content.Repeatable repeatableBody -> true;
          case OriginRequest.Content.Once once -> !contentTouched;
        };
    if (retried
        || cancelled
        || client.standing().isFenced()
        || !repeatable
        || !request.head().isIdempotent()
        || !client.budget().withdraw()) {
      return false;
    }
    retried = true;
    connection = null;
    client.observer().retried();
    open();
    return true;
  }

  void interim(ResponseHead head) {
    listener.interim(head);
  }

  void response(ResponseHead head, BodySource body) {
    long nanos = System.nanoTime() - startedAt;
    client.standing().answered(head.status(), nanos);
    client.observer().answered(head.status(), Duration.ofNanos(nanos));
    listener.response(head, body);
  }

  void upgraded(ResponseHead head, BodySource incoming, Consumer<BodySource> outgoing) {
    long nanos = System.nanoTime() - startedAt;
    client.standing().answered(head.status(), nanos);
    client.observer().answered(head.status(), Duration.ofNanos(nanos));
    listener.upgraded(head, incoming, outgoing);
  }

  void failed(OriginFailure failure) {
    if (permitted) {
      client.standing().failed(failure, System.nanoTime() - startedAt);
    }
    client.note(failure);
    if (request.content() instanceof OriginRequest.Content.Once once) {
      once.source().cancel();
    }
    listener.failed(failure);
  }

  /** Why the origin's standing admits no exchange. */
  private OriginFailure refusal() {
    return client.standing().isFenced()
        ? new OriginFailure(OriginFailure.Kind.FENCED, "the origin is fenced")
        : new OriginFailure(
            OriginFailure.Kind.BREAKER_OPEN, "the origin is " + client.standing().state().label());
  }

  static OriginFailure cancellation() {
    return new OriginFailure(OriginFailure.Kind.CANCELLED, "the exchange was cancelled");
  }

  private long remaining() {
    return deadline() - System.nanoTime();
  }
}
