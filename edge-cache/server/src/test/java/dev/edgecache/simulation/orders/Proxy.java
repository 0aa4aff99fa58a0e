package dev.edgecache.simulation.orders;

import static dev.edgecache.testing.ManualPositions.at;

import dev.edgecache.body.HeapBody;
import dev.edgecache.caching.Decision;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchListener;
import dev.edgecache.fetch.FetchOutcome;
import dev.edgecache.fetch.FetchSettings;
import dev.edgecache.fetch.Time;
import dev.edgecache.fetch.WaitLimits;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.invalidation.FewFloors;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.Background;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginHealth;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.choice.ChoiceMeans;
import dev.edgecache.origin.choice.ChoiceObserver;
import dev.edgecache.origin.choice.ChoiceRules;
import dev.edgecache.origin.choice.FallbackLimit;
import dev.edgecache.origin.choice.Lot;
import dev.edgecache.origin.choice.Origins;
import dev.edgecache.origin.choice.Rollout;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.refill.PrimaryReadings;
import dev.edgecache.refill.TestimonyObserver;
import dev.edgecache.serve.decide.Attempt;
import dev.edgecache.serve.decide.Deciding;
import dev.edgecache.serve.decide.Demands;
import dev.edgecache.store.MemoryStore;
import dev.edgecache.testing.ManualPositions;
import dev.edgecache.testing.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/** A proxy whose origins answer in steps: each reads its database, and answers later. */
final class Proxy {

  private static final RequestHead HEAD =
      new RequestHead("GET", "http", "example.com", "/p/1", null, Fields.EMPTY);
  private static final int OLD = 100;
  private static final int NEW = 200;

  private final Steps steps;
  private final PolicySet policies;
  private final ManualTime time = new ManualTime();
  private final ManualPositions positions = new ManualPositions();
  private final MemoryStore store = new MemoryStore(1_000_000, _ -> {});
  private final Floors floors = FewFloors.of(1);
  private final InvalidationLog log;
  private final FetchCollapser collapser;
  private final Deciding deciding;
  private final List<String> wrong = new ArrayList<>();
  private long primary = OLD;
  private long replica = OLD;
  private boolean acknowledged;
  private int answers;
  private int asked;

  Proxy(Steps steps, PolicySet policies) {
    this.steps = steps;
    this.policies = policies;
    positions.commit(OLD);
    positions.replay(OLD);
    Origins origins =
        Origins.of(
            new SteppingOrigin("local", () -> replica),
            new SteppingOrigin("primary", () -> primary),
            new ChoiceRules(new FallbackLimit(10), Rollout.WHOLE),
            new ChoiceMeans(new Random(1), (_, _) -> () -> {}, ChoiceObserver.NONE));
    OriginChoice choice =
        new OriginChoice(origins, floors, Optional.of(positions), TestimonyObserver.NONE);
    log =
        InvalidationLog.open(
            new MemoryJournal(),
            new InvalidationLog.Parts(
                floors,
                Optional.of(new PrimaryReadings(positions)),
                new StepwiseBackground(),
                LogObserver.NONE,
                10),
            time.instant());
    collapser =
        new FetchCollapser(
            store,
            floors,
            choice,
            new FetchSettings(
                new Time(time::instant, time::nanos), new Random(1), new WaitLimits(100, 100)));
    deciding = new Deciding(store, floors, collapser.keys());
  }

  /** What becomes work of its own. */
  private final class StepwiseBackground implements Background {
    @Override
    public void run(Runnable task) {
      steps.add("background", task);
    }

    @Override
    public void after(Duration pause, Runnable task) {
      steps.add("after a pause", task);
    }
  }

  /** An origin that reads in one step, and answers in another. */
  private final class SteppingOrigin implements OriginClient {
    private final String name;
    private final LongSupplier data;

    SteppingOrigin(String name, LongSupplier data) {
      this.name = name;
      this.data = data;
    }

    @Override
    public OriginExchange exchange(OriginRequest request, OriginListener listener) {
      int number = ++asked;
      steps.add(
          name + " reads for " + number,
          () -> {
            long read = data.getAsLong();
            steps.add(name + " answers " + number, () -> answer(listener, read));
          });
      return () -> {};
    }

