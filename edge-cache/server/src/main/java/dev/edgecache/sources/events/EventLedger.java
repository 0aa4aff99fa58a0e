package dev.edgecache.sources.events;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of events: a count for each source and type, and the latest that were set aside. It is
 * bounded, and never holds what an event says.
 */
public final class EventLedger {

  /** Types beyond that many of all sources are counted together. */
  public static final int MOST_TYPES = 1_000;

  /** Messages that were set aside and are remembered, the latest. */
  public static final int MOST_SET_ASIDE = 100;

  private static final Logger LOG = LoggerFactory.getLogger("dev.edgecache.sources");
  private static final String OTHERS = "(others)";
  private static final int LONGEST = 200;

  private final EventObserver observer;

  // Guarded by this.
  private final Map<Kind, Counts> counts = new LinkedHashMap<>();
  private final Deque<SetAside> setAside = new ArrayDeque<>();

  /** A source and a type of events. */
  private record Kind(String source, String type) {}

  /** What became of the events of one kind. */
  private static final class Counts {
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private long badPositions;
    private Instant last = Instant.MIN;
  }

  /**
   * What became of the events of one type.
   *
   * @param source the name of their source
   * @param type the type; empty where none was found
   * @param outcomes how many there were of each
   * @param badPositions those in effect without the position that they name
   * @param last when one came last
   */
  public record TypeCount(
      String source, String type, Map<Outcome, Long> outcomes, long badPositions, Instant last) {}

  /**
   * A message, or a part of it, that can't be understood.
   *
   * @param source the name of its source
   * @param id what the bus calls it
   * @param type the type of the event; empty where none was found
   * @param reason why
   * @param received when it came
   */
  public record SetAside(
      String source, Optional<String> id, String type, String reason, Instant received) {

    /** Shortens what others wrote. */
    public SetAside {
      id = id.map(EventLedger::shown);
      type = shown(type);
      reason = shown(reason);
    }
  }

  /** A ledger without entries. */
  public EventLedger(EventObserver observer) {
    this.observer = observer;
  }

  /** Counts an event. */
  void came(String source, String type, Outcome outcome, Instant received) {
    observer.came(source, outcome);
    boolean first;
    synchronized (this) {
      Counts of = counts(source, type, received);
      first = of.outcomes.merge(outcome, 1L, Long::sum) == 1;
    }
    if (first && outcome == Outcome.UNMAPPED) {
      LOG.info("Events of type {} come from {}, and no policy names them", shown(type), source);
    }
  }

  /** Takes up what can't be understood. */
  public void came(SetAside message) {
    observer.came(message.source(), Outcome.SET_ASIDE);
    boolean first;
    synchronized (this) {
      Counts of = counts(message.source(), message.type(), message.received());
      first = of.outcomes.merge(Outcome.SET_ASIDE, 1L, Long::sum) == 1;
      setAside.addFirst(message);
      if (setAside.size() > MOST_SET_ASIDE) {
        setAside.removeLast();
      }
    }
    if (first) {
      LOG.warn(
          "A message from {} was set aside, and GET /events shows more of its kind: {}",
          message.source(),
          message.reason());
    }
  }

  /** Counts an event that is in effect without the position that it names. */
  void badPosition(String source, String type, Instant received) {
    observer.badPosition(source);
    boolean first;
    synchronized (this) {
      first = counts(source, type, received).badPositions++ == 0;
    }
    if (first) {
      LOG.warn(
          "An event of type {} from {} lacks the position that its policy names, or it can't be"
              + " read; it is in effect, and the primary is asked for a position",
          shown(type),
          source);
    }
  }

  private Counts counts(String source, String type, Instant received) {
    Kind kind = new Kind(source, shown(type));
    Kind known =
        counts.containsKey(kind) || counts.size() < MOST_TYPES ? kind : new Kind(source, OTHERS);
    Counts of = counts.computeIfAbsent(known, _ -> new Counts());
    of.last = received;
    return of;
  }

  /** What came of each type, the one first that came first. */
  public synchronized List<TypeCount> types() {
    List<TypeCount> types = new ArrayList<>();
    counts.forEach(
        (kind, of) ->
            types.add(
                new TypeCount(
                    kind.source(),
                    kind.type(),
                    new EnumMap<>(of.outcomes),
                    of.badPositions,
                    of.last)));
    return types;
  }

  /** The latest that were set aside, the latest first. */
  public synchronized List<SetAside> setAside() {
    return List.copyOf(setAside);
  }

  /** A text of others, short and in one line. */
  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
