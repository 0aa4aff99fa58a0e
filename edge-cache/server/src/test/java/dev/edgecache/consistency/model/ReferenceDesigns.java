package dev.edgecache.consistency.model;

import static dev.edgecache.consistency.model.protocol.Invariant.MONOTONIC_READS;
import static dev.edgecache.consistency.model.protocol.Invariant.NO_STALE_AFTER_ACK;

import dev.edgecache.consistency.model.protocol.Choice;
import dev.edgecache.consistency.model.protocol.Choice.Events;
import dev.edgecache.consistency.model.protocol.Choice.Joining;
import dev.edgecache.consistency.model.protocol.Choice.Lease;
import dev.edgecache.consistency.model.protocol.Choice.Lookup;
import dev.edgecache.consistency.model.protocol.Choice.Order;
import dev.edgecache.consistency.model.protocol.Choice.Raises;
import dev.edgecache.consistency.model.protocol.Choice.Removal;
import dev.edgecache.consistency.model.protocol.Choice.Replacement;
import dev.edgecache.consistency.model.protocol.Choice.Storing;
import dev.edgecache.consistency.model.protocol.Choice.Token;
import dev.edgecache.consistency.model.protocol.Design;
import dev.edgecache.consistency.model.protocol.World;
import dev.edgecache.consistency.model.protocol.World.Size;
import java.util.List;
import java.util.stream.Stream;

/** Seventeen designs, from the purge of nginx and Varnish to floors and tokens. */
final class ReferenceDesigns {
  static final World SMALL = World.SMALL;
  static final World ONE_REPLICA = SMALL.with(Size.REPLICAS, 1);
  static final World THREE_WRITES = SMALL.with(Size.WRITES, 3);
  static final World ONE_FETCH = SMALL.with(Size.FETCHES, 1);
  static final World ONE_WRITE = SMALL.with(Size.WRITES, 1);

  private ReferenceDesigns() {}

  /** A cache that forgets what is purged, and checks nothing else. */
  private static Design purge(Choice... choices) {
    return Design.of(Lookup.UNCHECKED, Raises.NOTHING, Removal.STORED).with(choices);
  }

  /** A cache that forgets what is purged, and compares floors before it stores. */
  private static Design storeCheck(Choice... choices) {
    return Design.of(Lookup.UNCHECKED, Removal.STORED, Storing.CHECKED).with(choices);
  }

  private static Row stale(String name, World world, Design design) {
    return Row.breaks(NO_STALE_AFTER_ACK, name, world, design);
  }

  static List<Row> violated() {
    Design lease = purge(Lease.REVOKED, Joining.NONE);
    return List.of(
        stale("1. purge", SMALL, purge(Joining.NONE)),
        stale("2. lease, no joins", SMALL, lease),
        stale("3. lease, joins", SMALL, purge(Lease.REVOKED, Joining.UNCHECKED)),
        stale(
            "4. lease and a second purge later, acknowledged after the second",
            SMALL,
            lease.with(Removal.STORED_TWICE)),
        stale(
            "5. purge by the log of the replica", ONE_REPLICA, purge(Events.REPLICA, Joining.NONE)),
        stale(
            "6. lease, by the log of the replica, joins",
            ONE_REPLICA,
            purge(Lease.REVOKED, Events.REPLICA, Joining.UNCHECKED)),
        stale("8. as 7 with two replicas", SMALL, lease.with(Events.REPLICA)),
        stale(
            "9. floor at storing, data read before the position",
            SMALL,
            storeCheck(Order.DATA_THEN_POSITION)),
        stale(
            "10. floor compared in a step before storing",
            ONE_REPLICA,
            storeCheck(Storing.CHECKED_BEFORE)),
        Row.breaks(
            MONOTONIC_READS,
            "12. as 11, token from lower bounds",
            SMALL,
            storeCheck(Token.LOWER_BOUND)),
        stale("14. as 10 with two replicas", SMALL, storeCheck(Storing.CHECKED_BEFORE)));
  }

  static List<Row> holding() {
    return Stream.of(
            seven(ONE_REPLICA),
            eleven(SMALL),
            thirteen(ONE_FETCH, ONE_WRITE),
            fifteen(SMALL),
            sixteen(SMALL),
            seventeen(ONE_FETCH, ONE_WRITE))
        .flatMap(rows -> rows)
        .toList();
  }

  static List<Row> larger() {
    return Stream.of(
            seven(ONE_REPLICA.with(Size.WRITES, 3)),
            eleven(THREE_WRITES),
            thirteen(SMALL, ONE_FETCH.with(Size.WRITES, 3)),
            fifteen(THREE_WRITES),
            sixteen(THREE_WRITES),
            seventeen(SMALL, ONE_FETCH.with(Size.WRITES, 3)))
        .flatMap(rows -> rows)
        .toList();
  }

  private static Stream<Row> seven(World... worlds) {
    return Row.holds(
        "7. lease, by the log of the only replica, no joins",
        purge(Lease.REVOKED, Events.REPLICA, Joining.NONE),
        worlds);
  }

  private static Stream<Row> eleven(World... worlds) {
    return Row.holds(
        "11. floor compared as one step with storing, joins checked per waiter",
        storeCheck(),
        worlds);
  }

  private static Stream<Row> thirteen(World... worlds) {
    return Row.holds(
        "13. as 11, token from upper bounds, nothing replaced by older",
        storeCheck(Token.UPPER_BOUND, Replacement.NOT_OLDER),
        worlds);
  }

  private static Stream<Row> fifteen(World... worlds) {
    return Row.holds(
        "15. floor at lookup, purge, and compared in a step before storing",
        Design.of(Removal.STORED, Storing.CHECKED_BEFORE),
        worlds);
  }

  private static Stream<Row> sixteen(World... worlds) {
    return Row.holds("16. floor at lookup alone", Design.of(), worlds);
  }

  private static Stream<Row> seventeen(World... worlds) {
    return Row.holds("17. as 16, token from upper bounds", Design.of(Token.UPPER_BOUND), worlds);
  }
}
