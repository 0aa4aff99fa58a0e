package dev.edgecache.origin;

import dev.edgecache.body.BodySource;
import dev.edgecache.http.ResponseHead;
import java.util.function.Consumer;

/**
 * The taker of what becomes of one exchange. After any number of interim responses exactly one of
 * {@link #response}, {@link #upgraded} and {@link #failed} is called, once. All calls come from
 * event loops: they must not block.
 */
public interface OriginListener {

  /**
   * Which origin answers, where there is a choice: comes right before the call that ends the
   * exchange.
   */
  default void answeredBy(Site site) {}

  /** An interim response: 100, 102, 103 or another of that class, but not 101. */
  default void interim(ResponseHead head) {}

  /**
   * The final response. The body must be pulled to its end or cancelled; it is empty, with length
   * zero, where the response can have none (RFC 9112 §6.3), whatever length its fields state.
   */
  void response(ResponseHead head, BodySource body);

  /**
   * The response 101: from here on the connection carries another protocol (RFC 9110 §7.8).
   *
   * @param head the head of the 101
   * @param incoming the bytes from the origin; ends when the origin closes the connection
   * @param outgoing takes, once, the bytes to the origin; when they end or fail the connection is
   *     closed
   */
  void upgraded(ResponseHead head, BodySource incoming, Consumer<BodySource> outgoing);

  /** No usable response came. */
  void failed(OriginFailure failure);
}
