package dev.edgecache.serve.session;

import dev.edgecache.consistency.session.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How sessions are kept.
 *
 * @param cookie the name of the cookie that carries a token
 * @param header the name of a field that carries it as well, for clients without cookies
 * @param keys what tokens are signed with: the first one signs, all verify
 * @param lifetime how long a session lasts after its last write
 * @param identity what tells clients apart that keep no token
 * @param window how long what is known of a session stays in memory: longer than replicas lag
 */
public record SessionSettings(
    String cookie,
    Optional<String> header,
    List<SigningKey> keys,
    Duration lifetime,
    Optional<Identity> identity,
    Duration window) {

  /** Copies the list; rejects that there is no key. */
  public SessionSettings {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys: [] (expected: at least one secret)");
    }
  }

  /** Sessions that one key signs; all else by default. */
  public static SessionSettings of(SigningKey key) {
    return new SessionSettings(
        "edge-session",
        Optional.empty(),
        List.of(key),
        Duration.ofHours(24),
        Optional.empty(),
        Duration.ofSeconds(5));
  }

  /** What tells clients apart that keep no token. It is not proved: the origin does that. */
  public sealed interface Identity {

    /** The value of a field. */
    record Header(String name) implements Identity {}

    /** A claim of the JSON Web Token that is the bearer token (RFC 7519 §4). */
    record Claim(String name) implements Identity {}
  }
}
