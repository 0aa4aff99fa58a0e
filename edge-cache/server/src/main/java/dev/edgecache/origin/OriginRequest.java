package dev.edgecache.origin;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.RequestHead;
import java.util.Optional;

/**
 * A request as it is to be sent to an origin.
 *
 * @param head method, path, query and the fields to forward, hop-by-hop fields already removed
 *     (those of an upgrade or {@code TE} left in on purpose, with their {@code Connection}, are
 *     sent as given); {@code Host}, {@code Content-Length} and {@code Transfer-Encoding} among the
 *     fields are ignored: the first is the authority unless the origin has a host name of its own,
 *     the others are made anew
 * @param content the request body
 * @param timeouts the timeouts in place of those of the origin's settings
 */
public record OriginRequest(
    RequestHead head, Content content, Optional<OriginSettings.Timeouts> timeouts) {

  /** A request without a body. */
  public static OriginRequest of(RequestHead head) {
    return new OriginRequest(head, new Content.None(), Optional.empty());
  }

  /** This request with another body. */
  public OriginRequest withContent(Content others) {
    return new OriginRequest(head, others, timeouts);
  }

  /** This request with its own timeouts. */
  public OriginRequest withTimeouts(OriginSettings.Timeouts others) {
    return new OriginRequest(head, content, Optional.of(others));
  }

  /** What is sent after the head. */
  public sealed interface Content {

    /** Nothing. */
    record None() implements Content {}

    /** Bytes that can be pulled once, so that a request whose body was begun is never repeated. */
    record Once(BodySource source) implements Content {}

    /** Bytes at rest, which may be sent again. */
    record Repeatable(Body body) implements Content {}
  }
}
