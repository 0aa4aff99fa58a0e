package dev.edgecache.serve.listen;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * A pool of network buffers: a free list for each I/O thread, so that taking and giving back never
 * meets another thread. A buffer given back on any other thread is left to the garbage collector.
 */
final class IoBufferPool implements ByteBufferPool {
  /** As Undertow's own pool: 16 KiB, less what keeps a TLS record with its frame below that. */
  static final int BUFFER_BYTES = 16 * 1024 - 20;

  private static final int FREE_BUFFERS = 1024;

  private final IntFunction<ByteBuffer> source;
  private final Optional<ByteBufferPool> arrayBacked;
  private final ThreadLocal<ArrayDeque<ByteBuffer>> free = ThreadLocal.withInitial(ArrayDeque::new);

  private IoBufferPool(IntFunction<ByteBuffer> source, Optional<ByteBufferPool> arrayBacked) {
    this.source = source;
    this.arrayBacked = arrayBacked;
  }

  /** A pool of direct buffers, with one of heap buffers for those who ask for arrays. */
  static IoBufferPool direct() {
    return new IoBufferPool(
        ByteBuffer::allocateDirect,
        Optional.of(new IoBufferPool(ByteBuffer::allocate, Optional.empty())));
  }

  @Override
  public PooledByteBuffer allocate() {
    ByteBuffer buffer = null;
    if (Thread.currentThread() instanceof XnioIoThread) {
      buffer = free.get().pollLast();
    }
    if (buffer == null) {
      buffer = source.apply(BUFFER_BYTES);
    }
    return new Lease(buffer);
  }

  private void giveBack(ByteBuffer buffer) {
    if (Thread.currentThread() instanceof XnioIoThread) {
      ArrayDeque<ByteBuffer> mine = free.get();
      if (mine.size() < FREE_BUFFERS) {
        mine.addLast(buffer.clear());
      }
    }
  }

  @Override
  public ByteBufferPool getArrayBackedPool() {
    return arrayBacked.orElse(this);
  }

  /** Does nothing: the lists end with their threads. */
  @Override
  public void close() {}

  @Override
  public int getBufferSize() {
    return BUFFER_BYTES;
  }

  @Override
  public boolean isDirect() {
    return arrayBacked.isPresent();
  }

  /** A buffer on loan; closing it twice gives it back once. */
  private final class Lease implements PooledByteBuffer {
    private final AtomicReference<@Nullable ByteBuffer> buffer;

    Lease(ByteBuffer buffer) {
      this.buffer = new AtomicReference<>(buffer);
    }

    @Override
    public ByteBuffer getBuffer() {
      ByteBuffer current = buffer.getPlain();
      if (current == null) {
        throw new IllegalStateException("buffer: given back (expected: on loan)");
      }
      return current;
    }

    @Override
    public void close() {
      ByteBuffer last = buffer.getAndSet(null);
      if (last != null) {
        giveBack(last);
      }
    }

    @Override
    public boolean isOpen() {
      return buffer.getPlain() != null;
    }
  }
}
