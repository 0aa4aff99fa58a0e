package dev.edgecache.demo.shop.data;

import dev.edgecache.postgres.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * A region's database: a PostgreSQL primary, or a standby that follows it and takes no writes. Each
 * answer tells which positions it belongs to.
 */
public final class ShopDatabase implements AutoCloseable {

  private final Connections connections;
  private final InstantSource clock;

  /** What the database can do now. */
  public enum State {
    /** It answers and takes writes. */
    READ_WRITE,
    /** It answers, but takes no writes. */
    READ_ONLY,
    /** It does not answer. */
    UNREACHABLE
  }

  /**
   * An answer, and where in the history of the database it belongs.
   *
   * @param lower the answer holds every change up to here; empty for that of a write
   * @param upper the answer holds no change after here
   */
  public record Positioned<T>(T answer, Optional<Position> lower, Position upper) {}

  /** The database cannot be reached, or was lost while it worked. */
  public static final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreachableException(SQLException cause) {
      super("the database cannot be reached: " + cause.getMessage(), cause);
    }
  }

  private ShopDatabase(Connections connections, InstantSource clock) {
    this.connections = connections;
    this.clock = clock;
  }

  /**
   * Makes the shop's tables anew and fills them.
   *
   * @param primary where to connect to
   * @param seed the same seed gives the same shop
   * @param products how many products the shop sells
   */
  public static void fill(DataSource primary, long seed, int products) {
    try (Connection connection = primary.getConnection()) {
      connection.setAutoCommit(false);
      new Schema(new Session(connection)).fill(Assortment.seeded(seed, products));
      connection.commit();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * The database of a region, whether or not it can be reached now.
   *
   * @param server where to connect to
   * @param clock what changes are dated by
   */
  public static ShopDatabase of(DataSource server, InstantSource clock) {
    return new ShopDatabase(new Connections(server), clock);
  }

  /**
   * Reads, and tells the interval of positions that the answer belongs to. Each position is read in
   * a statement of its own, outside a transaction: the lower one before anything else is, the upper
   * one after all else.
   *
   * <p>On a standby the lower one is what is replayed. A commit becomes visible before the position
   * past it counts as replayed, so every commit up to there is in the answer. On a primary it is
   * what is flushed, and a commit is flushed before it becomes visible: the answer holds every
   * commit up to there that was acknowledged before this call, but perhaps not one that was still
   * waiting for its acknowledgement.
   *
   * <p>The upper one, on a primary, is past all that the answer holds. On a standby it may miss a
   * commit that was being replayed at the very moment: visible, but not yet counted.
   *
   * @throws UnreachableException if the database cannot be reached
   */
  public <R> Positioned<R> read(Function<ShopData, R> reading) {
    return use(
        connection -> {
          Position lower = Position.reached(connection);
          R answer = reading.apply(new ShopData(new Session(connection)));
          return new Positioned<>(answer, Optional.of(lower), Position.reached(connection));
        });
  }

  /**
   * Makes changes in one transaction, and tells a position at or past the end of its commit: what
   * is flushed after the commit was acknowledged. Empty where the database takes no writes.
   *
   * @throws UnreachableException if the database cannot be reached
   */
  public <R> Optional<Positioned<R>> write(Function<ShopWrites, R> change) {
    return use(
        connection -> {
          if (isReadOnly(new Session(connection))) {
            return Optional.empty();
          }
          connection.setAutoCommit(false);
          R answer = change.apply(new ShopWrites(new Session(connection), now()));
          connection.commit();
          connection.setAutoCommit(true);
          return Optional.of(
              new Positioned<>(answer, Optional.empty(), Position.reached(connection)));
        });
  }

  private <R> R use(Connections.Use<R> use) {
    try {
      return connections.use(use);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * What to throw for a failed statement: unreachable where the connection failed (class 08) or the
   * server is ending or not yet up (57P), else that the statement is wrong.
   */
  static RuntimeException failure(SQLException cause) {
    String state = Optional.ofNullable(cause.getSQLState()).orElse("");
    boolean unreachable =
        cause instanceof SQLTransientConnectionException
            || state.startsWith("08")
            || state.startsWith("57P");
    return unreachable
        ? new UnreachableException(cause)
        : new IllegalStateException("statement: " + cause.getMessage(), cause);
  }

  /** As precise as the database keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** True of a standby, and of a primary that was fenced. */
  private static boolean isReadOnly(Session session) {
    return session
        .first("SHOW transaction_read_only", row -> row.getString(1).equals("on"))
        .orElseThrow();
  }

  /** Asks the database. */
  public State state() {
    try {
      return use(connection -> isReadOnly(new Session(connection)))
          ? State.READ_ONLY
          : State.READ_WRITE;
    } catch (UnreachableException e) {
      return State.UNREACHABLE;
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
