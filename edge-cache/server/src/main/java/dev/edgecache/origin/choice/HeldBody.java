package dev.edgecache.origin.choice;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** A body that holds the room of its read until its end. */
record HeldBody(BodySource body, FallbackLimit.Permit permit) implements BodySource {

  @Override
  public OptionalLong length() {
    return body.length();
  }

  @Override
  public void next(BodyReceiver receiver) {
    body.next(
        new BodyReceiver() {
          @Override
          public void chunk(ByteBuffer bytes) {
            receiver.chunk(bytes);
          }

          @Override
          public void end(Fields trailers) {
            permit.release();
            receiver.end(trailers);
          }

          @Override
          public void failed(BodyFailure cause) {
            permit.release();
            receiver.failed(cause);
          }
        });
  }

  @Override
  public void cancel() {
    permit.release();
    body.cancel();
  }
}
