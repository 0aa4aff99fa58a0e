package dev.edgecache.serve.listen;

/** A listener that cannot be started; the message says where, why, and what to do. */
public final class ListenerException extends Exception {
  private static final long serialVersionUID = 1;

  ListenerException(String message) {
    super(message);
  }

  ListenerException(String message, Throwable cause) {
    super(message, cause);
  }
}
