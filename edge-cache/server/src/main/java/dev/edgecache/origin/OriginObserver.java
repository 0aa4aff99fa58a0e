package dev.edgecache.origin;

import dev.edgecache.body.BodyFailure;
import java.time.Duration;

/**
 * The receiver of what happens between this cache and one origin. Calls must not block or throw.
 */
public interface OriginObserver {

  /** An observer that tells nobody. */
  OriginObserver NONE = new OriginObserver() {};

  /** A connection was opened, TLS included. */
  default void connected() {}

  /** A connection that was opened is closed. */
  default void disconnected() {}

  /** A final response head arrived, that long after the exchange began. */
  default void answered(int status, Duration latency) {}

  /** An exchange ended without a usable response. */
  default void failed(OriginFailure failure) {}

  /** A response body ended before it was complete. */
  default void bodyFailed(BodyFailure failure) {}

  /** A request is sent once more because its connection died before an answer. */
  default void retried() {}

  /** The origin failed too often, or its health checks did; it gets no exchanges for a while. */
  default void ejected() {}

  /** A health check passed. */
  default void checkPassed() {}

  /** A health check failed. */
  default void checkFailed() {}

  /** Bytes of request bodies or of what an upgraded connection carries were sent. */
  default void sent(long bytes) {}

  /** Bytes of response bodies or of what an upgraded connection carries were received. */
  default void received(long bytes) {}
}
