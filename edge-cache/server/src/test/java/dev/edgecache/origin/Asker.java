package dev.edgecache.origin;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A listener that keeps what it is told, for a test to wait for. */
final class Asker implements OriginListener {
  private final List<ResponseHead> interims = new ArrayList<>();
  private final CompletableFuture<Result> result = new CompletableFuture<>();

  /** What became of an exchange. */
  sealed interface Result {}

  /** A response whose body is still to be pulled. */
  record Response(ResponseHead head, BodySource body, List<ResponseHead> interims)
      implements Result {

    /** Pulls the body to its end. */
    Content content() {
      return read(body);
    }

    /** Pulls the body, which must be complete, as text. */
    String text() {
      return content().whole();
    }
  }

  /** An upgraded connection. */
  record Upgrade(ResponseHead head, BodySource incoming, Consumer<BodySource> outgoing)
      implements Result {}

  /** A failure. */
  record Failure(OriginFailure failure) implements Result {}

  /** The bytes of a body and how it ended. */
  record Content(String text, Optional<Fields> trailers, Optional<BodyFailure> failure) {

    /** The text, if the body ended well. */
    String whole() {
      if (failure.isPresent()) {
        throw new AssertionError("the body failed: " + failure.get());
      }
      return text;
    }

    /** Why it failed. */
    BodyFailure.Kind failureKind() {
      return failure.orElseThrow(() -> new AssertionError("the body ended well")).kind();
    }
  }

  /** A GET for a path at an origin. */
  static OriginRequest get(String path) {
    return request("GET", path);
  }

  /** A request without a body. */
  static OriginRequest request(String method, String path, String... fields) {
    return OriginRequest.of(
        new RequestHead(method, "http", "shop.example", path, null, Fields.of(fields)));
  }

  /** Begins an exchange. */
  static Asker ask(OriginClient client, OriginRequest request) {
    Asker asker = new Asker();
    client.exchange(request, asker);
    return asker;
  }

  /** What became of the exchange. */
  Result await() {
    return Asker.await(result);
  }

  /** The response. */
  Response response() {
    return switch (await()) {
      case Response response -> response;
      case Upgrade upgrade -> throw new AssertionError("upgraded");
      case Failure failure -> throw new AssertionError("failed: " + failure.failure());
    };
  }

  /** The failure. */
  OriginFailure failure() {
    return switch (await()) {
      case Response response -> throw new AssertionError("answered: " + response.head());
      case Upgrade upgrade -> throw new AssertionError("upgraded");
      case Failure failure -> failure.failure();
    };
  }

  /** The upgrade. */
  Upgrade upgrade() {
    return switch (await()) {
      case Response response -> throw new AssertionError("answered: " + response.head());
      case Upgrade upgrade -> upgrade;
      case Failure failure -> throw new AssertionError("failed: " + failure.failure());
    };
  }

  @Override
  public void interim(ResponseHead head) {
    interims.add(head);
  }

  @Override
  public void response(ResponseHead head, BodySource body) {
    once(new Response(head, body, List.copyOf(interims)));
  }

  @Override
  public void upgraded(ResponseHead head, BodySource incoming, Consumer<BodySource> outgoing) {
    once(new Upgrade(head, incoming, outgoing));
  }

  @Override
  public void failed(OriginFailure failure) {
    once(new Failure(failure));
  }

  private void once(Result outcome) {
    if (!result.complete(outcome)) {
      throw new AssertionError("told twice: " + outcome);
    }
  }

  /** Pulls a body to its end. */
  static Content read(BodySource body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      switch (next(body)) {
        case Piece.Chunk(ByteBuffer chunk) -> {
          byte[] copy = new byte[chunk.remaining()];
          chunk.get(copy);
          bytes.writeBytes(copy);
        }
        case Piece.End(Fields trailers) -> {
          return new Content(
              bytes.toString(StandardCharsets.ISO_8859_1), Optional.of(trailers), Optional.empty());
        }
        case Piece.Failed(BodyFailure cause) -> {
          return new Content(
              bytes.toString(StandardCharsets.ISO_8859_1), Optional.empty(), Optional.of(cause));
        }
      }
    }
  }

  /** One piece of a body. */
  sealed interface Piece {

    /** Bytes. */
    record Chunk(ByteBuffer bytes) implements Piece {}

    /** The end. */
    record End(Fields trailers) implements Piece {}

    /** The end before all had come. */
    record Failed(BodyFailure cause) implements Piece {}
  }

  /** Asks for one piece. */
  static CompletableFuture<Piece> ask(BodySource body) {
    CompletableFuture<Piece> piece = new CompletableFuture<>();
    body.next(
        new BodyReceiver() {
          @Override
          public void chunk(ByteBuffer bytes) {
            piece.complete(new Piece.Chunk(bytes));
          }

          @Override
          public void end(Fields trailers) {
            piece.complete(new Piece.End(trailers));
          }

          @Override
          public void failed(BodyFailure cause) {
            piece.complete(new Piece.Failed(cause));
          }
        });
    return piece;
  }

  /** Pulls one piece. */
  static Piece next(BodySource body) {
    return await(ask(body));
  }

  /** A body that gives these chunks at once and then ends. */
  static BodySource source(OptionalLong length, Fields trailers, String... chunks) {
    return new BodySource() {
      private int given;

      @Override
      public OptionalLong length() {
        return length;
      }

      @Override
      public void next(BodyReceiver receiver) {
        if (given < chunks.length) {
          receiver.chunk(
              ByteBuffer.wrap(chunks[given++].getBytes(StandardCharsets.ISO_8859_1))
                  .asReadOnlyBuffer());
        } else {
          receiver.end(trailers);
        }
      }

      @Override
      public void cancel() {}
    };
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("nothing came", e);
    }
  }
}
