package dev.edgecache.postgres;

/** A server, or a program of PostgreSQL, did not do what it was told. */
public final class PostgresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PostgresException(String message) {
    super(message);
  }

  PostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
