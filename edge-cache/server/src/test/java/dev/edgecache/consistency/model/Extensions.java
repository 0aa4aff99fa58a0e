package dev.edgecache.consistency.model;

import static dev.edgecache.consistency.model.ReferenceDesigns.ONE_FETCH;
import static dev.edgecache.consistency.model.ReferenceDesigns.ONE_WRITE;
import static dev.edgecache.consistency.model.ReferenceDesigns.SMALL;
import static dev.edgecache.consistency.model.Row.breaks;
import static dev.edgecache.consistency.model.Row.holds;
import static dev.edgecache.consistency.model.protocol.Invariant.CONVERGENCE;
import static dev.edgecache.consistency.model.protocol.Invariant.DECLARED_STALE;
import static dev.edgecache.consistency.model.protocol.Invariant.MONOTONIC_READS;
import static dev.edgecache.consistency.model.protocol.Invariant.NO_STALE_AFTER_ACK;
import static dev.edgecache.consistency.model.protocol.Invariant.READ_YOUR_WRITES;

import dev.edgecache.consistency.model.protocol.Choice.Blocked;
import dev.edgecache.consistency.model.protocol.Choice.Epochs;
import dev.edgecache.consistency.model.protocol.Choice.EventPosition;
import dev.edgecache.consistency.model.protocol.Choice.Joining;
import dev.edgecache.consistency.model.protocol.Choice.Lookup;
import dev.edgecache.consistency.model.protocol.Choice.Noting;
import dev.edgecache.consistency.model.protocol.Choice.Order;
import dev.edgecache.consistency.model.protocol.Choice.Positions;
import dev.edgecache.consistency.model.protocol.Choice.Raises;
import dev.edgecache.consistency.model.protocol.Choice.Removal;
import dev.edgecache.consistency.model.protocol.Choice.Restart;
import dev.edgecache.consistency.model.protocol.Choice.Soft;
import dev.edgecache.consistency.model.protocol.Choice.SoftWindow;
import dev.edgecache.consistency.model.protocol.Choice.Storing;
import dev.edgecache.consistency.model.protocol.Choice.Tags;
import dev.edgecache.consistency.model.protocol.Choice.Token;
import dev.edgecache.consistency.model.protocol.Choice.TokenEnd;
import dev.edgecache.consistency.model.protocol.Choice.TokenPlace;
import dev.edgecache.consistency.model.protocol.Choice.Watermark;
import dev.edgecache.consistency.model.protocol.Design;
import dev.edgecache.consistency.model.protocol.World;
import dev.edgecache.consistency.model.protocol.World.Event;
import dev.edgecache.consistency.model.protocol.World.Size;
import java.util.List;
import java.util.stream.Stream;

/** What the protocol needs besides: each part as it holds, and as it does not when left out. */
final class Extensions {
  private static final Design FLOORS = Design.of();
  private static final Design TOKEN = Design.of(Token.UPPER_BOUND);
  private static final Design PURGE_AND_TOKEN =
      Design.of(Lookup.UNCHECKED, Removal.STORED, Storing.CHECKED, Token.UPPER_BOUND);
  private static final World PRIMARY = SMALL.with(Event.PRIMARY_IS_READ);
  private static final World SESSION = ONE_FETCH.with(Event.PRIMARY_IS_READ);

  private static final String POLLED = "lower bound: least of an earlier poll";
  private static final String OUTSIDE =
      "change outside the database: position sampled, and the sequence";
  private static final String SAMPLED = "no invalidation has a position: sampled, and the sequence";
  private static final String FROM_HEAD = "tags from the head, floors computed again then";
  private static final String PRIMARY_TOO = "token, the primary is read too";
  private static final String TWO_PROXIES = "two proxies, token with the client";
  private static final String LIFTED = "two keys, complete feed lifts what meets its floors";
  private static final String DECLARED =
      "declared stale, window from the first invalidation not met";
  private static final String NEVER_BELOW_TOKEN = "never below a token";
  private static final String POLLED_TOKEN =
      "token, upper bound: greatest of a poll after the head";
  private static final String PROMOTION = "promotion, epochs held";
  private static final String PROMOTION_TOKEN = "promotion, token, epochs held";
  private static final String RESTART = "restart, floors kept";
  private static final String RESTART_SAMPLED = "restart, floors sampled";

  private Extensions() {}

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private static List<Row> rows(Stream<Row>... rows) {
    return Stream.of(rows).flatMap(row -> row).toList();
  }

  private static Stream<Row> stale(String name, World world, Design design) {
    return Stream.of(breaks(NO_STALE_AFTER_ACK, name, world, design));
  }

