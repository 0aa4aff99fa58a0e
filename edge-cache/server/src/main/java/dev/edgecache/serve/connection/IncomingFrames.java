package dev.edgecache.serve.connection;

import io.undertow.server.protocol.framed.FrameHeaderData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frames that come in, cut for Undertow (RFC 9113 §4.1). A head reaches it only with its last
 * CONTINUATION: it would take the part that has been read for the whole. And what comes late on a
 * stream that this side has reset would end the connection (RFC 9113 §5.1): its content does not
 * reach Undertow at all, its trailers only as far as the state of the compression goes (§4.3).
 */
final class IncomingFrames {
  private static final int FRAME_HEAD = 9;
  private static final int TYPE_DATA = 0;
  private static final int TYPE_HEADERS = 1;
  private static final int TYPE_RST_STREAM = 3;
  private static final int TYPE_CONTINUATION = 9;
  private static final int FLAG_END_STREAM = 1;
  private static final int FLAG_END_HEADERS = 4;
  private static final int FLAG_PADDED = 8;

  /** What a padded frame may have without content: the length of the padding, and that (§6.1). */
  private static final int MOST_PADDING = 256;

  /** So many resets of this side are remembered; its clients may reset fewer in that time. */
  private static final int REMEMBERED = 256;

  /** Undertow's own parsing, and what is told of frames by their heads. */
  interface Taker {

    /** Takes bytes of one frame; the frame, once all that is needed of it was there. */
    @Nullable FrameHeaderData take(ByteBuffer data) throws IOException;

    /** A frame brings so many bytes of a stream's content, padding included. */
    void content(int stream, int bytes);

    /** So many bytes of content are thrown away. */
    void dropped(int bytes) throws IOException;

    /** A frame brings no part of a request. */
    void idle();
  }

  private enum Way {
    /** To Undertow, which takes the payload by itself. */
    CONTENT,
    /** To Undertow, payload and all. */
    WHOLE,
    /** To Undertow, as a part of something that goes on, or of something that is then ignored. */
    PART,
    /** Nowhere. */
    NOWHERE
  }

  private final Taker taker;
  private final Set<Integer> reset = new LinkedHashSet<>();
  private boolean begun;
  private final ByteBuffer head = ByteBuffer.allocate(FRAME_HEAD);
  private Way way = Way.WHOLE;
  private boolean inPayload;
  private int left;

  IncomingFrames(Taker taker) {
    this.taker = taker;
  }

  /** Says that this side has reset a stream. */
  void isReset(int stream) {
    if (reset.add(stream) && reset.size() > REMEMBERED) {
      reset.remove(reset.iterator().next());
    }
  }

  /** The next frame that Undertow has to act upon; null if more bytes are needed. */
  @Nullable FrameHeaderData next(ByteBuffer data) throws IOException {
    if (!begun) {
      // The preface, then SETTINGS (RFC 9113 §3.4).
      FrameHeaderData settings = taker.take(data);
      begun = settings != null;
      return settings;
    }
    while (data.hasRemaining()) {
      FrameHeaderData frame = inPayload ? pass(data) : begin(data);
      if (frame != null && way != Way.PART) {
        return frame;
      }
    }
    return null;
  }

  /** Reads the head of a frame, and hands it on when it is whole. */
  private @Nullable FrameHeaderData begin(ByteBuffer data) throws IOException {
    while (head.hasRemaining() && data.hasRemaining()) {
      head.put(data.get());
    }
    if (head.hasRemaining()) {
      return null;
    }
    head.flip();
    left = head.getInt(0) >>> 8;
    FrameHeaderData frame = taken(head.get(3), head.get(4), head.getInt(5) & Integer.MAX_VALUE);
    head.clear();
    inPayload = frame == null && left > 0;
    return frame;
  }

  private @Nullable FrameHeaderData taken(int type, int flags, int stream) throws IOException {
    boolean late = reset.contains(stream);
    way = wayOf(type, flags, late);
    if (isIdle(type, flags, left, late)) {
      taker.idle();
    }
    if (way == Way.NOWHERE) {
      taker.dropped(left);
      return null;
    }
    if (way == Way.CONTENT) {
      taker.content(stream, left);
    }
    return taker.take(head);
  }

  private static Way wayOf(int type, int flags, boolean late) {
    return switch (type) {
      case TYPE_DATA -> late ? Way.NOWHERE : Way.CONTENT;
      case TYPE_HEADERS, TYPE_CONTINUATION ->
          late || (flags & FLAG_END_HEADERS) == 0 ? Way.PART : Way.WHOLE;
      default -> Way.WHOLE;
    };
  }

  /** Whether a frame brings no part of a request, and costs its client next to nothing (§10.5). */
  private static boolean isIdle(int type, int flags, int length, boolean late) {
    return switch (type) {
      case TYPE_DATA ->
          length <= ((flags & FLAG_PADDED) == 0 ? 0 : MOST_PADDING)
              && (late || (flags & FLAG_END_STREAM) == 0);
      case TYPE_HEADERS -> late;
      case TYPE_CONTINUATION -> late || length == 0;
      case TYPE_RST_STREAM -> false;
      default -> true;
    };
  }

  /** Passes on what is there of a payload; the frame, if Undertow has all that it needs of it. */
  private @Nullable FrameHeaderData pass(ByteBuffer data) throws IOException {
    if (way == Way.CONTENT) {
      // The length of padding comes first; Undertow reads the rest by itself.
      inPayload = false;
      return taker.take(data);
    }
    int limit = data.limit();
    int count = Math.min(left, data.remaining());
    int end = data.position() + count;
    left -= count;
    inPayload = left > 0;
    if (way == Way.NOWHERE) {
      data.position(end);
      return null;
    }
    data.limit(end);
    try {
      return taker.take(data);
    } finally {
      data.limit(limit);
    }
  }
}
