package dev.edgecache.serve.wire;

import dev.edgecache.body.BodyFailure;

/** How the sending of a response to a client ended. */
public sealed interface SendOutcome {

  /** Bytes of the body that were handed to the client's connection. */
  long bytes();

  /** The client's connection took everything. */
  record Complete(long bytes) implements SendOutcome {}

  /**
   * The client closed its connection, reset the stream, or took next to nothing for too long.
   *
   * @param detail what happened, without personal data
   */
  record ClientGone(long bytes, String detail) implements SendOutcome {}

  /** The source failed after the head was sent; the connection or stream was torn down. */
  record SourceFailed(long bytes, BodyFailure cause) implements SendOutcome {}

  /** The source failed before anything was sent; the exchange still takes another response. */
  record NotBegun(BodyFailure cause) implements SendOutcome {
    @Override
    public long bytes() {
      return 0;
    }
  }
}
