package dev.edgecache.sources.wal;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.invalidation.log.Appended;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.Location;
import dev.edgecache.sources.wal.decoding.Transaction;
import dev.edgecache.sources.wal.decoding.Transaction.Touched;
import java.time.InstantSource;
import java.util.ArrayList;
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
 * @param source where they come from, for people
 */
record Appender(InvalidationLog log, String source, InstantSource clock) {

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
      case Touched.Tagged(Set<String> tags) -> append(tags, position);
      case Touched.Everything(String reason) -> {
        LOG.warn("{}: everything is invalidated, by {}", source, reason);
        Set<String> everything = Set.of(ImplicitTags.EVERYTHING);
        yield List.of(append(id(position, 1), everything, position, source + ": " + reason));
      }
    };
  }

  private List<Entry> append(Set<String> tags, Position position) {
    List<Entry> entries = new ArrayList<>();
    Set<String> part = new LinkedHashSet<>();
    for (String tag : tags) {
      part.add(tag);
      if (part.size() == Invalidation.MOST_TAGS) {
        entries.add(append(id(position, entries.size() + 1), part, position, source));
        part.clear();
      }
    }
    if (!part.isEmpty()) {
      entries.add(append(id(position, entries.size() + 1), part, position, source));
    }
    return entries;
  }

  private static String id(Position position, int part) {
    return "wal/" + position.text() + (part == 1 ? "" : "/" + part);
  }

  /**
   * Where positions are not compared, the order in which things happen decides: the transaction
   * counts anew when another standby shows it.
   */
  private Entry append(String id, Set<String> tags, Position position, String from) {
    Invalidation invalidation =
        new Invalidation(
            id, tags, Mode.HARD, Optional.of(position), clock.instant(), from);
    Appended appended = log.appendReplayed(invalidation);
    return appended.effect().isEmpty() && appended.entry().location() instanceof Location.Unneeded
        ? log.appendReplayed(invalidation.withId(Invalidation.newId())).entry()
        : appended.entry();
  }

  /**
   * Invalidates everything, as transactions may have been missed.
   *
   * @param reason why
   * @param position none was missed that was committed beyond
   */
  void appendGap(String reason, Position position) {
    LOG.warn("{}: everything is invalidated, as changes may have been missed: {}", source, reason);
    log.appendReplayed(
        new Invalidation(
            Invalidation.newId(),
            Set.of(ImplicitTags.EVERYTHING),
            Mode.HARD,
            Optional.of(position),
            clock.instant(),
            source + ": " + reason));
  }
}
