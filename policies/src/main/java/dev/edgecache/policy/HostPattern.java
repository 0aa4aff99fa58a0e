package dev.edgecache.policy;

import dev.edgecache.http.Authority;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The hosts that a policy holds for: one name or address, for every port or with a port for that
 * port alone, or {@code *.} and a name for all names below it.
 *
 * @param kind whether it is one host or all below one
 * @param host the host as {@link Authority} has it; of a wildcard what follows {@code *.}
 * @param port the port for which alone it holds; never of a wildcard
 */
public record HostPattern(Kind kind, String host, OptionalInt port) {

  /** How many hosts a pattern describes. */
  public enum Kind {
    /** One host. */
    EXACT,
    /** All hosts below one name, at any depth. */
    WILDCARD
  }

  /**
   * The pattern that a text describes.
   *
   * @throws IllegalArgumentException saying what is wrong with the text and what was expected
   */
  public static HostPattern parse(String text) {
    Kind kind = text.startsWith("*.") ? Kind.WILDCARD : Kind.EXACT;
    Optional<Authority> authority =
        Authority.parse(kind == Kind.WILDCARD ? text.substring(2) : text)
            .filter(parsed -> kind == Kind.EXACT || parsed.port().isEmpty());
    if (authority.isEmpty()) {
      throw new IllegalArgumentException(
          "host: "
              + text
              + " (expected: a host such as api.shop.example, with a port if it holds for that port"
              + " alone, or *.shop.example)");
    }
    return new HostPattern(kind, authority.get().host(), authority.get().port());
  }

  /** Whether the host of a request is one of those described. */
  public boolean matches(Authority authority, String scheme) {
    return switch (kind) {
      case EXACT ->
          authority.host().equals(host)
              && (port.isEmpty() || port.getAsInt() == authority.port(scheme));
      case WILDCARD ->
          authority.host().length() > host.length() + 1 && authority.host().endsWith("." + host);
    };
  }

  @Override
  public String toString() {
    return (kind == Kind.WILDCARD ? "*." : "")
        + host
        + (port.isPresent() ? ":" + port.getAsInt() : "");
  }
}
