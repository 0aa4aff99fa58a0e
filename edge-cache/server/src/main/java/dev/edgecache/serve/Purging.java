package dev.edgecache.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.fetch.Time;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.invalidation.log.Acknowledgement;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.serve.listen.RequestGate;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What PURGE does: it invalidates what is stored of its target, whatever the query, and is answered
 * when that is kept. Who may send it was asked before.
 */
final class Purging {

  /** How long its sender waits until it is in the log; it is in effect before. */
  private static final Duration LONGEST_WRITING = Duration.ofSeconds(5);

  /** The fields by which Varnish and Fastly ask for stale answers instead of none. */
  private static final List<String> SOFT = List.of("Soft-Purge", "Fastly-Soft-Purge");

  private static final Fields JSON =
      Fields.of(FieldNames.CONTENT_TYPE, "application/json")
          .with(FieldNames.CACHE_CONTROL, "no-store");

  private final Replies replies;
  private final InvalidationLog invalidations;
  private final Time time;

  Purging(Replies replies, Collaborators with) {
    this.replies = replies;
    this.invalidations = with.invalidations();
    this.time = with.time();
  }

  void purge(ClientRequest request) {
    if (request.head().fields().contains(FieldNames.ORIGIN)) {
      // Whoever may send PURGE may have a browser, and any page could have it send one.
      replies.refuse(request, StatusCodes.FORBIDDEN, "PURGE is not for web pages");
    } else if (request.match().path().isAmbiguous()) {
      replies.refuse(request, StatusCodes.BAD_REQUEST, "servers may read this path differently");
    } else {
      answerOnceKept(request, invalidations.append(invalidation(request)).entry());
    }
  }

  private Invalidation invalidation(ClientRequest request) {
    Fields fields = request.head().fields();
    return new Invalidation(
        Invalidation.newId(),
        Set.of(ImplicitTags.ofPath(request.match())),
        SOFT.stream().anyMatch(name -> "1".equals(fields.first(name))) ? Mode.SOFT : Mode.HARD,
        Optional.empty(),
        time.clock().instant(),
        RequestGate.PURGE);
  }

  private void answerOnceKept(ClientRequest request, Entry entry) {
    request
        .exchange()
        .dispatch(
            SameThreadExecutor.INSTANCE,
            () -> {
              var _ =
                  Acknowledgement.within(LONGEST_WRITING, entry.acknowledged())
                      .thenAccept(
                          kept ->
                              request
                                  .exchange()
                                  .getIoThread()
                                  .execute(() -> answer(request, entry, kept)));
            });
  }

  private void answer(ClientRequest request, Entry entry, Acknowledgement kept) {
    switch (kept) {
      case SYNCED, IN_MEMORY ->
          replies.local(request, new ResponseHead(StatusCodes.OK, JSON), json(entry));
      case UNWRITTEN ->
          replies.refuse(
              request,
              StatusCodes.SERVICE_UNAVAILABLE,
              "in effect, but the log can't be written: a restart would forget it");
    }
  }

  /** Ids that are made here need no escape. */
  private static ByteBuffer json(Entry entry) {
    Invalidation invalidation = entry.invalidation();
    String mode = invalidation.mode() == Mode.HARD ? "hard" : "soft";
    return ByteBuffer.wrap(
        "{\"id\": \"%s\", \"sequence\": %d, \"mode\": \"%s\"}\n"
            .formatted(invalidation.id(), entry.sequence(), mode)
            .getBytes(US_ASCII));
  }
}
