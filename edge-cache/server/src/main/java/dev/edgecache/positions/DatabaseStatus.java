package dev.edgecache.positions;

import dev.edgecache.consistency.Position;
import dev.edgecache.positions.database.Reading.Role;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a database does that is watched.
 *
 * @param name the name in the configuration
 * @param configured what the configuration takes it for; a replica may have been promoted since
 * @param condition whether operators should look after it
 * @param visible what is known to be visible there, as it told it
 * @param age the time since the last reading began
 * @param lag how far it is behind the primary; empty where that is not known
 * @param problem why the last attempt to read failed, or its reading was refused
 */
public record DatabaseStatus(
    String name,
    Role configured,
    Condition condition,
    Optional<Position> visible,
    Optional<Duration> age,
    Optional<Lag> lag,
    Optional<String> problem) {

  /** Whether a database should be looked after. */
  public enum Condition {
    /** It tells its position and keeps up. */
    CURRENT,
    /** It has been behind for longer than the threshold. */
    LAGGING,
    /** It has not told a position of this history, or not for longer than the threshold. */
    UNKNOWN,
    /** It is named as the primary, and does not take the writes of this history. */
    REPLACED
  }

  /**
   * How far a replica is behind.
   *
   * @param time the age of the oldest reading of the primary that it has not reached
   * @param bytes of the primary's log; empty where positions are not bytes
   */
  public record Lag(Duration time, OptionalLong bytes) {}
}
