package dev.edgecache.sources.wal;

import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.invalidation.log.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Up to where a server may forget its log: all that came before is kept here. The invalidation log
 * keeps what it has in its order, so that what it keeps last tells of all before.
 */
final class Confirmations {

  /** More than a log writes at once; beyond it, confirmations go in longer steps. */
  private static final int MOST = 1_000;

  private final Deque<Pending> waiting = new ArrayDeque<>();
  private Optional<Entry> latest = Optional.empty();
  private long confirmed;

  private record Pending(long location, Entry entry) {}

  /** Takes up an invalidation. */
  void await(Entry entry) {
    latest =
        latest.filter(known -> known.sequence() >= entry.sequence()).or(() -> Optional.of(entry));
  }

  /** Takes up that nothing more comes from before a location of the log, which grows. */
  void passed(long location) {
    Optional<Entry> last = Optional.ofNullable(waiting.peekLast()).map(Pending::entry);
    boolean nothingNew = last.equals(latest);
    if (latest.isPresent() && (nothingNew || waiting.size() == MOST)) {
      waiting.pollLast();
    }
    latest.ifPresentOrElse(
        entry -> waiting.addLast(new Pending(location, entry)), () -> confirmed = location);
  }

  /** The greatest location that can be confirmed, unsigned; 0 if there is none. */
  long kept() {
    int kept = 0;
    int place = 0;
    for (Pending pending : waiting) {
      place++;
      kept = isKept(pending.entry()) ? place : kept;
    }
    for (; kept > 0; kept--) {
      confirmed = waiting.removeFirst().location();
    }
    latest = latest.filter(entry -> !isKept(entry));
    return confirmed;
  }

  private static boolean isKept(Entry entry) {
    return entry.acknowledged().toCompletableFuture().getNow(Acknowledgement.UNWRITTEN).isKept();
  }
}
