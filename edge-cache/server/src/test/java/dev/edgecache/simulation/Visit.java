package dev.edgecache.simulation;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.caching.Decision;
import dev.edgecache.caching.Freshness;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.FetchListener;
import dev.edgecache.fetch.FetchOutcome;
import dev.edgecache.fetch.FetchRequest;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.choice.Lot;
import dev.edgecache.policy.rules.Forwarding;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.serve.decide.Attempt;
import dev.edgecache.serve.decide.Deciding;
import dev.edgecache.serve.decide.Demands;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One request of a client, until it has the whole answer. */
final class Visit {

  /**
   * How often a request asks until it has an answer, while there is a primary to ask: replicas
   * alone may be overtaken by floors again and again.
   */
  private static final int MOST_TRIES = 5;

  final Node node;
  final int key;
  final Instant began;

  /** How much was acknowledged before it began. */
  final int promised;

  private final World world;
  private final Deciding.Asked asked;

  Visit(World world, Node node, int key) {
    this.world = world;
    this.node = node;
    this.key = key;
    this.began = world.schedule.instant();
    this.promised = node.site.acknowledged.size();
    RequestHead head =
        new RequestHead("GET", "http", "example.com", "/p/" + key, null, Fields.EMPTY);
    Match match = world.policies.match(head);
    this.asked =
        new Deciding.Asked(
            match, match.store().orElseThrow(), head, began, node.floors.sequence(), Demands.NONE);
  }

  void begin() {
    decide(Attempt.FIRST);
  }

  private void decide(Attempt attempt) {
    if (attempt.number() > MOST_TRIES) {
      world.violated("I11: " + attempt + " of a request for " + key + " at " + node);
    }
    Deciding.Decided decided = node.deciding.decide(asked);
    switch (decided.decision()) {
      case Decision.Serve(var response, var freshness) -> {
        world.tally.hits++;
        read(response, freshness);
      }
      case Decision.ServeWhileRevalidating(var response, var freshness, _) -> {
        node.collapser.refresh(fetch(decided));
        read(response, freshness);
      }
      case Decision.Revalidate _, Decision.Fetch _, Decision.Complete _ ->
          new Waiting(attempt, fetch(decided).requiring(attempt.floor(), attempt.reader())).begin();
      case Decision.Refuse _ -> world.violated("refused without being asked to");
    }
  }

  private FetchRequest fetch(Deciding.Decided decided) {
    return decided.fetch(
        Forwarding.forwarded(asked.match(), asked.head()),
        new Lot(node.schedule().random().nextDouble()));
  }

  /** The wait for one fetch. */
  private final class Waiting implements FetchListener {
    private final Attempt attempt;
    private final FetchRequest fetch;
    private boolean answered;
    private FetchCollapser.Place place = FetchCollapser.Place.NONE;

    Waiting(Attempt attempt, FetchRequest fetch) {
      this.attempt = attempt;
      this.fetch = fetch;
    }

    void begin() {
      place =
          switch (attempt.sharing()) {
            case TOGETHER -> node.collapser.join(fetch, this);
            case ALONE -> node.collapser.fetchAlone(fetch, this);
          };
      if (node.schedule().chance(0.03)) {
        node.later(node.schedule().millis(0, 20), this::leave);
      }
    }

    private void leave() {
      if (!answered) {
        answered();
        place.leave();
        ended();
      }
    }

    private void answered() {
      answered = true;
    }

    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void outcome(FetchOutcome outcome) {
      node.later(node.schedule().micros(0, 100), () -> take(outcome));
    }

    private void take(FetchOutcome outcome) {
      if (answered) {
        NOBODY.outcome(outcome);
        return;
      }
      answered();
      switch (outcome) {
        case FetchOutcome.Released(var why) -> decide(attempt.next(why));
        case FetchOutcome.Behind(var floor) -> decide(attempt.beyond(floor));
        case FetchOutcome.Available(var response, _) ->
            read(response, Freshness.of(response, node.schedule().instant()));
        case FetchOutcome.Relayed(_, var body, _) -> {
          body.cancel();
          world.tally.errors++;
          ended();
        }
        case FetchOutcome.Failed _ -> {
          world.tally.errors++;
          ended();
        }
      }
    }
  }

  private void read(StoredResponse response, Freshness freshness) {
    node.schedule()
        .note(
            () ->
                node
                    + " answers "
                    + key
                    + " asked at "
                    + began
                    + " by "
                    + response.provenance()
                    + ", fresh: "
                    + freshness.isFresh());
    new Content(response.body().stream(), freshness).next();
  }

  /** The content on its way to the client. */
  private final class Content implements BodyReceiver {
    private final BodySource source;
    private final Freshness freshness;
    private final StringBuilder text = new StringBuilder();

    Content(BodySource source, Freshness freshness) {
      this.source = source;
      this.freshness = freshness;
    }

    void next() {
      source.next(this);
    }

    @Override
    public void chunk(ByteBuffer bytes) {
      text.append(StandardCharsets.US_ASCII.decode(bytes.duplicate()));
      next();
    }

    @Override
    public void end(Fields trailers) {
      Commit shown = world.databases.commit(Long.parseLong(text.toString()));
      world.promises.answered(Visit.this, shown, freshness.isFresh());
      ended();
    }

    @Override
    public void failed(BodyFailure cause) {
      world.tally.errors++;
      ended();
    }
  }

  private void ended() {
    node.ended(this);
  }
}
