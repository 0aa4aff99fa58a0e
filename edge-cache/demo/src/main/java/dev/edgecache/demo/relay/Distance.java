package dev.edgecache.demo.relay;

import java.time.Duration;

/**
 * How far two places are from each other, and what that costs a connection between them.
 *
 * <p>The model. A byte takes half a round trip, in each direction. A new connection first spends
 * whole round trips on handshakes, one for TCP and, with TLS 1.3, one more, before its first byte
 * sets out (RFC 9293 §3.5, RFC 8446 §2). So an exchange over a new connection takes
 *
 * <pre>
 *   handshakes · roundTrip  +  roundTrip / 2  +  service  +  roundTrip / 2
 * </pre>
 *
 * and over a warm one {@code roundTrip + service}. From Europe to a service in us-east-1 that takes
 * 45 ms, at a round trip of 110 ms: 2 · 110 + 110 + 45 = 375 ms.
 *
 * <p>Not modelled: bandwidth, loss, and the round trips that a congestion window of ten segments
 * costs an answer of more than about 14 KB on a new connection (RFC 6928). All three would add to
 * the longer way most.
 *
 * @param roundTrip from here to there and back
 * @param handshakes the round trips of a new connection before its first byte sets out
 */
public record Distance(Duration roundTrip, int handshakes) {

  /** TCP and TLS 1.3. */
  public static final int TCP_AND_TLS = 2;

  /** Rejects what is negative. */
  public Distance {
    if (roundTrip.isNegative()) {
      throw new IllegalArgumentException("roundTrip: " + roundTrip + " (expected: 0 or more)");
    }
    if (handshakes < 0) {
      throw new IllegalArgumentException("handshakes: " + handshakes + " (expected: 0 or more)");
    }
  }

  /** The distance of connections that speak TLS 1.3. */
  public static Distance overTls(Duration roundTrip) {
    return new Distance(roundTrip, TCP_AND_TLS);
  }

  /** How long a byte is under way. */
  public Duration oneWay() {
    return roundTrip.dividedBy(2);
  }

  /** How long a new connection takes until its first byte sets out. */
  public Duration handshake() {
    return roundTrip.multipliedBy(handshakes);
  }

  /** How long an exchange takes over a new connection, beside the service itself. */
  public Duration freshExchange() {
    return handshake().plus(roundTrip);
  }
}
