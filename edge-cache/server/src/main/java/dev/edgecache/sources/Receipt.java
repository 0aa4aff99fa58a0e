package dev.edgecache.sources;

import dev.edgecache.invalidation.log.Acknowledgement;
import java.util.concurrent.CompletionStage;

/** What became of a message. */
public sealed interface Receipt {

  /**
   * It is in effect.
   *
   * @param kept completes when it is as durable as it gets for now; its sender may forget it unless
   *     it is {@link Acknowledgement#UNWRITTEN}
   */
  record Effective(CompletionStage<Acknowledgement> kept) implements Receipt {}

  /** No policy names an event of its type: it was counted, and its sender may forget it. */
  record Unmapped(String type) implements Receipt {}

  /** It can't be understood, for that reason: it was set aside where people see it. */
  record SetAside(String reason) implements Receipt {}
}
