package dev.edgecache.sources.webhook;

/** What became of a delivery, as its sender is told. */
public sealed interface Delivery {

  /** It is in effect, and kept, on disk or in memory as configured. */
  record InEffect() implements Delivery {}

  /** No policy names an event of its type. */
  record Unmapped(String type) implements Delivery {}

  /** It was about the subscription itself. */
  record Noted() implements Delivery {}

  /**
   * It is not taken.
   *
   * @param reason why
   * @param detail one sentence for its sender
   */
  record Refused(Refusal.Reason reason, String detail) implements Delivery {}
}
