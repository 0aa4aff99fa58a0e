package dev.edgecache.origin;

import static dev.edgecache.origin.Asker.get;
import static dev.edgecache.origin.Asker.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.BodySource;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.choice.Choice;
import dev.edgecache.origin.choice.ChoiceMeans;
import dev.edgecache.origin.choice.ChoiceObserver;
import dev.edgecache.origin.choice.ChoiceRules;
import dev.edgecache.origin.choice.FallbackLimit;
import dev.edgecache.origin.choice.Origins;
import dev.edgecache.origin.choice.Rollout;
import dev.edgecache.origin.http1.OriginNetwork;
import dev.edgecache.policy.Route.OriginRule;
import dev.edgecache.policy.Route.OriginRule.Preference;
import dev.edgecache.policy.Route.OriginRule.Residency;
import dev.edgecache.testing.ManualTime;
import dev.edgecache.testing.TestOrigin;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which origin answers what, as the origins come and go. */
@Timeout(60)
class OriginsTest {
  private static final int ROOM = 2;
  private static final Duration OPEN_FOR = Duration.ofSeconds(5);
  private static final Duration SLOW_START = Duration.ofSeconds(30);
  private static final OriginRule STAY =
      new OriginRule(Preference.BY_METHOD, Residency.STAY, Optional.empty());

  private final ManualTime time = new ManualTime();
  private final FallbackLimit room = new FallbackLimit(ROOM);
  private final AtomicInteger failovers = new AtomicInteger();
  private final AtomicInteger hedges = new AtomicInteger();
  private final Queue<Delayed> delayed = new ConcurrentLinkedQueue<>();
  private final Random random = new Random(1);
  private OriginNetwork network;
  private TestOrigin local;
  private TestOrigin primary;
  private Origins origins;

  @BeforeEach
  void start() throws IOException {
    network = OriginNetwork.start(1);
    local = TestOrigin.start();
    primary = TestOrigin.start();
    local.always(arrived -> arrived.ok("", "local"));
    primary.always(arrived -> arrived.ok("", "primary"));
    origins = origins(1, Rollout.WHOLE);
  }

  private Origins origins(double retryShare, Rollout rollout) {
    return Origins.of(
        client(local, retryShare),
        client(primary, retryShare),
        new ChoiceRules(room, rollout),
        new ChoiceMeans(
            random,
            (after, task) -> {
              delayed.add(new Delayed(after, task));
              return () -> delayed.removeIf(one -> one.task().equals(task));
            },
            new ChoiceObserver() {
              @Override
              public void failedOver() {
                failovers.incrementAndGet();
              }

              @Override
              public void hedged() {
                hedges.incrementAndGet();
              }
            }));
  }

  /** A task that waits for the test to run it. */
  private record Delayed(Duration after, Runnable task) {}

  @AfterEach
  void stop() throws IOException {
    origins.close();
    network.close();
    local.close();
    primary.close();
  }

  private OriginClient client(TestOrigin origin, double retryShare) {
    return network.client(
        OriginSettings.of(URI.create(origin.url()))
            .withBreaker(new OriginSettings.Breaker(1, 100, 100, 3, OPEN_FOR, Set.of(503)))
            .withRetries(new OriginSettings.Retries(retryShare, 10))
            .withHealth(new HealthRule(Optional.empty(), SLOW_START)),
        OriginObserver.NONE,
        time::instant,
        time::nanos);
  }

  /** A listener that remembers who answered. */
  private static final class Witness implements OriginListener {
    private final Asker asker = new Asker();
    private final CompletableFuture<Site> site = new CompletableFuture<>();

    @Override
    public void answeredBy(Site who) {
      site.complete(who);
    }

    @Override
    public void response(ResponseHead head, BodySource body) {
      asker.response(head, body);
    }

    @Override
    public void upgraded(ResponseHead head, BodySource incoming, Consumer<BodySource> outgoing) {
      asker.upgraded(head, incoming, outgoing);
    }

    @Override
    public void failed(OriginFailure failure) {
      asker.failed(failure);
    }
  }

  private Choice choose(OriginRequest request, OriginRule rule) {
    RequestHead head = request.head();
    return origins.choose(head, rule, origins.lotOf(head, InetAddress.getLoopbackAddress()));
  }

  private Witness ask(OriginRequest request, OriginRule rule) {
    Witness witness = new Witness();
    choose(request, rule).exchange(request, witness);
    return witness;
  }

  private Site siteOf(OriginRequest request, OriginRule rule) {
    Witness witness = ask(request, rule);
    witness.asker.response().text();
    return Asker.await(witness.site);
  }

  private Site read() {
    return siteOf(get("/"), OriginRule.DEFAULT);
  }

