package dev.edgecache.store;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.body.HeapBody;
import dev.edgecache.http.Fields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way from its source to any number of readers, each at its own pace.
 *
 * <p>While it is no longer than its limit it keeps every byte, pulls as fast as the source gives,
 * and new readers begin at the first byte. Beyond the limit it keeps only a window between its
 * slowest and its fastest reader, pulls at the pace of the slowest, and takes no new readers. A
 * reader sees the end only of a complete body; a failed one fails every reader.
 */
public final class GrowingBody implements Body {

  /** Bytes that may lie between the source and the slowest reader once the limit is passed. */
  static final long WINDOW = 256 * 1024;

  /** What becomes of a growing body; told once, except that a body may overflow and then end. */
  public interface Completion {

    /** All bytes arrived and were kept. */
    void completed(Body body);

    /** More bytes arrived than are kept; the readers so far go on. */
    void overflowed();

    /** The source failed, or nobody wanted the rest. */
    void failed(BodyFailure cause);

    /** A completion that tells nobody. */
    Completion NOBODY =
        new Completion() {
          @Override
          public void completed(Body body) {}

          @Override
          public void overflowed() {}

          @Override
          public void failed(BodyFailure cause) {}
        };
  }

  private final BodySource source;
  private final OptionalLong declared;
  private final long limit;
  private final Retention retention;
  private volatile Completion completion = Completion.NOBODY;
  private final AtomicInteger pulls = new AtomicInteger();
  private final Inlet inlet = new Inlet();

  // Guarded by this.
  private final List<ByteBuffer> chunks = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>(2);
  private long dropped;
  private long total;
  private long held;
  private @Nullable HeapBody complete;
  private boolean retaining = true;
  private boolean started;
  private boolean requested;
  private boolean ended;
  private @Nullable Fields trailers;
  private @Nullable BodyFailure failure;

  /**
   * A body that keeps at most {@code limit} bytes of the source, and no more than there is room
   * for.
   */
  public GrowingBody(BodySource source, long limit, Retention retention) {
    this.source = source;
    this.declared = source.length();
    this.limit = limit;
    this.retention = retention;
  }

  /** Begins to pull; called once. */
  public void start(Completion receiver) {
    completion = receiver;
    synchronized (this) {
      started = true;
    }
    pull();
  }

  @Override
  public OptionalLong length() {
    return declared;
  }

  @Override
  public Optional<ByteBuffer> whole() {
    return Optional.empty();
  }

  @Override
  public synchronized long footprint() {
    long bytes = complete == null ? 0 : complete.footprint();
    for (ByteBuffer chunk : chunks) {
      bytes += chunk.remaining();
    }
    return bytes;
  }

  /**
   * This body for one reader, whose place at the first byte is kept until it reads or releases;
   * empty once a new reader can no longer begin at the first byte.
   */
  public synchronized Optional<Body> share() {
    return retaining && failure == null
        ? Optional.of(new SharedPlace(this, open(0, Long.MAX_VALUE)))
        : Optional.empty();
  }

  @Override
  public BodySource stream() {
    return open(0, Long.MAX_VALUE);
  }

  @Override
  public BodySource slice(long offset, long length) {
    return open(offset, length);
  }

  private synchronized BodySource open(long offset, long length) {
    Reader reader = new Reader(offset, length);
    if (retaining) {
      readers.add(reader);
    } else {
      reader.refused = true;
    }
    return reader;
  }

  /** Asks the source for as long as somebody wants more; at most one thread at a time does so. */
  private void pull() {
    if (pulls.getAndIncrement() != 0) {
      return;
    }
    int done = 1;
    while (done != 0) {
      switch (wish()) {
        case MORE -> source.next(inlet);
        case NO_MORE -> abandon();
        case LATER -> {}
      }
      done = pulls.addAndGet(-done);
    }
  }

  private enum Wish {
    MORE,
    LATER,
    NO_MORE
  }

  private synchronized Wish wish() {
    if (!started || ended || failure != null) {
      return Wish.LATER;
    }
    if (!retaining && readers.isEmpty()) {
      return Wish.NO_MORE;
    }
    if (requested || (!retaining && total - slowest() >= WINDOW)) {
      return Wish.LATER;
    }
    requested = true;
    return Wish.MORE;
  }

  private void abandon() {
    source.cancel();
    inlet.failed(new BodyFailure(BodyFailure.Kind.CANCELLED, "no reader is left"));
  }

  /**
   * The chunks that readers may have: the one that brings the last declared byte only once the body
   * is complete, so that whoever has all bytes finds them in the store.
   */
  private int readable() {
    boolean nearlyComplete =
        declared.isPresent() && total >= declared.getAsLong() && trailers == null;
    return nearlyComplete && failure == null ? chunks.size() - 1 : chunks.size();
  }

  /** Whether bytes that just came are kept: within the limit, and while there is room. */
  private boolean keeps(long bytes) {
    if (total > limit || !retention.tryHold(bytes)) {
      return false;
    }
    held += bytes;
    return true;
  }

  private void letGo() {
    retention.letGo(held);
    held = 0;
  }

  /** A body that has ended and that nobody reads any more is at most the store's affair. */
  private void letGoIfUnread() {
    if ((trailers != null || failure != null) && readers.isEmpty()) {
      letGo();
    }
  }

  private long slowest() {
    long slowest = total;
    for (Reader reader : readers) {
      slowest = Math.min(slowest, reader.position);
    }
    return slowest;
  }

