package dev.edgecache.origin.http1;

import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.HealthRule;
import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.health.Standing;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The health checks of one origin: one question after the other, on a connection of their own, so
 * that a full pool is not taken for a sick origin.
 */
final class HealthProbe implements OriginListener, AutoCloseable {
  private final HealthRule.Check check;
  private final OriginRequest question;
  private final OriginClient asking;
  private final Standing standing;
  private final OriginObserver observer;
  private final EventLoop loop;
  private volatile boolean closed;

  HealthProbe(
      HealthRule.Check check,
      OriginClient asking,
      Standing standing,
      OriginObserver observer,
      EventLoop loop) {
    this.check = check;
    this.question =
        OriginRequest.of(
            new RequestHead(
                "GET",
                "http",
                "",
                check.path(),
                null,
                Fields.of("Accept", "*/*", "User-Agent", "edge-cache-health-check")));
    this.asking = asking;
    this.standing = standing;
    this.observer = observer;
    this.loop = loop;
  }

  /** Asks the first question; each further one follows after a pause. */
  void start() {
    ask();
  }

  private void ask() {
    if (closed) {
      return;
    }
    if (standing.isFenced()) {
      askLater();
    } else {
      asking.exchange(question, this);
    }
  }

  private void askLater() {
    if (!closed && !loop.isShuttingDown()) {
      var _ = loop.schedule(this::ask, check.every().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void response(ResponseHead head, BodySource body) {
    body.cancel();
    if (head.status() >= 200 && head.status() < 300) {
      observer.checkPassed();
      standing.checked(Standing.Check.PASSED, check);
    } else {
      failed();
    }
    askLater();
  }

  @Override
  public void upgraded(ResponseHead head, BodySource incoming, Consumer<BodySource> outgoing) {
    incoming.cancel();
    failed();
    askLater();
  }

  @Override
  public void failed(OriginFailure failure) {
    failed();
    askLater();
  }

  private void failed() {
    if (!closed) {
      observer.checkFailed();
      standing.checked(Standing.Check.FAILED, check);
    }
  }

  @Override
  public void close() {
    closed = true;
    asking.close();
  }
}
