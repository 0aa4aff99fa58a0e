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

  /** The length of what is read to its end. */
  private static final long TO_THE_END = Long.MAX_VALUE;

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
  private volatile Completion completion = Completion.NOBODY;
  private final AtomicInteger pulls = new AtomicInteger();
  private final Inlet inlet = new Inlet();

  // Guarded by this.
  private final Chunks chunks;
  private final List<Reader> readers = new ArrayList<>(2);
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
    this.chunks = new Chunks(limit, retention);
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
    return chunks.footprint() + (complete == null ? 0 : complete.footprint());
  }

  /**
   * This body for one reader, whose place at the first byte is kept until it reads or releases;
   * empty once a new reader can no longer begin at the first byte.
   */
  public synchronized Optional<Body> share() {
    return retaining && failure == null
        ? Optional.of(new SharedPlace(this, open(0, TO_THE_END)))
        : Optional.empty();
  }

  @Override
  public BodySource stream() {
    return open(0, TO_THE_END);
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
    if (requested || (!retaining && chunks.total() - slowest() >= WINDOW)) {
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
  private Chunks.Extent readable() {
    boolean nearlyComplete =
        declared.isPresent() && chunks.total() >= declared.getAsLong() && trailers == null;
    return nearlyComplete && failure == null ? Chunks.Extent.ALL_BUT_THE_LAST : Chunks.Extent.ALL;
  }

  /** A body that has ended and that nobody reads any more is at most the store's affair. */
  private void letGoIfUnread() {
    if ((trailers != null || failure != null) && readers.isEmpty()) {
      chunks.letGo();
    }
  }

  private long slowest() {
    long slowest = chunks.total();
    for (Reader reader : readers) {
      slowest = Math.min(slowest, reader.place.position());
    }
    return slowest;
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
        chunks.add(bytes);
        if (retaining && !chunks.keep(bytes.remaining())) {
          retaining = false;
          overflow = true;
          chunks.letGo();
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
        whole = retaining ? chunks.whole(end) : null;
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
    private final OptionalLong length;
    private final Chunks.Place place;
    private boolean refused;
    private @Nullable BodyReceiver waiting;

    Reader(long offset, long length) {
      this.length = length == TO_THE_END ? OptionalLong.empty() : OptionalLong.of(length);
      this.place = chunks.new Place(offset, length == TO_THE_END ? TO_THE_END : offset + length);
    }

    @Override
    public OptionalLong length() {
      return length.isPresent() ? length : declared;
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
          chunks.forgetUpTo(slowest());
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
          chunks.forgetUpTo(slowest());
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
      if (refused) {
        return null;
      }
      return complete == null ? place.next(readable()) : place.rest(complete);
    }

    private @Nullable Fields endOfReading() {
      if (place.isAtEnd()) {
        return Fields.EMPTY;
      }
      return length.isEmpty() ? trailers : null;
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
