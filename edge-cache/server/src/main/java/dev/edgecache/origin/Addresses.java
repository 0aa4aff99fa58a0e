package dev.edgecache.origin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The addresses of one host name, kept for thirty seconds. The name service is asked on a thread of
 * its own, once for all who wait; while it fails, the last known addresses stay in use.
 */
final class Addresses {
  private static final long KEPT = Duration.ofSeconds(30).toNanos();

  private final String host;
  private final ReentrantLock lock = new ReentrantLock();
  private CompletableFuture<List<InetAddress>> known;
  private List<InetAddress> last = List.of();
  private long askedAt;
  private int rotation;

  Addresses(String host) {
    this.host = host;
    this.known = CompletableFuture.failedFuture(new UnknownHostException(host));
  }

  /** The addresses, beginning with another one each time; fails if none was ever known. */
  CompletableFuture<List<InetAddress>> resolve() {
    CompletableFuture<List<InetAddress>> answer;
    int turn;
    boolean ask;
    lock.lock();
    try {
      boolean old = System.nanoTime() - askedAt > KEPT;
      ask = known.isCompletedExceptionally() || (known.isDone() && old);
      if (ask) {
        known = new CompletableFuture<>();
        askedAt = System.nanoTime();
      }
      answer = known;
      turn = rotation++;
    } finally {
      lock.unlock();
    }
    if (ask) {
      Thread.ofPlatform().daemon().name("origin-resolver").start(() -> ask(answer));
    }
    return answer.thenApply(
        addresses -> {
          List<InetAddress> rotated = new ArrayList<>(addresses);
          Collections.rotate(rotated, -(turn % rotated.size()));
          return rotated;
        });
  }

  private void ask(CompletableFuture<List<InetAddress>> answer) {
    try {
      List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
      lock.lock();
      try {
        last = addresses;
      } finally {
        lock.unlock();
      }
      answer.complete(addresses);
    } catch (UnknownHostException e) {
      List<InetAddress> fallback;
      lock.lock();
      try {
        fallback = last;
      } finally {
        lock.unlock();
      }
      if (fallback.isEmpty()) {
        answer.completeExceptionally(e);
      } else {
        answer.complete(fallback);
      }
    }
  }
}
