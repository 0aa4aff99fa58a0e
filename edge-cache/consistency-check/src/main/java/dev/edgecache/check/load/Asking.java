package dev.edgecache.check.load;

import dev.edgecache.check.history.Client;
import dev.edgecache.check.history.Read;
import dev.edgecache.check.history.Route;
import dev.edgecache.check.record.Recorder;
import dev.edgecache.check.world.Proxy;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** How one process asks both proxies, and notes what they say. */
final class Asking implements Closeable {

  /** One name for both proxies, as it is part of their keys. */
  private static final String HOST = "shop.example";

  private static final Duration AFTER_A_FAILURE = Duration.ofMillis(20);

  private final List<Line> lines;
  private final Recorder recorder;

  Asking(List<Proxy> proxies, Recorder recorder) {
    this.lines = proxies.stream().map(proxy -> new Line(proxy::address, HOST)).toList();
    this.recorder = recorder;
  }

  /** An answer, or nothing if the connection failed. */
  Optional<HttpAnswer> ask(int proxy, HttpQuestion question) {
    try {
      HttpAnswer answer = lines.get(proxy).exchange(question);
      if (!answer.isSuccess()) {
        recorder.count(question.method() + " " + answer.status());
      }
      return Optional.of(answer);
    } catch (IOException e) {
      recorder.count(question.method() + " failed");
      LockSupport.parkNanos(AFTER_A_FAILURE.toNanos());
      return Optional.empty();
    }
  }

  /** Reads an item and notes what was shown, if anything was. */
  Optional<HttpAnswer> read(
      Client client, int proxy, Route route, int key, Optional<String> cookie) {
    long begin = System.nanoTime();
    Optional<HttpAnswer> answer = ask(proxy, HttpQuestion.get(route.path(key), cookie));
    long end = System.nanoTime();
    answer
        .filter(HttpAnswer::isSuccess)
        .ifPresent(
            shown ->
                recorder.add(
                    new Read(
                        client,
                        proxy,
                        route,
                        key,
                        begin,
                        end,
                        Long.parseLong(shown.body()),
                        fields(shown))));
    return answer;
  }

  private Read.Fields fields(HttpAnswer answer) {
    return new Read.Fields(
        recorder.once(answer.field("cache-status")),
        recorder.once(answer.field("age")),
        recorder.once(answer.field("data-position")));
  }

  @Override
  public void close() throws IOException {
    for (Line line : lines) {
      line.close();
    }
  }
}
