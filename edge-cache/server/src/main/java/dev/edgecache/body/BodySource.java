package dev.edgecache.body;

import java.util.OptionalLong;

/**
 * A stream of body bytes, pulled chunk by chunk by one consumer, so that a slow consumer slows its
 * producer.
 */
public interface BodySource {

  /** The length in bytes, when it is known before the first byte. */
  OptionalLong length();

  /**
   * Asks for the next piece. Exactly one call of one method of the receiver follows, on any thread,
   * perhaps before this method returns; until then this method must not be called again.
   */
  void next(BodyReceiver receiver);

  /** Says that nothing more will be pulled, and frees what the source holds; idempotent. */
  void cancel();
}
