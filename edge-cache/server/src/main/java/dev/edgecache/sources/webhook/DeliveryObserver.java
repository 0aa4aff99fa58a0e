package dev.edgecache.sources.webhook;

/** Learns which deliveries are refused. Must not block. */
@FunctionalInterface
public interface DeliveryObserver {

  /** Nobody. */
  DeliveryObserver NONE = (_, _) -> {};

  /** The sender of a delivery to the source of that name is told that it is refused. */
  void refused(String source, Refusal.Reason reason);
}
