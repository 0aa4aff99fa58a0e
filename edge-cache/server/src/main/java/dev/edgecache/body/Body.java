package dev.edgecache.body;

import dev.edgecache.http.range.ByteRange;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The body of a response, shared by any number of readers while it grows and after it is complete.
 */
public interface Body {

  /**
   * The length of the whole in bytes: of a complete body, or as its sender declared it beforehand.
   */
  OptionalLong length();

  /** The part of the whole that it holds, if it will never hold more than a part. */
  default Optional<ByteRange> part() {
    return Optional.empty();
  }

  /** A read-only view of all bytes, if the body is complete and held in one piece. */
  Optional<ByteBuffer> whole();

  /** The bytes of memory that the body holds, without its encodings. */
  long footprint();

  /** This body, and what there is of its content in content codings. */
  default Stream<Body> inAllCodings() {
    return Stream.of(this);
  }

  /** A stream over all bytes, from the first one, ended by the trailer fields. */
  BodySource stream();

  /**
   * A stream over {@code length} bytes from {@code offset}, without trailer fields; it fails if the
   * body ends before them.
   */
  BodySource slice(long offset, long length);

  /**
   * Says that the one to whom this body was handed will not read it, so that nothing need be kept
   * for it; idempotent, and without effect on bodies at rest.
   */
  default void release() {}
}
