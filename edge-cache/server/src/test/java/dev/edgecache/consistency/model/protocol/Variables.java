package dev.edgecache.consistency.model.protocol;

import dev.edgecache.consistency.model.protocol.Choice.EventPosition;
import dev.edgecache.consistency.model.protocol.Choice.Lease;
import dev.edgecache.consistency.model.protocol.Choice.Removal;
import dev.edgecache.consistency.model.protocol.Choice.Replacement;
import dev.edgecache.consistency.model.protocol.World.Event;
import dev.edgecache.consistency.model.protocol.World.Size;
import dev.edgecache.consistency.model.search.Layout;
import dev.edgecache.consistency.model.search.Layout.Variable;
import java.util.ArrayList;
import java.util.List;

/**
 * The variables of {@link ProtocolModel}. A write is known by its number, from 1; 0 stands for what
 * was there before. What a design or a world does not have takes no room.
 */
final class Variables {
  /** The instants at which something can happen, and how many a soft invalidation lasts. */
  static final int INSTANTS = 3;

  static final int WINDOW = 1;

  final Layout layout = new Layout();
  final Design design;
  final World world;
  final int writes;

  /** Writes so far, and for each the key, whether its invalidation is soft, when that arrived. */
  final Variable commits;

  final Variable[] keyOf;
  final Variable[] soft;
  final Variable[] arrived;

  /** The position of each replica, and whether it holds commits that the new primary lacks. */
  final Variable[] replayed;

  final Variable[] diverged;

  final Variable promoted;
  final Variable switchPoint;
  final Variable commitsBefore;

  final Variable outside;
  final Variable polledLeast;
  final Variable polledMost;
  final Variable now;

  /** The session: the last write that it made or saw, which of both, its token at each place. */
  final Variable owed;

  final Variable owedAsWriter;
  final Variable[] token;
  final Variable[] tokenEpoch;

  final List<Proxy> proxies = new ArrayList<>();
  final List<Fetch> fetches = new ArrayList<>();

  Variables(Design design, World world) {
    this.design = design;
    this.world = world;
    writes = world.count(Size.WRITES);
    boolean softness = world.has(Event.SOFT_INVALIDATIONS);
    commits = layout.variable(writes + 1);
    keyOf = layout.variables(writes + 1, world.count(Size.KEYS));
    soft = layout.variables(writes + 1, softness ? 2 : 1);
    arrived = layout.variables(writes + 1, softness ? INSTANTS : 1);
    replayed = layout.variables(world.count(Size.REPLICAS), writes + 1);
    diverged = layout.variables(world.count(Size.REPLICAS), ifPromoted(2));
    promoted = layout.variable(ifPromoted(2));
    switchPoint = layout.variable(ifPromoted(writes + 1));
    commitsBefore = layout.variable(ifPromoted(writes + 1));
    outside = layout.variable(world.has(Event.OUTSIDE_CHANGE) ? 2 : 1);
    polledLeast = layout.variable(polls() ? writes + 1 : 1);
    polledMost = layout.variable(polls() ? writes + 1 : 1);
    now = layout.variable(softness ? INSTANTS : 1);
    owed = layout.variable(ifSession(writes + 1));
    owedAsWriter = layout.variable(ifSession(2));
    int places = design.has(Choice.TokenPlace.AT_PROXY) ? world.count(Size.PROXIES) : 1;
    token = layout.variables(places, ifSession(writes + 2));
    tokenEpoch = layout.variables(places, design.hasSession() ? ifPromoted(2) : 1);
    for (int proxy = 0; proxy < world.count(Size.PROXIES); proxy++) {
      proxies.add(new Proxy());
    }
    for (int fetch = 0; fetch < world.count(Size.FETCHES); fetch++) {
      fetches.add(new Fetch("fetch " + (fetch + 1)));
    }
  }

  /** Whether the session waits for a fetch; it does one thing at a time. */
  boolean sessionWaits(long[] state) {
    for (int index = 0; index < fetches.size(); index++) {
      if (fetches.get(index).waiter.session.in(state)) {
        return true;
      }
    }
    return false;
  }

  /** Whether fetches read an upper bound. */
  boolean hasUpperBound() {
    return design.has(Choice.Token.UPPER_BOUND)
        || design.has(Replacement.NOT_OLDER)
        || world.promotes();
  }

  /** Whether invalidations carry no position of their own. */
  boolean samples() {
    return design.has(EventPosition.SAMPLED);
  }

  boolean polls() {
    return design.has(Choice.Positions.POLLED) || design.has(Choice.Positions.POLLED_UPPER);
  }

  int tagOf(int key) {
    return world.has(Event.SHARED_TAG) ? 0 : key;
  }

  private int ifPromoted(int values) {
    return world.promotes() ? values : 1;
  }

  private int ifSession(int values) {
    return design.hasSession() ? values : 1;
  }

  private int sequences() {
    return design.usesSequence() ? writes + 2 : 1;
  }

  /** What one proxy holds: for each tag the floors, for each key what is stored. */
  final class Proxy {
    private final int keys = world.count(Size.KEYS);
    private final boolean softness = world.has(Event.SOFT_INVALIDATIONS);

    /** For each write whether its invalidation came, and whether it was acknowledged. */
    final Variable[] came = layout.variables(writes + 1, design.has(Removal.STORED_TWICE) ? 2 : 1);

