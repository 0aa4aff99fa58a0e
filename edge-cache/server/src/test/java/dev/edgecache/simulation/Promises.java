package dev.edgecache.simulation;

import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Turn;
import dev.edgecache.invalidation.Invalidation.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What every answer, and every floor, must hold to. */
final class Promises {

  /** How long a stale answer may go out at most: the greater window of the policy. */
  private static final Duration WINDOW = Duration.ofSeconds(4);

  private final World world;

  Promises(World world) {
    this.world = world;
  }

  /** Counts a request for which a cache without floors would have had something too old. */
  void began(Visit visit, Commit unfenced) {
    if (missing(visit, unfenced).stream().findAny().isPresent()) {
      world.tally.opportunities++;
    }
  }

  /** A client has an answer. */
  void answered(Visit visit, Commit shown, boolean fresh) {
    world.tally.answers++;
    if (shown.key() != visit.key) {
      world.violated("the answer to a request for " + visit.key + " is " + shown);
    }
    for (Site.Acknowledged promise : missing(visit, shown)) {
      String what =
          "%s shows %s, asked at %s, without %s"
              .formatted(visit.node, shown, visit.began, promise.event());
      if (promise.event().mode() == Mode.HARD) {
        world.violated("I1: " + what);
      } else if (fresh) {
        world.violated("I1': as fresh, " + what);
      } else if (visit.began.isAfter(promise.entry().invalidation().received().plus(WINDOW))) {
        world.violated("I1': after the window, " + what);
      }
    }
    if (world.isQuiet()) {
      Optional<Commit> now = world.databases.primary().map(primary -> primary.read(visit.key));
      if (!now.equals(Optional.of(shown))) {
        world.violated("I9: " + visit.node + " shows " + shown + " after all is quiet, not " + now);
      }
    }
  }

  /** What was acknowledged before a request began and is not in what it was shown. */
  private List<Site.Acknowledged> missing(Visit visit, Commit shown) {
    return visit.node.site.acknowledged.subList(0, visit.promised).stream()
        .filter(promise -> promise.event().commit().key() == visit.key)
        .filter(promise -> shown.id() < promise.event().commit().id())
        .filter(promise -> promise.event().concerns(shown))
        .filter(promise -> world.databases.survives(promise.event().commit()))
        .toList();
  }

  /** I5: everything that was acknowledged is demanded. */
  void floorsHold(Node node) {
    node.site.acknowledged.forEach(promise -> floorHolds(node, promise));
  }

  /** I5: it is demanded, of what is fetched at least: what is stored may have been swept. */
  private void floorHolds(Node node, Site.Acknowledged promise) {
    String tag = promise.event().tag().of(promise.event().commit());
    Floor floor = node.floors.floorOfFetched(Set.of(tag), Provenance.ofPrimary(0));
    Mark mark = promise.event().mode() == Mode.HARD ? floor.hard() : floor.whole();
    boolean counted = mark.latest() >= promise.entry().sequence();
    boolean reached =
        mark.awaited() > 0
            || promise
                .entry()
                .location()
                .known()
                .flatMap(position -> current(node, position))
                .map(least -> mark.position().filter(at -> at.isAtLeast(least)).isPresent())
                .orElse(true);
    if (!counted || !reached) {
      world.violated("I5: " + node + " demands " + mark + " of " + tag + ", despite " + promise);
    }
  }

  private static Optional<Position> current(Node node, Position position) {
    return node.floors
        .turn()
        .map(Turn::lineage)
        .flatMap(lineage -> lineage.demandInCurrent(position));
  }
}
