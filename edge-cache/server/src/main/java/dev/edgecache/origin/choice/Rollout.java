package dev.edgecache.origin.choice;

import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.rules.Cookies;
import java.net.InetAddress;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The share of sessions whose reads go to the local origin; those of the others go to the primary.
 *
 * @param share 0 to 1
 * @param identity what tells sessions apart before the client's address does
 */
public record Rollout(double share, Optional<Identity> identity) {

  /** All sessions. */
  public static final Rollout WHOLE = new Rollout(1, Optional.empty());

  /** Rejects a share outside its range. */
  public Rollout {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share: " + share + " (expected: 0 to 1)");
    }
  }

  /** What tells sessions apart. */
  public sealed interface Identity {

    /** The value of a cookie. */
    record Cookie(String name) implements Identity {}

    /** The value of a header field. */
    record Header(String name) implements Identity {}
  }

  /** The lot of a request: that of its session, or a drawn one where sessions need not be told. */
  Lot lotOf(RequestHead request, InetAddress client, RandomGenerator random) {
    Optional<String> named = identity.flatMap(by -> valueOf(by, request));
    if (named.isPresent()) {
      return Lot.of(named.get());
    }
    boolean isPartial = share > 0 && share < 1;
    return isPartial ? Lot.of(client.getHostAddress()) : new Lot(random.nextDouble());
  }

  private static Optional<String> valueOf(Identity identity, RequestHead request) {
    return switch (identity) {
      case Identity.Cookie(String name) ->
          Optional.ofNullable(Cookies.value(request.fields(), name));
      case Identity.Header(String name) -> Optional.ofNullable(request.fields().first(name));
    };
  }
}