  /** The mutations that are not among the other rows, by their letters. */
  static List<Row> mutations() {
    return rows(
        stale("(a) no check at lookup", PRIMARY, Design.of(Lookup.UNCHECKED)),
        stale("(b) position read after the data", PRIMARY, Design.of(Order.DATA_THEN_POSITION)),
        stale(
            "(c), (d) floor from before the commit",
            PRIMARY,
            Design.of(EventPosition.BEFORE_COMMIT)),
        Stream.of(
            breaks(
                MONOTONIC_READS,
                "(e) token from lower bounds",
                SESSION,
                Design.of(Token.LOWER_BOUND))),
        stale("(f) joins not checked", PRIMARY, Design.of(Joining.UNCHECKED)),
        Stream.of(
            breaks(
                CONVERGENCE,
                "(l) below a floor: marked as uncacheable",
                PRIMARY,
                Design.of(Blocked.UNCACHEABLE_MARK))));
  }

  /** Positions of a poller, the sequence, and tags that come with the head. */
  static List<Row> provenance() {
    World outside = ONE_WRITE.with(Event.PRIMARY_IS_READ).with(Event.OUTSIDE_CHANGE);
    Design sequence = Design.of(Raises.POSITION_AND_SEQUENCE);
    return rows(
        holds(POLLED, Design.of(Positions.POLLED), ONE_WRITE),
        stale("lower bound: that of any replica", SMALL, Design.of(Positions.OF_ANY)),
        holds(POLLED_TOKEN, TOKEN.with(Positions.POLLED), ONE_FETCH.with(Size.WRITES, 1)),
        Stream.of(
            breaks(
                MONOTONIC_READS,
                "token, upper bound: greatest of an earlier poll",
                ONE_FETCH,
                TOKEN.with(Positions.POLLED_UPPER))),
        stale("change outside the database: position sampled, no sequence", outside, FLOORS),
        holds(OUTSIDE, sequence, outside.with(Size.REPLICAS, 1)),
        stale("the same, sequence noted after the data", outside, sequence.with(Noting.AFTER_DATA)),
        holds(SAMPLED, sequence.with(EventPosition.SAMPLED), ONE_WRITE),
        stale("the sequence alone", SMALL, Design.of(Raises.SEQUENCE)),
        holds(
            "the sequence alone, all fetches from the primary",
            Design.of(Raises.SEQUENCE),
            PRIMARY.with(Size.REPLICAS, 0)),
        holds(FROM_HEAD, Design.of(Tags.FROM_HEAD), SMALL),
        stale(
            "tags from the head, floors not computed again",
            PRIMARY,
            Design.of(Tags.FROM_HEAD_FLOORS_KEPT)));
  }

  /** Tokens: what they hold, where they are, when they end; two proxies. */
  static List<Row> sessions() {
    World proxies = SESSION.with(Size.PROXIES, 2).with(Size.REPLICAS, 1);
    World keys = ONE_FETCH.with(Size.KEYS, 2).with(Size.REPLICAS, 1);
    return rows(
        holds(PRIMARY_TOO, TOKEN, SESSION),
        Stream.of(
            breaks(
                MONOTONIC_READS,
                "token from own writes alone",
                SESSION,
                Design.of(Token.WRITES_ALONE))),
        holds(TWO_PROXIES, TOKEN, proxies.with(Size.WRITES, 1).with(Size.REPLICAS, 2)),
        Stream.of(
            breaks(
                READ_YOUR_WRITES,
                "two proxies, token at each",
                proxies,
                TOKEN.with(TokenPlace.AT_PROXY)),
            breaks(
                READ_YOUR_WRITES,
                "(g) token ends when one replica is past it",
                SESSION,
                TOKEN.with(TokenEnd.ONE_REPLICA_PAST)),
            breaks(
                READ_YOUR_WRITES,
                "token ends when all replicas are past it",
                SESSION,
                TOKEN.with(TokenEnd.ALL_REPLICAS_PAST))),
        holds(
            "token ends when all replicas, stored answers and fetches are past it",
            TOKEN.with(TokenEnd.ALL_REPLICAS_AND_STORED_PAST),
            ONE_FETCH),
        holds("as 13, but anything is replaced", PURGE_AND_TOKEN, ONE_FETCH, ONE_WRITE),
        holds(LIFTED, TOKEN.with(Watermark.OF_WHAT_MEETS_FLOORS), keys),
        Stream.of(
            breaks(
                READ_YOUR_WRITES,
                "two keys, complete feed lifts everything",
                keys,
                TOKEN.with(Watermark.OF_ALL)),
            breaks(
                READ_YOUR_WRITES,
                "two keys, feed with gaps lifts what meets its floors",
                keys,
                TOKEN.with(Watermark.WITH_GAPS))));
  }

