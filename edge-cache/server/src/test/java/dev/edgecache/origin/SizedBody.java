package dev.edgecache.origin;

import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A body of so many bytes, given from the calling thread, whose pauses can be awaited. */
class SizedBody implements BodySource {
  private final long size;
  private final OptionalLong length;
  private final int chunk;
  private long given;
  private boolean open;
  private Optional<BodyReceiver> held = Optional.empty();
  private long lastCall = System.nanoTime();

  SizedBody(long size, OptionalLong length) {
    this(size, length, 16 * 1024);
  }

  SizedBody(long size, OptionalLong length, int chunk) {
    this.size = size;
    this.length = length;
    this.chunk = chunk;
  }

  synchronized void keepOpen() {
    open = true;
  }

  synchronized void finishNow() {
    open = false;
    held.ifPresent(this::finish);
  }

  synchronized long given() {
    return given;
  }

  /** Waits until nothing was asked for a fifth of a second. */
  synchronized void awaitPause() throws InterruptedException {
    while (given == 0 || System.nanoTime() - lastCall < TimeUnit.MILLISECONDS.toNanos(200)) {
      wait(50);
    }
  }

  void finish(BodyReceiver receiver) {
    receiver.end(Fields.EMPTY);
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public void next(BodyReceiver receiver) {
    int count;
    synchronized (this) {
      lastCall = System.nanoTime();
      count = (int) Math.min(chunk, size - given);
      given += count;
      if (count == 0 && open) {
        held = Optional.of(receiver);
        return;
      }
    }
    if (count == 0) {
      finish(receiver);
    } else {
      receiver.chunk(ByteBuffer.wrap(new byte[count]).asReadOnlyBuffer());
    }
  }

  @Override
  public void cancel() {}
}
