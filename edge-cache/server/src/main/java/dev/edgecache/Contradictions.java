package dev.edgecache;

import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Testimony.Contradiction;
import dev.edgecache.refill.TestimonyObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that contradict what their origin must do: each is counted, the first of each kind is
 * told to the log.
 */
final class Contradictions implements TestimonyObserver {

  private static final Logger LOG = LoggerFactory.getLogger(Contradictions.class);

  private final TestimonyObserver counted;
  private final Set<Contradiction> told = ConcurrentHashMap.newKeySet();

  Contradictions(TestimonyObserver counted) {
    this.counted = counted;
  }

  @Override
  public void contradicts(Provenance.Source source, Contradiction contradiction) {
    counted.contradicts(source, contradiction);
    if (told.add(contradiction)) {
      LOG.warn(
          "An answer of {} {}. More are counted in edgecache_origin_contradictions_total",
          switch (source) {
            case REPLICA -> "the local origin";
            case PRIMARY -> "the origin at the primary";
          },
          said(contradiction));
    }
  }

  private static String said(Contradiction contradiction) {
    return switch (contradiction) {
      case FROM_A_CACHE ->
          "came from a cache, as its field Age says, and proves nothing: take the cache away, or"
              + " have it drop what is invalidated and remove Age";
      case OUT_OF_ORDER ->
          "has a Data-Position whose lo lies beyond its hi, which is ignored: read lo before the"
              + " data and hi after them";
      case OTHER_HISTORY ->
          "has a Data-Position of another history than the databases of positions, which is"
              + " ignored: the origin must read those databases, and name positions as they do";
      case BEHIND_READINGS ->
          "has a Data-Position behind what all databases of positions showed before it was asked"
              + " for, and nothing else counts for it: name every database that the origin reads";
    };
  }
}
