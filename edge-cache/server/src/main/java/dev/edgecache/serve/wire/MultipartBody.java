package dev.edgecache.serve.wire;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.body.HeapBody;
import dev.edgecache.caching.Answer;
import dev.edgecache.http.Fields;
import dev.edgecache.http.range.ByteRange;
import dev.edgecache.http.range.MultipartByteRanges;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Several ranges of a stored body as {@code multipart/byteranges} (RFC 9110 §14.6): heads and
 * slices one after the other.
 */
public final class MultipartBody implements BodySource {

  private final MultipartByteRanges framing;
  private final long length;
  private final Queue<Supplier<BodySource>> pieces = new ArrayDeque<>();
  private BodySource current = EmptyBody.INSTANCE;

  private MultipartBody(MultipartByteRanges framing, Answer.Part.Several part, Body body) {
    this.framing = framing;
    this.length = framing.length(part.ranges());
    for (ByteRange range : part.ranges()) {
      pieces.add(() -> bytes(framing.headOf(range)));
      pieces.add(() -> body.slice(range.first(), range.length()));
    }
    pieces.add(() -> bytes(framing.end()));
  }

  public static MultipartBody of(MultipartByteRanges framing, Answer.Part.Several part, Body body) {
    return new MultipartBody(framing, part, body);
  }

  private static BodySource bytes(byte[] bytes) {
    return new HeapBody(bytes, Fields.EMPTY).stream();
  }

  /** The Content-Type of the response. */
  public String contentType() {
    return framing.contentType();
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(length);
  }

  @Override
  public void next(BodyReceiver receiver) {
    current.next(
        new BodyReceiver() {
          @Override
          public void chunk(ByteBuffer bytes) {
            receiver.chunk(bytes);
          }

          @Override
          public void end(Fields trailers) {
            Supplier<BodySource> following = pieces.poll();
            if (following == null) {
              receiver.end(Fields.EMPTY);
            } else {
              current = following.get();
              MultipartBody.this.next(receiver);
            }
          }

          @Override
          public void failed(BodyFailure cause) {
            receiver.failed(cause);
          }
        });
  }

  @Override
  public void cancel() {
    pieces.clear();
    current.cancel();
  }
}
