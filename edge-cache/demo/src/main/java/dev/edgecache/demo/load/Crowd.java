package dev.edgecache.demo.load;

import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Users on one way to the shop: sends their requests and tallies how long they took. */
public final class Crowd {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_WAITING = 2_000;
  private static final int WARM_UP_AT_ONCE = 96;

  private final Shoppers shoppers;
  private final FreshConnections connections;
  private final Tally tally = new Tally();
  private final Semaphore places = new Semaphore(MAX_WAITING);

  /**
   * Users on one way.
   *
   * @param shoppers what they ask for
   * @param server where they connect to
   * @param host the host name they ask for
   * @param eventLoops what carries their connections
   */
  public Crowd(
      Shoppers shoppers, InetSocketAddress server, String host, EventLoopGroup eventLoops) {
    this.shoppers = shoppers;
    this.connections = new FreshConnections(server, host, TIMEOUT, eventLoops);
  }

  /** What they have experienced so far. */
  public Tally tally() {
    return tally;
  }

  /**
   * Sends the next request. Beyond a bound on those that wait for an answer it is not sent, and
   * counts as failed.
   *
   * @param intended when it should be sent, by {@link System#nanoTime}; latency counts from there
   */
  void arrive(long intended) {
    ShopRequest request = shoppers.next();
    if (!places.tryAcquire()) {
      tally.failed(request.kind());
      return;
    }
    var _ =
        connections
            .send(request)
            .handle(
                (answer, failure) -> {
                  Duration latency = Duration.ofNanos(System.nanoTime() - intended);
                  if (failure == null) {
                    tally.answered(request.kind(), latency, answer);
                  } else {
                    tally.failed(request.kind());
                  }
                  places.release();
                  return latency;
                });
  }

  /** Waits until no request waits for an answer. */
  public void settle() throws InterruptedException {
    places.acquire(MAX_WAITING);
    places.release(MAX_WAITING);
  }

  /**
   * Fills the cache as other users' requests would have, had they come this way for a while: sends
   * each different shared request among them once. Nothing of it is tallied.
   *
   * @param earlier what those other users asked for
   * @param requests how many requests they made
   * @return how many different ones were sent
   */
  public int warmUp(Shoppers earlier, int requests) throws InterruptedException {
    Set<ShopRequest> sent = new HashSet<>();
    Semaphore waiting = new Semaphore(WARM_UP_AT_ONCE);
    for (int i = 0; i < requests; i++) {
      ShopRequest request = earlier.next();
      if (request.kind().audience() == Kind.Audience.EVERYBODY && sent.add(request)) {
        waiting.acquire();
        var _ = connections.send(request).whenComplete((answer, failure) -> waiting.release());
      }
    }
    waiting.acquire(WARM_UP_AT_ONCE);
    return sent.size();
  }
}