  /** Soft invalidations; the window is one instant. */
  static List<Row> softFloors() {
    World soft = ONE_FETCH.with(Event.SOFT_INVALIDATIONS).with(Size.REPLICAS, 1);
    World primary = soft.with(Size.REPLICAS, 0).with(Event.PRIMARY_IS_READ);
    World tag = primary.with(Size.KEYS, 2).with(Event.SHARED_TAG);
    return rows(
        holds(DECLARED, FLOORS, soft, tag),
        stale("not declared", soft, Design.of(Soft.UNDECLARED)),
        Stream.of(
            breaks(DECLARED_STALE, "below a hard floor as well", soft, Design.of(Soft.HARD_TOO)),
            breaks(
                DECLARED_STALE,
                "window from the latest invalidation",
                soft,
                Design.of(SoftWindow.LATEST))),
        holds(
            "window from the first that no answer has met, one key",
            Design.of(SoftWindow.FIRST_UNANSWERED),
            soft),
        Stream.of(
            breaks(
                DECLARED_STALE,
                "window from the first that no answer has met, two keys of one tag",
                tag,
                Design.of(SoftWindow.FIRST_UNANSWERED))),
        holds(NEVER_BELOW_TOKEN, TOKEN, primary.with(Size.WRITES, 1)),
        Stream.of(
            breaks(
                READ_YOUR_WRITES, "below a token as well", primary, TOKEN.with(Soft.BELOW_TOKEN))));
  }

  /** Promotion of a replica that may lack commits, and restarts. */
  static List<Row> epochsAndRestarts() {
    World promotion = SESSION.with(Event.PROMOTION);
    World renumbering = SESSION.with(Event.RENUMBERING);
    World restart = ONE_WRITE.with(Event.RESTART);
    Design floors = Design.of(Tags.FROM_HEAD);
    Design token = floors.with(Token.UPPER_BOUND);
    return rows(
        holds(PROMOTION, floors, promotion),
        stale("(k) promotion, epochs ignored", promotion, floors.with(Epochs.IGNORED)),
        holds(PROMOTION_TOKEN, token, promotion.with(Size.REPLICAS, 1)),
        holds("the same, positions counted anew", token, renumbering.with(Size.REPLICAS, 1)),
        Stream.of(
            breaks(
                READ_YOUR_WRITES,
                "promotion, epochs of tokens ignored",
                promotion,
                token.with(Epochs.HELD_BUT_FOR_TOKENS))),
        holds(RESTART, FLOORS, restart),
        holds(RESTART_SAMPLED, Design.of(Restart.SAMPLES_FLOOR), restart),
        stale("(h) restart, floors lost", restart, Design.of(Restart.LOSES_FLOORS)));
  }

  /** What holds, in larger worlds. */
  static List<Row> larger() {
    Design sequence = Design.of(Raises.POSITION_AND_SEQUENCE);
    Design fromHead = Design.of(Tags.FROM_HEAD);
    World outside = PRIMARY.with(Event.OUTSIDE_CHANGE);
    World proxies = SESSION.with(Size.PROXIES, 2).with(Size.REPLICAS, 1);
    World keys = ONE_FETCH.with(Size.KEYS, 2);
    World soft = ONE_FETCH.with(Event.SOFT_INVALIDATIONS).with(Size.REPLICAS, 1);
    World promotion = SMALL.with(Event.PROMOTION);
    return rows(
        holds(POLLED, Design.of(Positions.POLLED), PRIMARY),
        holds(POLLED_TOKEN, TOKEN.with(Positions.POLLED), ONE_FETCH),
        holds(OUTSIDE, sequence, outside.with(Size.WRITES, 1)),
        holds(SAMPLED, sequence.with(EventPosition.SAMPLED), SMALL),
        holds(FROM_HEAD, fromHead, PRIMARY.with(Size.WRITES, 3)),
        holds(PRIMARY_TOO, TOKEN, ONE_WRITE.with(Event.PRIMARY_IS_READ)),
        holds(TWO_PROXIES, TOKEN, proxies),
        holds("two keys, token", TOKEN, keys),
        holds(LIFTED, TOKEN.with(Watermark.OF_WHAT_MEETS_FLOORS), keys),
        holds(DECLARED, FLOORS, SMALL.with(Event.SOFT_INVALIDATIONS).with(Size.REPLICAS, 1)),
        holds(DECLARED, FLOORS, soft.with(Size.KEYS, 2).with(Event.SHARED_TAG)),
        holds(NEVER_BELOW_TOKEN, TOKEN, soft),
        holds(PROMOTION, fromHead, promotion, SESSION.with(Event.PROMOTION).with(Size.WRITES, 3)),
        holds(PROMOTION_TOKEN, fromHead.with(Token.UPPER_BOUND), SESSION.with(Event.PROMOTION)),
        holds(RESTART, FLOORS, SMALL.with(Event.RESTART)),
        holds(RESTART_SAMPLED, Design.of(Restart.SAMPLES_FLOOR), SMALL.with(Event.RESTART)));
  }
}
