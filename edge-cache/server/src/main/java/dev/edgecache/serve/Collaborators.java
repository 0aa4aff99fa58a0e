package dev.edgecache.serve;

import dev.edgecache.caching.downstream.Downstream;
import dev.edgecache.coding.Codings;
import dev.edgecache.fetch.FetchCollapser;
import dev.edgecache.fetch.Time;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.refill.OriginChoice;
import dev.edgecache.serve.record.AnswersUnderWay;
import dev.edgecache.serve.session.Sessions;
import dev.edgecache.store.ResponseStore;
import java.util.Optional;

/**
 * What serving works with, the same for all requests.
 *
 * @param settings how answers are made
 * @param store the stored responses
 * @param floors what has been invalidated
 * @param invalidations where what writes change is invalidated
 * @param collapser the fetches under way
 * @param codings the content codings of what is stored
 * @param choice which origin is asked
 * @param sessions the sessions of clients; empty where none are kept
 * @param time the sources of time
 * @param inFront the cache between this one and the browsers
 */
public record Collaborators(
    ProxySettings settings,
    ResponseStore store,
    Floors floors,
    InvalidationLog invalidations,
    FetchCollapser collapser,
    Codings codings,
    OriginChoice choice,
    Optional<Sessions> sessions,
    Time time,
    InFront inFront) {

  /**
   * The cache between this one and the browsers.
   *
   * @param downstream what it is told of answers
   * @param underWay what counts the answers that are on their way to it, if something does
   */
  public record InFront(Downstream downstream, Optional<AnswersUnderWay> underWay) {

    /** None that is known. */
    public static final InFront NOTHING =
        new InFront(Downstream.AS_THE_ORIGIN_SAYS, Optional.empty());
  }
}
