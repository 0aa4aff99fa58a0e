package dev.edgecache.cloudfront.invalidation.outbox;

import java.io.IOException;

/** The outbox can't be opened or written. */
public final class OutboxException extends IOException {

  private static final long serialVersionUID = 1L;

  OutboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
