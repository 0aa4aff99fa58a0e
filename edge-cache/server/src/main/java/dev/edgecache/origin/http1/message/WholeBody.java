package dev.edgecache.origin.http1.message;

import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** A response body all of which had come with the head: it is served on the consumer's thread. */
public final class WholeBody implements BodySource {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** None beside trailers, which only a body of unknown length can have (RFC 9112 §7.1.2). */
  private final OptionalLong length;

  private final Fields trailers;
  private ByteBuffer rest;

  public WholeBody(ByteBuffer bytes, Fields trailers) {
    this.length = trailers.size() == 0 ? OptionalLong.of(bytes.remaining()) : OptionalLong.empty();
    this.trailers = trailers;
    this.rest = bytes;
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public void next(BodyReceiver receiver) {
    if (rest.hasRemaining()) {
      ByteBuffer bytes = rest;
      rest = NOTHING;
      receiver.chunk(bytes);
    } else {
      receiver.end(trailers);
    }
  }

  /** Does nothing: what is held is freed with this object. */
  @Override
  public void cancel() {}
}
