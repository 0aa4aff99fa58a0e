package dev.edgecache.invalidation.journal;

import java.io.IOException;

/** A journal can't be opened; the message says why and what to do. */
public final class JournalException extends IOException {

  private static final long serialVersionUID = 1L;

  JournalException(String message) {
    super(message);
  }

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
