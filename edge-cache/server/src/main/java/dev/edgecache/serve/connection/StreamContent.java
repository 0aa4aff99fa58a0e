package dev.edgecache.serve.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/** The content of one stream, which says that it is this stream's whenever it is read. */
final class StreamContent extends AbstractStreamSourceConduit<StreamSourceConduit> {

  private final UnreadContent unread;
  private final int stream;

  StreamContent(StreamSourceConduit next, UnreadContent unread, int stream) {
    super(next);
    this.unread = unread;
    this.stream = stream;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    unread.reads(stream);
    return super.read(to);
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) throws IOException {
    unread.reads(stream);
    return super.read(to, offset, length);
  }

  @Override
  public long transferTo(long position, long count, FileChannel to) throws IOException {
    unread.reads(stream);
    return super.transferTo(position, count, to);
  }

  @Override
  public long transferTo(long count, ByteBuffer through, StreamSinkChannel to) throws IOException {
    unread.reads(stream);
    return super.transferTo(count, through, to);
  }
}
