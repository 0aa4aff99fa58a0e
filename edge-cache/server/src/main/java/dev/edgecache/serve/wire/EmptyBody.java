package dev.edgecache.serve.wire;

import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import java.util.OptionalLong;

/** A body without bytes. */
enum EmptyBody implements BodySource {
  /** The only one. */
  INSTANCE;

  @Override
  public OptionalLong length() {
    return OptionalLong.of(0);
  }

  @Override
  public void next(BodyReceiver receiver) {
    receiver.end(Fields.EMPTY);
  }

  @Override
  public void cancel() {}
}
