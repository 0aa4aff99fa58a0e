package dev.edgecache.origin.http1;

import dev.edgecache.body.BodySource;
import dev.edgecache.http.RequestHead;
import dev.edgecache.origin.OriginRequest;
import dev.edgecache.origin.http1.message.RequestHeadWriter;
import dev.edgecache.origin.http1.message.Upload;
import java.util.Optional;
import java.util.OptionalLong;

/** The request that goes out on a connection: its head, and how its content follows. */
final class Outgoing {
  private final OriginConnection connection;
  private final OriginRequest request;

  Outgoing(OriginConnection connection, OriginRequest request) {
    this.connection = connection;
    this.request = request;
  }

  /**
   * Writes the head, and does not flush it.
   *
   * @return what is to send the content, if there is any
   */
  Optional<Upload> writeHead(Upload.Owner owner) throws RequestHeadWriter.UnsendableException {
    RequestHead head = request.head();
    return switch (request.content()) {
      case OriginRequest.Content.None none -> {
        write(head, RequestHeadWriter.Framing.ofNoContent(head.method()), 0);
        yield Optional.empty();
      }
      case OriginRequest.Content.Once once -> Optional.of(write(head, once.source(), owner));
      case OriginRequest.Content.Repeatable repeatable ->
          Optional.of(write(head, repeatable.body().stream(), owner));
    };
  }

  private Upload write(RequestHead head, BodySource source, Upload.Owner owner)
      throws RequestHeadWriter.UnsendableException {
    OptionalLong length = source.length();
    boolean known = length.isPresent();
    write(
        head,
        known ? RequestHeadWriter.Framing.LENGTH : RequestHeadWriter.Framing.CHUNKED,
        length.orElse(0));
    Upload.Framing framing = known ? Upload.Framing.LENGTH : Upload.Framing.CHUNKED;
    return new Upload(connection.channel(), source, framing, owner);
  }

  private void write(RequestHead head, RequestHeadWriter.Framing framing, long length)
      throws RequestHeadWriter.UnsendableException {
    var channel = connection.channel();
    var bytes = connection.heads().write(head, framing, length, channel.alloc());
    connection.decoder().asked(head.method());
    var _ = channel.write(bytes, channel.voidPromise());
  }
}
