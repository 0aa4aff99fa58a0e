package dev.edgecache.sources.wal;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.invalidation.log.Appended;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.Location;
import dev.edgecache.sources.wal.changes.Transaction;
import dev.edgecache.sources.wal.changes.Transaction.Touched;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts transactions into the invalidation log, as one invalidation each, or as several if one has
 * too many tags. Their ids say where in the log of the database they are, so that a transaction is
 * the same one when it comes again, or from another standby.
 *
 * @param means what they go into
 * @param source where they come from, for people
 */
record Appender(WalSource.Means means, String source) {

  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

  /**
   * Puts a transaction in effect.
   *
   * @param epoch the history that it is of
   */
  List<Entry> append(Transaction transaction, Epoch epoch) {
    Position position = new Position(epoch, transaction.end());
    return switch (transaction.touched()) {
      case Touched.Nothing _ -> List.of();
      case Touched.Tagged(var tags, var mode) -> append(tags, mode, position);
      case Touched.Everything(String reason) -> {
        LOG.warn("{}: everything is invalidated, by {}", source, reason);
        yield List.of(append(everything(id(position, 1), reason, position)));
      }
    };
  }

  private List<Entry> append(Set<String> tags, Mode mode, Position position) {
    List<Entry> entries = new ArrayList<>();
    Set<String> part = new LinkedHashSet<>();
    for (Iterator<String> left = tags.iterator(); left.hasNext(); ) {
      part.add(left.next());
      if (part.size() == Invalidation.MOST_TAGS || !left.hasNext()) {
        String id = id(position, entries.size() + 1);
        entries.add(
            append(
                new Invalidation(
                    id, part, mode, Optional.of(position), means.clock().instant(), source)));
        part.clear();
      }
    }
    return entries;
  }

  private static String id(Position position, int part) {
    return "wal/" + position.text() + (part == 1 ? "" : "/" + part);
  }

  /**
   * A transaction that comes again counts anew where other policies mapped it before; and where
   * positions are not compared, since another standby shows it only now.
   */
  private Entry append(Invalidation invalidation) {
    Appended appended = means.log().appendReplayed(invalidation);
    boolean countsAnew =
        switch (appended) {
          case Appended.First _ -> false;
          case Appended.Again(Entry entry) -> entry.location() instanceof Location.Unneeded;
          case Appended.Refused _ -> true;
        };
    return countsAnew
        ? means.log().appendReplayed(invalidation.withId(Invalidation.newId())).entry()
        : appended.entry();
  }

  private Invalidation everything(String id, String reason, Position position) {
    return new Invalidation(
        id,
        Set.of(ImplicitTags.EVERYTHING),
        Mode.HARD,
        Optional.of(position),
        means.clock().instant(),
        source + ": " + reason);
  }

  /**
   * Invalidates everything, as transactions may have been missed.
   *
   * @param reason why
   * @param position none was missed that was committed beyond
   */
  void appendGap(String reason, Position position) {
    LOG.warn("{}: everything is invalidated, as changes may have been missed: {}", source, reason);
    means.log().appendReplayed(everything(Invalidation.newId(), reason, position));
  }
}
