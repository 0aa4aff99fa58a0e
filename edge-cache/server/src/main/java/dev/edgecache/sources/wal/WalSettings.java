package dev.edgecache.sources.wal;

import dev.edgecache.positions.database.DatabaseLogin;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose write-ahead log is followed, and how.
 *
 * @param standbys by name, every database that the local origin may read; one at least
 * @param names what belongs to the source in the databases
 * @param primary what is asked to log what a new slot waits for; empty if nobody is asked
 * @param coverage what is known of what the mapped tables do not tell
 * @param timeout of connecting, and of each answer
 */
public record WalSettings(
    Map<String, DatabaseLogin> standbys,
    Names names,
    Optional<DatabaseLogin> primary,
    Coverage coverage,
    Duration timeout) {

  /** What the name of a slot must match, and is asked of publications as well. */
  public static final String NAME_FORM = "[a-z_][a-z0-9_]{0,62}";

  /** What mapped tables tell of answers. */
  public enum Coverage {
    /** Answers may depend on other things as well. */
    PARTIAL,
    /** An answer with tags changes only with rows that make one of its tags. */
    COMPLETE
  }

  /**
   * What belongs to a source in the databases.
   *
   * @param publication the publication that covers the tables
   * @param slot the replication slot, on each standby, of this node alone
   */
  public record Names(String publication, String slot) {

    /** Rejects names that would need quotes. */
    public Names {
      requireName("publication", publication);
      requireName("slot", slot);
    }
  }

  /** Copies the map with its order. Rejects none. */
  public WalSettings {
    standbys = Collections.unmodifiableMap(new LinkedHashMap<>(standbys));
    if (standbys.isEmpty()) {
      throw new IllegalArgumentException("standbys: {} (expected: at least one)");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than 0)");
    }
  }

  private static void requireName(String key, String name) {
    if (!name.matches(NAME_FORM)) {
      throw new IllegalArgumentException(
          key + ": " + name + " (expected: up to 63 lower-case letters, digits and underscores)");
    }
  }
}
