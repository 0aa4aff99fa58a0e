package dev.edgecache.positions.database;

/** A database did not tell how far it has come. The message is for people, without secrets. */
public final class ReadingException extends Exception {

  private static final long serialVersionUID = 1;

  /** A failure that another one caused. */
  public ReadingException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure of its own. */
  public ReadingException(String message) {
    super(message);
  }
}
