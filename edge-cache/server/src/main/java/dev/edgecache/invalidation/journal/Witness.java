package dev.edgecache.invalidation.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The latest sequence that was acknowledged, in a file beside the log: if the log ends before it,
 * its end is missing.
 *
 * <p>It is not forced to the disk, for after a power failure an older sequence is still true.
 */
final class Witness implements AutoCloseable {

  private final FileChannel file;

  private Witness(FileChannel file) {
    this.file = file;
  }

  static Witness open(Path path) throws IOException {
    return new Witness(
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** The sequence; 0 if none was ever written. */
  long sequence() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
    return file.read(bytes, 0) == Long.BYTES ? bytes.flip().getLong() : 0;
  }

  void saw(long sequence) throws IOException {
    file.write(ByteBuffer.allocate(Long.BYTES).putLong(sequence).flip(), 0);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
