package dev.edgecache.simulation;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.consistency.DataPosition;
import dev.edgecache.consistency.Position;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginHealth;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * An origin that reads a database at some moment between a question and its answer: a position,
 * then the data, then a position.
 */
final class VirtualOrigin implements OriginClient {

  private final Node node;
  private final Supplier<Optional<Server>> database;

  /**
   * @param database the one that a question is answered from; empty while there is none
   */
  VirtualOrigin(Node node, Supplier<Optional<Server>> database) {
    this.node = node;
    this.database = database;
  }

  @Override
  public OriginExchange exchange(OriginRequest request, OriginListener listener) {
    Exchange exchange = new Exchange(request, listener);
    exchange.begin();
    return exchange;
  }

  @Override
  public OriginHealth health() {
    return new OriginHealth(
        "virtual",
        OriginHealth.State.HEALTHY,
        1,
        new OriginHealth.Connections(0, 0, 0),
        Optional.empty());
  }

  @Override
  public double share() {
    return 1;
  }

  @Override
  public boolean isFailure(int status) {
    return status == 500;
  }

  @Override
  public boolean withdrawRetry() {
    return node.schedule().chance(0.5);
  }

  @Override
  public void fence() {}

  @Override
  public void unfence() {}

  @Override
  public void close() {}

  private final class Exchange implements OriginExchange {
    private final OriginRequest request;
    private final OriginListener listener;
    private final int key;
    private boolean ended;

    Exchange(OriginRequest request, OriginListener listener) {
      this.request = request;
      this.listener = listener;
      this.key = Integer.parseInt(request.head().path().substring("/p/".length()));
    }

    void begin() {
      node.asked(key);
      node.later(pause(), this::arrive);
    }

    private Duration pause() {
      Schedule schedule = node.schedule();
      return schedule.chance(0.8) ? schedule.micros(50, 3_000) : schedule.millis(3, 120);
    }

    private void arrive() {
      Optional<Server> found = database.get();
      if (found.isEmpty() || node.failsNow()) {
        node.later(pause(), this::fail);
        return;
      }
      Server server = found.get();
      Position lower = server.visible();
      node.later(pause(), () -> query(server, lower));
    }

    private void query(Server server, Position lower) {
      Commit data = server.read(key);
      node.later(pause(), () -> answer(server, data, lower));
    }

    private void answer(Server server, Commit data, Position lower) {
      Position upper = server.reached();
      String tag = "\"" + data.id() + "\"";
      Fields.Builder fields =
          Fields.builder().add("ETag", tag).add("Surrogate-Key", Commit.Tag.CATEGORY.of(data));
      if (node.states()) {
        fields.add(DataPosition.FIELD, "lo=\"" + lower.text() + "\", hi=\"" + upper.text() + "\"");
      }
      String asked = request.head().fields().combined("If-None-Match");
      boolean same = asked != null && asked.contains(tag);
      node.schedule()
          .note(() -> node + " " + server.name + " gave " + key + ": " + data + " from " + lower);
      node.later(pause(), () -> deliver(new ResponseHead(same ? 304 : 200, fields.build()), data));
    }

    private void deliver(ResponseHead head, Commit data) {
      if (end()) {
        byte[] content =
            head.status() == 304
                ? new byte[0]
                : Long.toString(data.id()).getBytes(StandardCharsets.US_ASCII);
        listener.response(head, new Content(content));
      }
    }

    private void fail() {
      if (end()) {
        if (node.schedule().chance(0.5)) {
          listener.failed(new OriginFailure(OriginFailure.Kind.HEAD_TIMEOUT, "virtual"));
        } else {
          listener.response(new ResponseHead(500, Fields.EMPTY), new Content(new byte[] {'!'}));
        }
      }
    }

    /** Whether the listener is still to be told. */
    private boolean end() {
      boolean first = !ended;
      if (first) {
        ended = true;
        node.answered(key);
      }
      return first;
    }

    @Override
    public void cancel() {
      if (end()) {
        node.later(
            Duration.ZERO,
            () ->
                listener.failed(
                    new OriginFailure(OriginFailure.Kind.CANCELLED, "no longer wanted")));
      }
    }
  }

  /** Content that comes a while after its head. */
  private final class Content implements BodySource {
    private final byte[] bytes;
    private boolean sent;
    private boolean cancelled;

    Content(byte[] bytes) {
      this.bytes = bytes;
      this.sent = bytes.length == 0;
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.of(bytes.length);
    }

    @Override
    public void next(BodyReceiver receiver) {
      Schedule schedule = node.schedule();
      node.later(
          schedule.chance(0.8) ? schedule.micros(0, 500) : schedule.millis(1, 100),
          () -> {
            if (cancelled) {
              receiver.failed(new BodyFailure(BodyFailure.Kind.CANCELLED, "virtual"));
            } else if (sent) {
              receiver.end(Fields.EMPTY);
            } else if (node.failsNow()) {
              receiver.failed(new BodyFailure(BodyFailure.Kind.TRUNCATED, "virtual"));
            } else {
              sent = true;
              receiver.chunk(ByteBuffer.wrap(bytes));
            }
          });
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
