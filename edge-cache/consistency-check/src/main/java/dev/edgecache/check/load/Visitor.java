package dev.edgecache.check.load;

import dev.edgecache.check.history.Acknowledged;
import dev.edgecache.check.history.Acknowledged.Mode;
import dev.edgecache.check.history.Client;
import dev.edgecache.check.history.OwnWrite;
import dev.edgecache.check.history.Route;
import dev.edgecache.check.record.Recorder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody with a session, who reads and writes at either proxy, looks again at what they wrote,
 * and after a while begins a new session.
 */
final class Visitor implements Step {

  private static final double WRITE_SHARE = 0.08;
  private static final double AGAIN_SHARE = 0.5;
  private static final double END_SHARE = 0.005;
  private static final long LONGEST_PAUSE = Duration.ofMillis(80).toNanos();
  private static final HttpQuestion.Content NOTHING = new HttpQuestion.Content("text/plain", "");

  private final AtomicInteger sessions;
  private final Asking asking;
  private final Deliveries deliveries;
  private final Recorder recorder;
  private final SplittableRandom random;
  private final Popularity popularity = new Popularity();
  private Client.Visitor client;
  private Optional<String> cookie = Optional.empty();
  private int last;

  /** Sessions are numbered together. */
  Visitor(
      AtomicInteger sessions,
      Asking asking,
      Deliveries deliveries,
      Recorder recorder,
      SplittableRandom random) {
    this.sessions = sessions;
    this.asking = asking;
    this.deliveries = deliveries;
    this.recorder = recorder;
    this.random = random;
    this.client = new Client.Visitor(sessions.incrementAndGet());
  }

  @Override
  public void take() {
    LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE));
    if (random.nextDouble() < END_SHARE) {
      client = new Client.Visitor(sessions.incrementAndGet());
      cookie = Optional.empty();
    }
    int key = random.nextDouble() < AGAIN_SHARE ? last : popularity.draw(random);
    int proxy = random.nextInt(2);
    last = key;
    if (random.nextDouble() < WRITE_SHARE) {
      write(proxy, key);
    } else {
      Route[] routes = Route.values();
      keepCookie(asking.read(client, proxy, routes[random.nextInt(routes.length)], key, cookie));
    }
  }

  private void write(int proxy, int key) {
    HttpQuestion question = HttpQuestion.post(Route.STORED.path(key), cookie, NOTHING);
    Optional<HttpAnswer> answer = asking.ask(proxy, question);
    long at = System.nanoTime();
    keepCookie(answer);
    if (answer.filter(HttpAnswer::isSuccess).isEmpty()) {
      return;
    }
    long version = Long.parseLong(answer.get().body());
    recorder.add(new OwnWrite(client, key, version, at));
    recorder.add(
        new Acknowledged(proxy, at, Mode.HARD, Set.of(Route.STORED), Map.of(key, version)));
    deliveries.announce(key, random);
  }

  private void keepCookie(Optional<HttpAnswer> answer) {
    answer
        .flatMap(value -> value.field("set-cookie"))
        .ifPresent(line -> cookie = Optional.of(line.split(";", 2)[0]));
  }
}