  private void eject(TestOrigin origin, OriginRule rule) {
    origin.always(arrived -> arrived.answer("503 Busy", "", ""));
    for (int i = 0; i < 3; i++) {
      ask(get("/"), rule).asker.await();
    }
  }

  private static OriginRule preferring(Preference preference) {
    return new OriginRule(preference, Residency.ANYWHERE, Optional.empty());
  }

  @Test
  @DisplayName("safe methods go to the local origin, others to the primary, unless the route says")
  void theOriginIsChosenByMethodAndByRoute() {
    assertThat(read()).isEqualTo(Site.LOCAL);
    assertThat(siteOf(request("HEAD", "/"), OriginRule.DEFAULT)).isEqualTo(Site.LOCAL);
    assertThat(siteOf(request("POST", "/"), OriginRule.DEFAULT)).isEqualTo(Site.PRIMARY);
    assertThat(siteOf(get("/"), preferring(Preference.PRIMARY))).isEqualTo(Site.PRIMARY);
    assertThat(siteOf(request("POST", "/"), preferring(Preference.LOCAL))).isEqualTo(Site.LOCAL);
    assertThat(siteOf(request("POST", "/"), STAY)).isEqualTo(Site.LOCAL);
  }

  @Test
  @DisplayName("a read that the local origin does not answer is answered by the primary")
  void aReadFailsOver() {
    local.always(Arrived::breakOff);

    assertThat(read()).isEqualTo(Site.PRIMARY);
    assertThat(failovers).hasValue(1);
    local.always(arrived -> arrived.answer("503 Busy", "", "busy"));
    assertThat(read()).isEqualTo(Site.PRIMARY);
    assertThat(failovers).hasValue(2);
  }

  @Test
  @DisplayName("an error that is the request's own, such as 500 or 404, is passed on")
  void otherStatusesDoNotFailOver() {
    local.always(arrived -> arrived.answer("500 Internal Server Error", "", "broken"));

    assertThat(ask(get("/"), OriginRule.DEFAULT).asker.response().head().status()).isEqualTo(500);
    assertThat(primary.arrivals()).isZero();
  }

  @Test
  @DisplayName("a route whose requests must stay never reaches the primary")
  void aRouteThatStaysNeverFailsOver() {
    local.always(Arrived::breakOff);

    for (int i = 0; i < 5; i++) {
      assertThat(ask(get("/"), STAY).asker.failure().status()).isIn(502, 503);
    }
    assertThat(ask(request("POST", "/"), STAY).asker.failure().status()).isEqualTo(503);
    assertThat(origins.primaryInPlaceOfLocal(STAY)).isEmpty();
    assertThat(primary.arrivals()).isZero();
  }

  @Test
  @DisplayName("a write is never sent twice, and one to an ejected primary gets 503 at once")
  void aWriteIsNotRepeated() {
    primary.always(Arrived::breakOff);

    for (int i = 0; i < 3; i++) {
      assertThat(ask(request("PUT", "/"), OriginRule.DEFAULT).asker.failure().kind())
          .isEqualTo(OriginFailure.Kind.RESET_BEFORE_HEAD);
    }
    assertThat(primary.arrivals()).isEqualTo(3);
    OriginFailure refused = ask(request("PUT", "/"), OriginRule.DEFAULT).asker.failure();
    assertThat(refused.kind()).isEqualTo(OriginFailure.Kind.BREAKER_OPEN);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(local.arrivals()).isZero();
  }

  @Test
  @DisplayName("RYW-4 reads go on from the replica while the primary is down")
  void readsGoOnWithoutThePrimary() {
    eject(primary, preferring(Preference.PRIMARY));

    assertThat(read()).isEqualTo(Site.LOCAL);
    local.always(Arrived::breakOff);
    assertThat(ask(get("/"), OriginRule.DEFAULT).asker.failure().kind())
        .isEqualTo(OriginFailure.Kind.RESET_BEFORE_HEAD);
    assertThat(primary.arrivals()).isEqualTo(3);
  }

  @Test
  @DisplayName("COL-7 reads that fall back to the primary beyond its room are refused at once")
  void theFallbackHasItsOwnLimit() throws Exception {
    eject(local, STAY);
    primary.always(null);
    Witness first = ask(get("/1"), OriginRule.DEFAULT);
    Arrived one = primary.take();
    Witness second = ask(get("/2"), OriginRule.DEFAULT);
    Arrived other = primary.take();
    assertThat(room.inUse()).isEqualTo(ROOM);

    OriginFailure refused = ask(get("/3"), OriginRule.DEFAULT).asker.failure();

    assertThat(refused.kind()).isEqualTo(OriginFailure.Kind.FALLBACK_FULL);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(room.refused()).isEqualTo(1);
    Witness write = ask(request("POST", "/"), OriginRule.DEFAULT);
    primary.take().ok("", "written");
    assertThat(write.asker.response().text()).isEqualTo("written");
    one.ok("", "one");
    assertThat(first.asker.response().text()).isEqualTo("one");
    assertThat(room.inUse()).isEqualTo(1);
    other.breakOff();
    second.asker.failure();
    assertThat(room.inUse()).isZero();
  }

