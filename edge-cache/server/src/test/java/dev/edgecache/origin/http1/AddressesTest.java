package dev.edgecache.origin.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressesTest {

  private final AtomicLong nanos = new AtomicLong();
  private final BlockingQueue<CompletableFuture<List<String>>> questions =
      new LinkedBlockingQueue<>();
  private final List<CompletableFuture<List<String>>> unanswered = new ArrayList<>();
  private final Addresses addresses = new Addresses("shop.example", this::ask, nanos::get);

  private InetAddress[] ask(String host) throws UnknownHostException {
    CompletableFuture<List<String>> question = new CompletableFuture<>();
    questions.add(question);
    List<InetAddress> answer = new ArrayList<>();
    for (String address : question.join()) {
      answer.add(InetAddress.getByName(address));
    }
    if (answer.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return answer.toArray(InetAddress[]::new);
  }

  @AfterEach
  void letNobodyWait() {
    unanswered.forEach(question -> question.complete(List.of()));
  }

  private CompletableFuture<List<String>> question() throws InterruptedException {
    CompletableFuture<List<String>> question = questions.poll(10, TimeUnit.SECONDS);
    assertThat(question).as("a question to the name service").isNotNull();
    unanswered.add(question);
    return question;
  }

  private static List<String> texts(CompletableFuture<List<InetAddress>> resolved)
      throws Exception {
    return resolved.get(10, TimeUnit.SECONDS).stream().map(InetAddress::getHostAddress).toList();
  }

  private void passKeeping() {
    nanos.addAndGet(Addresses.KEPT.plus(Duration.ofSeconds(1)).toNanos());
  }

  @Test
  void beginsWithAnotherAddressEachTime() throws Exception {
    CompletableFuture<List<InetAddress>> first = addresses.resolve();
    question().complete(List.of("10.0.0.1", "10.0.0.2"));

    assertThat(texts(first)).containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(texts(addresses.resolve())).containsExactly("10.0.0.2", "10.0.0.1");
    assertThat(questions).isEmpty();
  }

  @Test
  void asksOnceForAllWhoWait() throws Exception {
    CompletableFuture<List<InetAddress>> first = addresses.resolve();
    CompletableFuture<List<InetAddress>> second = addresses.resolve();
    question().complete(List.of("10.0.0.1"));

    assertThat(texts(first)).isEqualTo(texts(second)).containsExactly("10.0.0.1");
    assertThat(questions).isEmpty();
  }

  @Test
  void nobodyWaitsForASlowNameServiceOnceAddressesAreKnown() throws Exception {
    var _ = addresses.resolve();
    question().complete(List.of("10.0.0.1"));
    assertThat(texts(addresses.resolve())).containsExactly("10.0.0.1");
    passKeeping();

    assertThat(addresses.resolve())
        .isCompletedWithValue(List.of(InetAddress.getByName("10.0.0.1")));
    CompletableFuture<List<String>> slow = question();
    passKeeping();
    assertThat(addresses.resolve()).isCompleted();
    assertThat(questions).as("asked one at a time").isEmpty();

    slow.complete(List.of("10.0.0.9"));
    awaitFirst("10.0.0.9");
  }

  @Test
  void theLastKnownAddressesOutliveAFailure() throws Exception {
    var _ = addresses.resolve();
    question().complete(List.of("10.0.0.1"));
    assertThat(texts(addresses.resolve())).containsExactly("10.0.0.1");
    passKeeping();
    var _ = addresses.resolve();
    question().complete(List.of());

    assertThat(texts(addresses.resolve())).containsExactly("10.0.0.1");
  }

  @Test
  void failsWhereNoneWasEverKnownAndAsksAnew() throws Exception {
    CompletableFuture<List<InetAddress>> failing = addresses.resolve();
    question().complete(List.of());
    assertThatThrownBy(() -> texts(failing))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(UnknownHostException.class);

    CompletableFuture<List<InetAddress>> again = addresses.resolve();
    question().complete(List.of("10.0.0.1"));
    assertThat(texts(again)).containsExactly("10.0.0.1");
  }

  private void awaitFirst(String address) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!texts(addresses.resolve()).contains(address)) {
      assertThat(System.nanoTime()).as("the new address within 10 s").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
