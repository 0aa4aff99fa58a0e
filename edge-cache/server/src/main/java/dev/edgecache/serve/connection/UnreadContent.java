package dev.edgecache.serve.connection;

import java.util.HashMap;
import java.util.Map;

/**
 * The content of a connection's requests that has come and was not read, by stream. What a stream
 * leaves behind when it ends has to be allowed anew: it would narrow the window of all others for
 * good (RFC 9113 §5.2, §6.9).
 *
 * <p>Used on the connection's I/O thread only.
 */
final class UnreadContent {

  /** The stream of what concerns the connection, which has no content (RFC 9113 §5.1.1). */
  private static final int NONE = 0;

  private final Map<Integer, Long> ofStreams = new HashMap<>();
  private int beingRead = NONE;

  /** Says that a stream's frame brings so many bytes, padding included. */
  void came(int stream, int bytes) {
    ofStreams.merge(stream, (long) bytes, Long::sum);
  }

  /** Says that a stream is about to be read: what is read next is its own. */
  void reads(int stream) {
    beingRead = stream;
  }

  /** Says that so many bytes were read, padding included. */
  void read(int bytes) {
    ofStreams.computeIfPresent(beingRead, (_, unread) -> unread - bytes);
  }

  /** The bytes that a stream leaves behind, which are forgotten. */
  int leftBy(int stream) {
    Long unread = ofStreams.remove(stream);
    return unread == null ? 0 : Math.toIntExact(Math.max(0, unread));
  }
}