  /** Forgets chunks that every reader has passed. */
  private void trim() {
    long slowest = slowest();
    while (!chunks.isEmpty() && dropped + chunks.getFirst().remaining() <= slowest) {
      dropped += chunks.removeFirst().remaining();
      for (Reader reader : readers) {
        reader.chunk--;
      }
    }
  }

  private HeapBody compact(Fields end) {
    byte[] all = new byte[Math.toIntExact(total)];
    int at = 0;
    for (ByteBuffer chunk : chunks) {
      int length = chunk.remaining();
      chunk.get(chunk.position(), all, at, length);
      at += length;
    }
    return new HeapBody(all, end);
  }

  /** The receiver of what the source gives. */
  private final class Inlet implements BodyReceiver {

    @Override
    public void chunk(ByteBuffer bytes) {
      List<Reader> wake;
      boolean overflow = false;
      synchronized (GrowingBody.this) {
        if (failure != null) {
          return;
        }
        requested = false;
        chunks.add(bytes.asReadOnlyBuffer());
        total += bytes.remaining();
        if (retaining && !keeps(bytes.remaining())) {
          retaining = false;
          overflow = true;
          letGo();
        }
        wake = List.copyOf(readers);
      }
      if (overflow) {
        completion.overflowed();
      }
      wake.forEach(Reader::advance);
      pull();
    }

    @Override
    public void end(Fields end) {
      List<Reader> wake;
      @Nullable HeapBody whole;
      synchronized (GrowingBody.this) {
        if (failure != null || ended) {
          return;
        }
        requested = false;
        ended = true;
        whole = retaining ? compact(end) : null;
      }
      if (whole != null) {
        completion.completed(whole);
      }
      synchronized (GrowingBody.this) {
        trailers = end;
        if (whole != null) {
          complete = whole;
          chunks.clear();
        }
        letGoIfUnread();
        wake = List.copyOf(readers);
      }
      wake.forEach(Reader::advance);
    }

    @Override
    public void failed(BodyFailure cause) {
      List<Reader> wake;
      synchronized (GrowingBody.this) {
        if (failure != null || ended) {
          return;
        }
        requested = false;
        failure = cause;
        letGoIfUnread();
        wake = List.copyOf(readers);
      }
      completion.failed(cause);
      wake.forEach(Reader::advance);
    }
  }

  /** One reader's place in the body. Its fields are guarded by the body. */
  private final class Reader implements BodySource {
    private final long offset;
    private final long end;
    private long position;
    private int chunk;
    private boolean refused;
    private @Nullable BodyReceiver waiting;

    Reader(long offset, long length) {
      this.offset = offset;
      this.end = length == Long.MAX_VALUE ? Long.MAX_VALUE : offset + length;
    }

    @Override
    public OptionalLong length() {
      return end == Long.MAX_VALUE ? declared : OptionalLong.of(end - offset);
    }

    @Override
    public void next(BodyReceiver receiver) {
      synchronized (GrowingBody.this) {
        if (waiting != null) {
          throw new IllegalStateException("next: called twice (expected: once per piece)");
        }
        waiting = receiver;
      }
      advance();
    }

    @Override
    public void cancel() {
      synchronized (GrowingBody.this) {
        readers.remove(this);
        waiting = null;
        if (!retaining) {
          trim();
        }
        letGoIfUnread();
      }
      pull();
    }

    /** Gives the waiting receiver the next piece, if there is a piece and a receiver. */
    void advance() {
      BodyReceiver receiver;
      @Nullable ByteBuffer bytes;
      @Nullable Fields ended;
      @Nullable BodyFailure broken;
      synchronized (GrowingBody.this) {
        if (waiting == null) {
          return;
        }
        receiver = waiting;
        bytes = take();
        ended = bytes == null ? endOfReading() : null;
        broken = bytes == null && ended == null ? failureOfReading() : null;
        if (bytes == null && ended == null && broken == null) {
          return;
        }
        waiting = null;
        if (ended != null || broken != null) {
          readers.remove(this);
          letGoIfUnread();
        }
        if (!retaining) {
          trim();
        }
      }
      if (bytes != null) {
        receiver.chunk(bytes);
      } else if (ended != null) {
        receiver.end(ended);
      } else if (broken != null) {
        receiver.failed(broken);
      }
      pull();
    }

    private @Nullable ByteBuffer take() {
      if (complete != null) {
        return takeRest(complete);
      }
      while (!refused && position < end && chunk < readable()) {
        ByteBuffer piece = chunks.get(chunk++).duplicate();
        long start = position;
        position += piece.remaining();
        if (position <= offset) {
          continue;
        }
        int skip = (int) Math.max(0, offset - start);
        int keep = (int) Math.min(piece.remaining(), end - start);
        piece.limit(piece.position() + keep).position(piece.position() + skip);
        return piece;
      }
      return null;
    }

    /** All that this reader still wants of a complete body, in one piece. */
    private @Nullable ByteBuffer takeRest(HeapBody whole) {
      long from = Math.max(position, offset);
      long until = Math.min(end, total);
      if (refused || from >= until) {
        return null;
      }
      position = until;
      return whole.bytes(from, until - from);
    }

    private @Nullable Fields endOfReading() {
      if (position >= end) {
        return Fields.EMPTY;
      }
      return trailers != null && end == Long.MAX_VALUE ? trailers : null;
    }

    private @Nullable BodyFailure failureOfReading() {
      if (refused) {
        return new BodyFailure(BodyFailure.Kind.TOO_LARGE, "the body is no longer kept");
      }
      if (trailers != null) {
        return new BodyFailure(BodyFailure.Kind.TRUNCATED, "the body ended before the range");
      }
      return failure;
    }
  }
}
