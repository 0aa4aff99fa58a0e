package dev.edgecache.sources.webhook;

import dev.edgecache.policy.path.RequestPath;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a webhook takes, and where.
 *
 * @param path the path of its URL, which is taken before any policy
 * @param listener the listener at which it is; empty for all
 * @param secrets those that senders sign with, the one before the present one among them
 * @param sns the topic of Amazon SNS whose messages it takes
 * @param window how far the time of a signature may be from now
 */
public record WebhookSettings(
    String path,
    Optional<InetSocketAddress> listener,
    List<WebhookSecret> secrets,
    Optional<SnsTopic> sns,
    Duration window) {

  /** What a path matches, as a regular expression. */
  public static final String PATH = "/[A-Za-z0-9._~/-]+";

  /** How far the time of a signature may be from now where nothing else is said. */
  public static final Duration DEFAULT_WINDOW = Duration.ofMinutes(5);

  /** Copies the list. Rejects a path that requests can't have, and one that nobody may use. */
  public WebhookSettings {
    secrets = List.copyOf(secrets);
    if (!path.matches(PATH) || RequestPath.of(path).isAmbiguous()) {
      throw new IllegalArgumentException(
          "path: " + path + " (expected: a path such as /hooks/catalogue)");
    }
    if (secrets.isEmpty() && sns.isEmpty()) {
      throw new IllegalArgumentException("secret: absent (expected: a secret, or sns)");
    }
  }
}