    final Variable[] acknowledged = layout.variables(writes + 1, 2);
    final Variable acknowledgedOutside = layout.variable(world.has(Event.OUTSIDE_CHANGE) ? 2 : 1);

    final Variable epoch = layout.variable(ifPromoted(2));
    final Variable[] floor = layout.variables(keys, design.usesPosition() ? writes + 2 : 1);
    final Variable[] softFloor = layout.variables(keys, softness ? writes + 2 : 1);
    final Variable[] softSince = layout.variables(keys, softness ? INSTANTS : 1);
    final Variable[] answered = layout.variables(keys, softness ? 2 : 1);
    final Variable sequence = layout.variable(sequences());
    final Variable[] floorSequence = layout.variables(keys, sequences());
    final Variable restarted = layout.variable(world.has(Event.RESTART) ? 2 : 1);
    final Variable[] uncacheable =
        layout.variables(keys, design.has(Choice.Blocked.UNCACHEABLE_MARK) ? 2 : 1);
    final Variable[] isStored = layout.variables(keys, 2);
    final List<Copy> stored = new ArrayList<>();

    private Proxy() {
      for (int key = 0; key < keys; key++) {
        stored.add(new Copy());
      }
    }
  }

  /** An answer: what it holds, and what is known of its age. */
  final class Copy {
    final Variable version = layout.variable(writes + 1);
    final Variable outside = layout.variable(world.has(Event.OUTSIDE_CHANGE) ? 2 : 1);
    final Variable lo = layout.variable(design.usesPosition() ? writes + 1 : 1);
    final Variable hi = layout.variable(hasUpperBound() ? writes + 1 : 1);
    final Variable epoch = layout.variable(ifPromoted(2));
    final Variable sequence = layout.variable(sequences());
    private final List<Variable> all = List.of(version, outside, lo, hi, epoch, sequence);

    void clear(long[] state) {
      for (int index = 0; index < all.size(); index++) {
        all.get(index).set(state, 0);
      }
    }

    void copyTo(Copy other, long[] state) {
      for (int index = 0; index < all.size(); index++) {
        other.all.get(index).set(state, all.get(index).of(state));
      }
    }
  }

  /**
   * A request that waits for a fetch: what it is owed, and the floors it knew on arrival. Waiters
   * do not touch each other nor the fetch, so that one stands for any of those that there are.
   */
  final class Waiter {
    final Variable present = layout.variable(2);
    final Variable joined = layout.variable(design.has(Choice.Joining.UNCHECKED) ? 2 : 1);
    final Variable session = layout.variable(ifSession(2));
    final Variable owed = layout.variable(writes + 1);
    final Variable owedOutside = layout.variable(world.has(Event.OUTSIDE_CHANGE) ? 2 : 1);
    final Variable floor = layout.variable(ofFloor(design.usesPosition() ? writes + 2 : 1));
    final Variable floorSequence = layout.variable(ofFloor(sequences()));
    private final List<Variable> all =
        List.of(present, joined, session, owed, owedOutside, floor, floorSequence);

    private int ofFloor(int values) {
      return design.has(Choice.Tags.BEFORE_FETCH) ? values : 1;
    }

    void clear(long[] state) {
      for (int index = 0; index < all.size(); index++) {
        all.get(index).set(state, 0);
      }
    }
  }

  /** A fetch; its source is 0 for the primary, else the number of a replica. */
  final class Fetch {
    final String name;
    final Variable phase = layout.variable(Phase.COUNT);
    final Variable proxy = layout.variable(world.count(Size.PROXIES));
    final Variable key = layout.variable(world.count(Size.KEYS));
    final Variable source = layout.variable(world.count(Size.REPLICAS) + 1);
    final Variable revoked = layout.variable(design.has(Lease.REVOKED) ? 2 : 1);
    final Copy copy = new Copy();
    final Waiter waiter = new Waiter();

    /** Everything that makes it what it is, but for its name. */
    final List<Variable> all = new ArrayList<>(List.of(phase, proxy, key, source, revoked));

    private Fetch(String name) {
      this.name = name;
      all.addAll(copy.all);
      all.addAll(waiter.all);
    }

    Phase in(long[] state) {
      return Phase.of(phase.of(state));
    }

    @SuppressWarnings("EnumOrdinal") // a state lives no longer than the program
    void enter(long[] state, Phase next) {
      phase.set(state, next.ordinal());
    }

    Proxy proxy(long[] state) {
      return proxies.get(proxy.of(state));
    }

    void clear(long[] state) {
      for (int index = 0; index < all.size(); index++) {
        all.get(index).set(state, 0);
      }
    }
  }

  /** How far a fetch is. */
  enum Phase {
    IDLE,
    /** Begun; nothing is read. */
    BEGUN,
    /** The first of position and data is read. */
    HALF_READ,
    /** Both are read. */
    READ,
    /** The upper bound is read as well. */
    BOUNDED,
    /** The head went to those who waited; content comes. */
    ANSWERED,
    /** The floors were compared; it will be stored. */
    CHECKED;

    static final int COUNT = values().length;
    private static final List<Phase> ALL = List.of(values());

    static Phase of(int ordinal) {
      return ALL.get(ordinal);
    }
  }
}
