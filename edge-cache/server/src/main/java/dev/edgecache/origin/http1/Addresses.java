package dev.edgecache.origin.http1;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The addresses of one host name, asked for again after thirty seconds. The name service is asked
 * on a thread of its own, once for all who wait; while it is slow or fails, the last known
 * addresses stay in use, so that nobody waits once they are known.
 */
final class Addresses {
  static final Duration KEPT = Duration.ofSeconds(30);

  private final String host;
  private final NameService names;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private CompletableFuture<List<InetAddress>> asked;
  private List<InetAddress> last = List.of();
  private long askedAt;
  private int rotation;

  Addresses(String host) {
    this(host, InetAddress::getAllByName, System::nanoTime);
  }

  Addresses(String host, NameService names, LongSupplier nanos) {
    this.host = host;
    this.names = names;
    this.nanos = nanos;
    this.asked = CompletableFuture.failedFuture(new UnknownHostException(host));
  }

  /** What knows the addresses of names. */
  interface NameService {

    /** The addresses, at least one; may take long. */
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  /** The addresses, beginning with another one each time; fails if none was ever known. */
  CompletableFuture<List<InetAddress>> resolve() {
    CompletableFuture<List<InetAddress>> answer;
    int turn;
    lock.lock();
    try {
      if (asked.isDone() && (last.isEmpty() || nanos.getAsLong() - askedAt > KEPT.toNanos())) {
        ask();
      }
      answer = last.isEmpty() ? asked : CompletableFuture.completedFuture(last);
      turn = rotation++;
    } finally {
      lock.unlock();
    }
    return answer.thenApply(
        addresses -> {
          List<InetAddress> rotated = new ArrayList<>(addresses);
          Collections.rotate(rotated, -(turn % rotated.size()));
          return rotated;
        });
  }

  private void ask() {
    CompletableFuture<List<InetAddress>> question = new CompletableFuture<>();
    asked = question;
    askedAt = nanos.getAsLong();
    Thread.ofPlatform().daemon().name("origin-resolver").start(() -> answer(question));
  }

  private void answer(CompletableFuture<List<InetAddress>> question) {
    try {
      List<InetAddress> addresses = List.of(names.addressesOf(host));
      lock.lock();
      try {
        last = addresses;
      } finally {
        lock.unlock();
      }
      question.complete(addresses);
    } catch (UnknownHostException e) {
      question.completeExceptionally(e);
    }
  }
}
