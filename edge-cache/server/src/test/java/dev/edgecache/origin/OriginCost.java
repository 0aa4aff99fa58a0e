package dev.edgecache.origin;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.http1.OriginNetwork;
import dev.edgecache.origin.http1.message.WholeBody;
import dev.edgecache.testing.ScriptedOrigin;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A program that prints the processor time that one exchange costs the client: that of its event
 * loop and, in the second line of each round, of the thread that asks. Argument: exchanges in each
 * round, 200000 if none is given.
 */
final class OriginCost {
  private static final int CONCURRENCY = 32;
  private static final int BODY = 1024;

  private final OriginClient client;
  private final OriginRequest request;
  private final Executor caller;
  private final AtomicInteger left;
  private final CountDownLatch done = new CountDownLatch(CONCURRENCY);

  private OriginCost(OriginClient client, OriginRequest request, Executor caller, int count) {
    this.client = client;
    this.request = request;
    this.caller = caller;
    this.left = new AtomicInteger(count);
  }

  /** Runs five rounds. */
  public static void main(String... arguments) throws Exception {
    int count = arguments.length == 0 ? 200_000 : Integer.parseInt(arguments[0]);
    byte[] answer = ScriptedOrigin.ok("x".repeat(BODY)).getBytes(StandardCharsets.ISO_8859_1);
    Fields fields = Fields.of("Accept", "*/*", "User-Agent", "cost", "Via", "1.1 edge");
    OriginRequest request =
        OriginRequest.of(new RequestHead("GET", "http", "shop.example", "/v1/p/1", null, fields));
    ScriptedOrigin.Script script =
        peer -> {
          while (true) {
            peer.receiveHead();
            peer.send(answer);
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        OriginNetwork network = OriginNetwork.start(1);
        OriginClient client =
            network.client(
                OriginSettings.of(origin.url()), OriginObserver.NONE, InstantSource.system());
        ExecutorService caller =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "caller"))) {
      for (int round = 0; round < 5; round++) {
        new OriginCost(client, request, Runnable::run, count).run("asked on the event loop");
        new OriginCost(client, request, caller, count).run("asked from another thread");
      }
    }
  }

  private void run(String name) throws InterruptedException {
    int count = left.get();
    long loop = processorTime("origin-io");
    long asking = processorTime("caller");
    long begin = System.nanoTime();
    for (int i = 0; i < CONCURRENCY; i++) {
      caller.execute(this::ask);
    }
    done.await();
    System.out.printf(
        "%-26s event loop %5.1f us, asking thread %4.1f us, %6.0f exchanges/s%n",
        name,
        (processorTime("origin-io") - loop) / 1e3 / count,
        (processorTime("caller") - asking) / 1e3 / count,
        count * 1e9 / (System.nanoTime() - begin));
  }

  private static long processorTime(String name) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith(name)) {
        sum += threads.getThreadCpuTime(thread.threadId());
      }
    }
    return sum;
  }

  private void ask() {
    if (left.getAndDecrement() > 0) {
      client.exchange(request, new Next());
    } else {
      done.countDown();
    }
  }

  /** Pulls the body and asks again. */
  private final class Next implements OriginListener, BodyReceiver {
    private BodySource body = new WholeBody(ByteBuffer.allocate(0), Fields.EMPTY);

    @Override
    public void response(ResponseHead head, BodySource source) {
      body = source;
      body.next(this);
    }

    @Override
    public void chunk(ByteBuffer bytes) {
      body.next(this);
    }

    @Override
    public void end(Fields trailers) {
      caller.execute(OriginCost.this::ask);
    }

    @Override
    public void failed(BodyFailure cause) {
      throw new AssertionError(cause);
    }

    @Override
    public void failed(OriginFailure failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void upgraded(ResponseHead head, BodySource in, Consumer<BodySource> out) {
      throw new AssertionError("upgraded");
    }
  }
}