  @Test
  @DisplayName("a read that is given up gives its room back, before its head or after it")
  void roomIsGivenBack() throws Exception {
    eject(local, STAY);
    primary.always(null);
    Witness waiting = new Witness();
    OriginExchange exchange = choose(get("/"), OriginRule.DEFAULT).exchange(get("/"), waiting);
    primary.take();
    exchange.cancel();
    assertThat(waiting.asker.failure().kind()).isEqualTo(OriginFailure.Kind.CANCELLED);
    assertThat(room.inUse()).isZero();

    Witness reading = ask(get("/"), OriginRule.DEFAULT);
    primary.take().send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    BodySource body = reading.asker.response().body();
    assertThat(room.inUse()).isEqualTo(1);
    body.cancel();
    assertThat(room.inUse()).isZero();
  }

  @Test
  @DisplayName("what a read below a floor gets of the primary counts against the same room")
  void theFloorsFallbackSharesTheRoom() throws Exception {
    primary.always(null);
    Choice choice = origins.primaryInPlaceOfLocal(OriginRule.DEFAULT).orElseThrow();
    Witness witness = new Witness();
    choice.exchange(get("/"), witness);
    Arrived arrived = primary.take();
    assertThat(room.inUse()).isEqualTo(1);
    arrived.ok("", "new");
    assertThat(witness.asker.response().text()).isEqualTo("new");
    assertThat(witness.site).isCompletedWithValue(Site.PRIMARY);
    assertThat(room.inUse()).isZero();
  }

  @Test
  @DisplayName("failovers of requests that were sent stay within the retry budget")
  void failoversAreBudgeted() throws IOException {
    origins.close();
    origins = origins(0, Rollout.WHOLE);
    local.always(Arrived::breakOff);

    for (int i = 0; i < 3; i++) {
      assertThat(ask(get("/"), OriginRule.DEFAULT).asker.failure().kind())
          .isEqualTo(OriginFailure.Kind.RESET_BEFORE_HEAD);
    }
    assertThat(primary.arrivals()).isZero();
    assertThat(read()).as("ejected: asking the primary repeats nothing").isEqualTo(Site.PRIMARY);
  }

  @Test
  @DisplayName("a recovered origin's share rises in a straight line")
  void aRecoveredOriginStartsSlowly() {
    eject(local, STAY);
    assertThat(read()).isEqualTo(Site.PRIMARY);
    local.always(arrived -> arrived.ok("", "local"));
    time.advance(OPEN_FOR);
    assertThat(origins.health(Site.LOCAL).state()).isEqualTo(OriginHealth.State.ON_TRIAL);
    for (int i = 0; i < 5; i++) {
      assertThat(read()).isEqualTo(Site.LOCAL);
    }
    assertThat(origins.health(Site.LOCAL).state()).isEqualTo(OriginHealth.State.RECOVERING);

    assertThat(localAmong100()).isZero();
    time.advance(SLOW_START.dividedBy(2));
    assertThat(origins.health(Site.LOCAL).share()).isEqualTo(0.5);
    assertThat(localAmong100()).isBetween(35, 65);
    time.advance(SLOW_START.dividedBy(2));
    assertThat(localAmong100()).isEqualTo(100);
    assertThat(origins.health(Site.LOCAL).state()).isEqualTo(OriginHealth.State.HEALTHY);
  }

  private int localAmong100() {
    int count = 0;
    for (int i = 0; i < 100; i++) {
      count += read() == Site.LOCAL ? 1 : 0;
    }
    return count;
  }

  @Test
  @DisplayName("an origin that fails again soon is ejected for twice as long")
  void ejectionsGrow() {
    eject(local, STAY);
    time.advance(OPEN_FOR);
    for (int i = 0; i < 5; i++) {
      ask(get("/"), STAY).asker.await();
    }
    assertThat(stateOfLocal()).isEqualTo(OriginHealth.State.EJECTED);
    time.advance(OPEN_FOR);
    assertThat(stateOfLocal()).isEqualTo(OriginHealth.State.EJECTED);
    time.advance(OPEN_FOR);
    assertThat(stateOfLocal()).isEqualTo(OriginHealth.State.ON_TRIAL);
    local.always(arrived -> arrived.ok("", "local"));
    for (int i = 0; i < 5; i++) {
      ask(get("/"), STAY).asker.response().text();
    }
    time.advance(Duration.ofMinutes(1));
    eject(local, STAY);
    time.advance(OPEN_FOR);
    assertThat(stateOfLocal()).as("the first time anew").isEqualTo(OriginHealth.State.ON_TRIAL);
  }

