package dev.edgecache.origin;

import dev.edgecache.http.RequestHead;
import java.util.List;

/**
 * The origins of this cache.
 *
 * @param local answers what a replica may answer
 * @param primary answers the rest; the same client as {@code local} where there is only one origin
 */
public record Origins(OriginClient local, OriginClient primary) implements AutoCloseable {

  /** One origin that answers everything. */
  public static Origins of(OriginClient only) {
    return new Origins(only, only);
  }

  /** The origin for a request: safe methods go to the local one, all others to the primary. */
  public OriginClient choose(RequestHead request) {
    return request.isSafe() ? local : primary;
  }

  /** What is known of each origin, the local one first. */
  public List<OriginHealth> health() {
    return isOne() ? List.of(local.health()) : List.of(local.health(), primary.health());
  }

  private boolean isOne() {
    return local.equals(primary);
  }

  /** Retires the clients of all origins. */
  @Override
  public void close() {
    local.close();
    if (!isOne()) {
      primary.close();
    }
  }
}
