package dev.edgecache.body;

import dev.edgecache.http.Fields;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/** One stream after another, as one; the trailer fields are those of neither. */
public final class JoinedSource implements BodySource {

  private final OptionalLong length;

  /** The stream that is read, and after it the one that is not begun yet. */
  private final Deque<BodySource> left = new ArrayDeque<>(2);

  /** The bytes of the first, then those of the second. */
  public JoinedSource(BodySource first, BodySource second) {
    OptionalLong one = first.length();
    OptionalLong other = second.length();
    this.length =
        one.isPresent() && other.isPresent()
            ? OptionalLong.of(one.getAsLong() + other.getAsLong())
            : OptionalLong.empty();
    left.add(first);
    left.add(second);
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public void next(BodyReceiver receiver) {
    left.getFirst()
        .next(
            new BodyReceiver() {
              @Override
              public void chunk(ByteBuffer bytes) {
                receiver.chunk(bytes);
              }

              @Override
              public void end(Fields trailers) {
                if (left.size() == 1) {
                  receiver.end(Fields.EMPTY);
                } else {
                  left.removeFirst();
                  JoinedSource.this.next(receiver);
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
    left.forEach(BodySource::cancel);
  }
}