    private void answer(OriginListener listener, long read) {
      byte[] content = Long.toString(read).getBytes(StandardCharsets.US_ASCII);
      listener.response(
          new ResponseHead(200, Fields.of("ETag", "\"" + read + "\"", "Surrogate-Key", "listed")),
          new HeapBody(content, Fields.EMPTY).stream());
    }

    @Override
    public OriginHealth health() {
      throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public double share() {
      return 1;
    }

    @Override
    public boolean isFailure(int status) {
      return false;
    }

    @Override
    public boolean withdrawRetry() {
      return false;
    }

    @Override
    public void fence() {}

    @Override
    public void unfence() {}

    @Override
    public void close() {}
  }

  /** Whether an invalidation tells the position of its change. */
  enum Telling {
    POSITION,
    NOTHING
  }

  /** The data changes; then that is invalidated by a tag. */
  void write(String tag, Telling telling) {
    steps.add(
        "commit",
        () -> {
          primary = NEW;
          positions.commit(NEW);
          steps.add("invalidate", () -> invalidate("change", tag, telling));
        });
  }

  /** Something outside the database changes, and is invalidated by a tag. */
  void invalidateOnly(String id, String tag) {
    steps.add(id, () -> invalidate(id, tag, Telling.NOTHING));
  }

  private void invalidate(String id, String tag, Telling telling) {
    var _ =
        log.append(
                new Invalidation(
                    id,
                    Set.of(tag),
                    Invalidation.Mode.HARD,
                    switch (telling) {
                      case POSITION -> Optional.of(at(NEW));
                      case NOTHING -> Optional.empty();
                    },
                    time.instant(),
                    "a test"))
            .entry()
            .acknowledged()
            .thenRun(() -> acknowledged = true);
  }

  /** The replica replays what there is, and is polled. */
  void replay() {
    steps.add(
        "replay",
        () -> {
          replica = primary;
          steps.add("poll", () -> positions.replay(replica));
        });
  }

  /** A client asks. */
  void request(String name) {
    steps.add(name, () -> new Request(name, acknowledged).decide(Attempt.FIRST));
  }

  /** Lets the limits pass of who waits for replicas, as one more step. */
  void afterEach() {
    if (positions.awaits() > 0 && !steps.isReady("limit")) {
      steps.add("limit", positions::passLimits);
    }
  }

  /** How often an origin was asked. */
  int asked() {
    return asked;
  }

  List<String> wrong() {
    return wrong;
  }

  int answers() {
    return answers;
  }

  /** A request of a client until it is answered. */
  private final class Request implements FetchListener {
    private final String name;
    private final boolean informed;
    private final long sequence = floors.sequence();
    private Attempt attempt = Attempt.FIRST;

    Request(String name, boolean informed) {
      this.name = name;
      this.informed = informed;
    }

    void decide(Attempt next) {
      attempt = next;
      Match match = policies.match(HEAD);
      Deciding.Decided decided =
          deciding.decide(
              new Deciding.Asked(
                  match,
                  match.store().orElseThrow(),
                  HEAD,
                  time.instant(),
                  sequence,
                  Demands.NONE));
      if (decided.decision() instanceof Decision.Serve(var response, _)) {
        outcome(new FetchOutcome.Available(response, FetchOutcome.How.FETCHED));
        return;
      }
      var fetch = decided.fetch(HEAD, new Lot(0)).requiring(attempt.floor(), attempt.reader());
      var _ =
          switch (attempt.sharing()) {
            case TOGETHER -> collapser.join(fetch, this);
            case ALONE -> collapser.fetchAlone(fetch, this);
          };
    }

    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void outcome(FetchOutcome outcome) {
      switch (outcome) {
        case FetchOutcome.Available(var response, _) -> {
          response.body().release();
          answered(response.head().fields(), response.provenance().toString());
        }
        case FetchOutcome.Released(var why) ->
            steps.add(name + " asks again", () -> decide(attempt.next(why)));
        case FetchOutcome.Behind(var floor) -> decide(attempt.beyond(floor));
        case FetchOutcome.Relayed _, FetchOutcome.Failed _ -> wrong.add(name + ": " + outcome);
      }
    }

    private void answered(Fields fields, String provenance) {
      answers++;
      boolean old = ("\"" + OLD + "\"").equals(fields.first("ETag"));
      if (informed && old) {
        wrong.add(name + " got the old answer, " + provenance);
      }
    }
  }
}