  @Test
  @DisplayName("a rollout takes its share of the sessions, and a session always the same way")
  void sessionsAreRolledOut() {
    origins.close();
    origins = origins(1, new Rollout(0.25, Optional.of(new Rollout.Identity.Cookie("session"))));

    int rolledOut = 0;
    for (int session = 0; session < 400; session++) {
      Site first = siteOfSession(session);
      assertThat(siteOfSession(session)).isEqualTo(first);
      rolledOut += first == Site.LOCAL ? 1 : 0;
    }
    assertThat(rolledOut).isBetween(70, 130);
  }

  private Site siteOfSession(int session) {
    RequestHead head = request("GET", "/", "Cookie", "a=b; session=" + session).head();
    Choice choice =
        origins.choose(
            head, OriginRule.DEFAULT, origins.lotOf(head, InetAddress.getLoopbackAddress()));
    assertThat(choice.preferred().limit()).as("what is planned is no fallback").isEmpty();
    return choice.site();
  }

  @Test
  @DisplayName("sessions that are not rolled out read from the local origin without the primary")
  void theRolloutYieldsToHealth() {
    origins.close();
    origins = origins(1, new Rollout(0, Optional.empty()));
    assertThat(read()).isEqualTo(Site.PRIMARY);
    primary.always(Arrived::breakOff);
    assertThat(read()).isEqualTo(Site.LOCAL);
    eject(primary, preferring(Preference.PRIMARY));
    int before = primary.arrivals();
    assertThat(read()).isEqualTo(Site.LOCAL);
    assertThat(primary.arrivals()).isEqualTo(before);
  }

  private static final OriginRule HEDGED =
      new OriginRule(Preference.BY_METHOD, Residency.ANYWHERE, Optional.of(Duration.ofMillis(200)));

  @Test
  @DisplayName("a slow read is sent a second time; the first head counts and the other ends")
  void aSlowReadIsHedged() throws Exception {
    local.always(null);
    Witness witness = ask(get("/"), HEDGED);
    Arrived slow = local.take();
    Delayed hedge = delayed.remove();
    assertThat(hedge.after()).isEqualTo(Duration.ofMillis(200));

    hedge.task().run();

    assertThat(witness.asker.response().text()).isEqualTo("primary");
    assertThat(witness.site).isCompletedWithValue(Site.PRIMARY);
    assertThat(hedges).hasValue(1);
    slow.awaitEnd();
    assertThat(room.inUse()).isZero();
  }

  @Test
  @DisplayName("the first exchange may still win, and an error waits for the other")
  void theFirstMayStillWin() throws Exception {
    local.always(null);
    primary.always(null);
    Witness witness = ask(get("/"), HEDGED);
    Arrived slow = local.take();
    delayed.remove().task().run();
    primary.take().answer("503 Busy", "", "");
    slow.ok("", "late");
    assertThat(witness.asker.response().text()).isEqualTo("late");
    assertThat(witness.site).isCompletedWithValue(Site.LOCAL);
  }

  @Test
  @DisplayName("a route that stays hedges over another connection")
  void aHedgeMayGoToTheSameOrigin() throws Exception {
    local.always(null);
    Witness witness =
        ask(get("/"), new OriginRule(Preference.BY_METHOD, Residency.STAY, HEDGED.hedgeAfter()));
    Arrived first = local.take();
    delayed.remove().task().run();
    Arrived second = local.take();
    assertThat(second.connection()).isNotEqualTo(first.connection());
    second.ok("", "second");
    assertThat(witness.asker.response().text()).isEqualTo("second");
    assertThat(primary.arrivals()).isZero();
  }

  @Test
  @DisplayName("no hedge for writes, without budget, or after the answer")
  void hedgesAreBounded() throws Exception {
    assertThat(siteOf(request("POST", "/"), HEDGED)).isEqualTo(Site.PRIMARY);
    assertThat(siteOf(get("/"), HEDGED)).isEqualTo(Site.LOCAL);
    assertThat(delayed).as("called off").isEmpty();

    origins.close();
    origins = origins(0, Rollout.WHOLE);
    local.always(null);
    Witness witness = ask(get("/"), HEDGED);
    Arrived slow = local.take();
    delayed.remove().task().run();
    slow.ok("", "slow");
    assertThat(witness.asker.response().text()).isEqualTo("slow");
    assertThat(hedges).hasValue(0);
  }

  private OriginHealth.State stateOfLocal() {
    return origins.health(Site.LOCAL).state();
  }
}
