package dev.edgecache.cloudfront.invalidation.schedule;

import java.time.Instant;
import java.util.Optional;

/** What is to be done next. */
public sealed interface Step {

  /** A change is to be kept, and then made. */
  record Keep(Change change) implements Step {}

  /** A batch is to be sent; {@link Schedule#created} takes what comes of it. */
  record Send(Batch batch) implements Step {}

  /** It is to be asked whether a batch is completed; {@link Schedule#asked} takes the answer. */
  record Ask(Batch batch, String id) implements Step {}

  /**
   * There is nothing to do.
   *
   * @param until when there will be, if nothing comes before
   */
  record Rest(Optional<Instant> until) implements Step {}
}
