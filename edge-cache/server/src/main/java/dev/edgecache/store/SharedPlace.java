package dev.edgecache.store;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodySource;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A growing body as it was promised to one reader: until that one reads or releases it, the body
 * goes no further than a reader at its first byte lets it.
 */
final class SharedPlace implements Body {

  private final GrowingBody body;
  private final BodySource place;

  SharedPlace(GrowingBody body, BodySource place) {
    this.body = body;
    this.place = place;
  }

  @Override
  public OptionalLong length() {
    return body.length();
  }

  @Override
  public Optional<ByteBuffer> whole() {
    return body.whole();
  }

  @Override
  public long footprint() {
    return body.footprint();
  }

  @Override
  public BodySource stream() {
    return place;
  }

  /** A slice has a place of its own; only a body of known length, within its limit, is cut. */
  @Override
  public BodySource slice(long offset, long length) {
    BodySource slice = body.slice(offset, length);
    place.cancel();
    return slice;
  }

  @Override
  public void release() {
    place.cancel();
  }
}
