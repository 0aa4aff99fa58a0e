package dev.edgecache.body;

import dev.edgecache.http.Fields;
import java.nio.ByteBuffer;

/** The taker of one piece of a {@link BodySource}. */
public interface BodyReceiver {

  /** Bytes, at least one; the buffer is read-only in use and its content never changes. */
  void chunk(ByteBuffer bytes);

  /** The end of a complete body, with its trailer fields if it had any. */
  void end(Fields trailers);

  /** The end of a body that is not complete. */
  void failed(BodyFailure cause);
}
