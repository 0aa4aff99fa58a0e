package dev.edgecache.positions;

/** A database did not tell its position when it was needed; the message says why. */
public final class PositionUnknownException extends RuntimeException {

  private static final long serialVersionUID = 1;

  PositionUnknownException(String message) {
    super(message);
  }

  PositionUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
