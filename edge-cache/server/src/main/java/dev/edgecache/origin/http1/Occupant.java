package dev.edgecache.origin.http1;

/** What occupies a connection; called on its loop. */
sealed interface Occupant permits Turn, Tunnel {

  /** Takes what was decoded, or raw bytes; the caller releases it. */
  void read(Object message);

  /** Says that one read of the socket is over. */
  void readComplete();

  /** Whether the socket is to be read again now. */
  boolean wantsBytes();

  /** Says that the socket takes more bytes, or no more. */
  void writabilityChanged();

  /** Says that bytes could not be written; what the origin had sent may still be read. */
  void writeFailed();

  /** Says that the deadline has passed. */
  void expired();

  /**
   * Says that the connection is closed.
   *
   * @return whether another connection is being opened in its place
   */
  boolean disconnected();

  /** Gives the connection up. */
  void abandon();

  /** Whether this works for that exchange. */
  boolean isFor(Exchange other);
}
