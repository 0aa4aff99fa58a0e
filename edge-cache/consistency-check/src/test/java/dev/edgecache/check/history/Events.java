package dev.edgecache.check.history;

import dev.edgecache.check.history.Acknowledged.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A history that is written by hand; times are in milliseconds, and the item is 7. */
final class Events {

  static final int ITEM = 7;
  static final Client STRANGER = new Client.Stranger(0);
  static final Client.Visitor ANN = new Client.Visitor(1);
  static final Client.Visitor BEN = new Client.Visitor(2);

  private final List<Read> reads = new ArrayList<>();
  private final List<Written> written = new ArrayList<>();
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final List<OwnWrite> ownWrites = new ArrayList<>();
  private final List<Replayed> replayed = new ArrayList<>();

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  /** An answer of proxy 0 to a request that began then. */
  Events read(Client client, Route route, long begin, long version, String cacheStatus) {
    return read(client, 0, route, begin, version, cacheStatus);
  }

  Events read(Client client, int proxy, Route route, long begin, long version, String cacheStatus) {
    Read.Fields fields =
        new Read.Fields(Optional.of(cacheStatus), Optional.empty(), Optional.empty());
    long end = nanos(begin + 1);
    reads.add(new Read(client, proxy, route, ITEM, nanos(begin), end, version, fields));
    return this;
  }

  /** A fresh hit by the route that stores. */
  Events read(Client client, long begin, long version) {
    return read(client, Route.STORED, begin, version, "edge-cache;hit;ttl=3");
  }

  /** A commit whose record is between two places in the log. */
  Events written(long version, long before, long after) {
    written.add(new Written(ITEM, version, before, after));
    return this;
  }

  /** An acknowledgement by proxy 0. */
  Events acknowledged(Mode mode, long at, long version) {
    acknowledged.add(
        new Acknowledged(
            0, nanos(at), mode, Set.of(Route.STORED, Route.SOFT), Map.of(ITEM, version)));
    return this;
  }

  Events ownWrite(Client.Visitor session, long at, long version) {
    ownWrites.add(new OwnWrite(session, ITEM, version, nanos(at)));
    return this;
  }

  /** A reading of standby 0. */
  Events replayed(long begin, long lsn) {
    return replayed(0, begin, lsn);
  }

  Events replayed(int standby, long begin, long lsn) {
    replayed.add(new Replayed(standby, nanos(begin), lsn));
    return this;
  }

  History history() {
    return new History(reads, written, acknowledged, ownWrites, replayed);
  }
}
