package dev.edgecache.consistency.model.protocol;

import dev.edgecache.consistency.model.search.Model;

/**
 * Proxies in front of a database with replicas, under a {@link Design} and in a {@link World}.
 *
 * <p>The database is a row of writes, each of one key; its end is the primary's position. A replica
 * replays them in order and as late as it likes. A fetch reads position, data and upper bound from
 * one source, each in a step of its own, then answers who waits, then is stored. Any step may come
 * between. Invalidations come at least once and in any order, each as one step after which it is
 * acknowledged: at the proxy where it came, so that several proxies owe what each has acknowledged.
 * Stored answers can be lost at any time. One session reads and writes, one thing after the other,
 * through any proxy. Answers are judged by the writes that they hold, which no design can see.
 *
 * <p>The search is exhaustive within the sizes of the world, and proves nothing beyond them. These
 * are left out:
 *
 * <ul>
 *   <li>Whether something happens at all: that a request which may not be answered is answered in
 *       the end, how long it waits, how much load that makes. Only for an uncacheable mark is it
 *       asked whether what may be stored is.
 *   <li>Time, but for the window of soft invalidations. So delays, lifetimes and windows in place
 *       of positions prove nothing here, and lag has no limit.
 *   <li>The order in which commits become visible on the primary: here it is the order of the log.
 *   <li>Whether a position is what PostgreSQL says: which function is read in which statement is
 *       measured on a real one.
 *   <li>Validation, variants, parts and errors: a fetch always brings a whole answer.
 *   <li>Room: floors are never folded, swept or retired.
 *   <li>Memory that two threads see differently: a lookup is one step, which compares with the
 *       floors of that instant.
 *   <li>More than one tag for an answer, and tags that change with its content.
 * </ul>
 */
public final class ProtocolModel implements Model {
  private final Variables at;
  private final Symmetry symmetry;
  private final Happenings happenings;
  private final Invalidations invalidations;
  private final Requests requests;
  private final Fetches fetches;

  public ProtocolModel(Design design, World world) {
    at = new Variables(design, world);
    symmetry = new Symmetry(at);
    Database database = new Database(at);
    Rules rules = new Rules(at, database);
    Promises promises = new Promises(at, database);
    happenings = new Happenings(at, database, rules);
    invalidations = new Invalidations(at, database, rules);
    requests = new Requests(at, rules, promises);
    fetches = new Fetches(at, database, rules, promises, requests);
  }

  @Override
  public long[] initial() {
    return at.layout.zero();
  }

  @Override
  public long[] canonical(long[] state) {
    return symmetry.canonical(state);
  }

  @Override
  public void steps(long[] state, Steps steps) {
    happenings.steps(state, steps);
    invalidations.steps(state, steps);
    requests.steps(state, steps);
    fetches.steps(state, steps);
  }
}
