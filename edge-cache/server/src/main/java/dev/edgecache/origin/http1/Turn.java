package dev.edgecache.origin.http1;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.proxying.Trailers;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.http1.message.Intake;
import dev.edgecache.origin.http1.message.RequestHeadWriter;
import dev.edgecache.origin.http1.message.ResponseHeads;
import dev.edgecache.origin.http1.message.StreamedBody;
import dev.edgecache.origin.http1.message.Upload;
import dev.edgecache.origin.http1.message.WholeBody;
import io.netty.channel.Channel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One exchange's turn on a connection: its request goes out, its response comes in. */
final class Turn implements Occupant, Upload.Owner, StreamedBody.Feed {
  private static final int MAX_INTERIM = 32;

  private final OriginConnection connection;
  private final Exchange exchange;
  private final Channel channel;
  private final boolean reused;
  private final Intake intake = new Intake();
  private final long beganAt = System.nanoTime();
  private final Patience patience;

  private @Nullable Upload upload;
  private ResponseHeads.@Nullable Sound answer;
  private @Nullable ResponseHead switched;
  private @Nullable StreamedBody body;
  private @Nullable Fields trailers;
  private int interims;
  private long sentAt = beganAt;
  private long uploadedAt = beganAt;
  private boolean over;

  Turn(OriginConnection connection, Exchange exchange, boolean reused) {
    this.connection = connection;
    this.exchange = exchange;
    this.channel = connection.channel();
    this.reused = reused;
    this.patience =
        new Patience(exchange, connection.settings().connections().pendingTimeout(), beganAt);
  }

  /** Sends the request, or as much of it as may be sent now. */
  void begin() {
    try {
      upload = new Outgoing(connection, exchange.request()).writeHead(this).orElse(null);
    } catch (RequestHeadWriter.UnsendableException e) {
      over = true;
      connection.vacate(true);
      exchange.failed(new OriginFailure(OriginFailure.Kind.UNSENDABLE, e.detail()));
      return;
    }
    Upload body = upload;
    if (body == null || RequestHeadWriter.expectsContinue(exchange.request().head())) {
      channel.flush();
    } else {
      body.begin();
    }
    await();
  }

  @Override
  public void read(Object message) {
    if (!over && message instanceof HttpResponse response) {
      head(response);
    }
    if (!over && message instanceof HttpContent content) {
      content(content);
    }
  }

  private void head(HttpResponse response) {
    if (response.decoderResult().cause() instanceof PrematureChannelClosureException) {
      return;
    }
    switch (ResponseHeads.read(response, connection.settings().headLimits())) {
      case ResponseHeads.Unsound unsound -> fail(unsound.failure());
      case ResponseHeads.Sound sound when sound.head().status() == 101 -> switching(sound.head());
      case ResponseHeads.Sound sound when sound.head().isInterim() -> interim(sound.head());
      case ResponseHeads.Sound sound -> {
        answer = sound;
        if (upload != null && upload.held()) {
          upload.stop();
        }
      }
    }
  }

  private void switching(ResponseHead head) {
    if (exchange.request().head().fields().contains("Upgrade")) {
      switched = head;
    } else {
      fail(OriginFailure.Kind.MALFORMED, "101 for a request that asked for no upgrade");
    }
  }

  private void interim(ResponseHead head) {
    if (++interims > MAX_INTERIM) {
      fail(OriginFailure.Kind.MALFORMED, "more than " + MAX_INTERIM + " interim responses");
      return;
    }
    exchange.interim(head);
    if (!over && head.status() == 100 && upload != null) {
      upload.begin();
      await();
    }
  }

  private void content(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      broken(BodyFailure.Kind.MALFORMED, "the chunks of the response are malformed");
      return;
    }
    intake.add(content.content());
    if (!(content instanceof LastHttpContent last)) {
      return;
    }
    if (switched != null) {
      tunnel(switched);
    } else if (answer != null && !channel.isActive() && !connection.endIsTrustworthy()) {
      broken(BodyFailure.Kind.TRUNCATED, "the connection ended without notice");
    } else if (answer != null) {
      int limit = connection.settings().headLimits().maxFields();
      Fields section = ResponseHeads.fields(last.trailingHeaders(), limit);
      if (section == null) {
        broken(BodyFailure.Kind.MALFORMED, "the trailer section is malformed");
      } else {
        trailers = Trailers.forwarded(section, answer.head().fields());
      }
    }
  }

  private void tunnel(ResponseHead head) {
    over = true;
    Tunnel tunnel = new Tunnel(connection, exchange);
    connection.become(tunnel);
    exchange.upgraded(head, tunnel.incoming(), tunnel::send);
  }

  @Override
  public void readComplete() {
    ResponseHeads.Sound sound = answer;
    if (over || sound == null) {
      return;
    }
    ByteBuffer bytes = take();
    Fields end = trailers;
    StreamedBody streamed = body;
    if (streamed == null && end != null) {
      finish(sound);
      exchange.response(sound.head(), new WholeBody(bytes, end));
    } else if (streamed == null) {
      tell(sound).offer(bytes);
      await();
    } else if (end != null) {
      finish(sound);
      streamed.offer(bytes);
      streamed.complete(end);
    } else {
      streamed.offer(bytes);
      await();
    }
  }

  private StreamedBody tell(ResponseHeads.Sound sound) {
    OptionalLong length =
        sound.framing() instanceof ResponseHeads.Framing.Length(long bytes)
            ? OptionalLong.of(bytes)
            : OptionalLong.empty();
    StreamedBody streamed = new StreamedBody(channel.eventLoop(), this, length);
    body = streamed;
    exchange.response(sound.head(), streamed);
    return streamed;
  }

  private ByteBuffer take() {
    ByteBuffer bytes = intake.take();
    connection.observer().received(bytes.remaining());
    return bytes;
  }

  /** The response is complete: the connection is free unless the request is still under way. */
  private void finish(ResponseHeads.Sound sound) {
    over = true;
    Upload sending = upload;
    boolean sent = sending == null || sending.complete();
    if (sending != null) {
      sending.stop();
    }
    connection.vacate(sent && sound.persistent());
  }

  @Override
  public boolean wantsBytes() {
    return answer == null || (body != null && body.isWanted());
  }

  @Override
  public void wanted() {
    if (!over) {
      await();
      connection.read();
    }
  }

  @Override
  public void unwanted() {
    if (!over) {
      end();
    }
  }

  @Override
  public void writabilityChanged() {
    if (upload != null && channel.isWritable()) {
      upload.writable();
      await();
    }
  }

  @Override
  public void writeFailed() {
    if (upload != null && upload.touched() && upload.unfinished()) {
      upload.stop();
      sentAt = System.nanoTime();
      await();
    }
  }

  @Override
  public void progressed(long bytes) {
    uploadedAt = System.nanoTime();
    connection.observer().sent(bytes);
  }

  @Override
  public void sent() {
    sentAt = System.nanoTime();
    await();
  }

  @Override
  public void sourceFailed(String detail) {
    if (over) {
      return;
    }
    if (answer == null) {
      fail(OriginFailure.Kind.REQUEST_BODY_FAILED, detail);
    } else {
      broken(BodyFailure.Kind.TRUNCATED, "the request body failed: " + detail);
    }
  }

  @Override
  public void expired() {
    long now = System.nanoTime();
    Patience.Awaited awaited = awaited();
    if (awaited == Patience.Awaited.CLIENT && !patience.isOver(now)) {
      heldUp(now);
    } else if (answer != null) {
      broken(BodyFailure.Kind.TIMEOUT, "no byte of the response within the time allowed");
    } else if (patience.isOver(now)) {
      fail(OriginFailure.Kind.HEAD_TIMEOUT, "no response within the time allowed in all");
    } else if (upload != null && awaited == Patience.Awaited.CONTINUE) {
      upload.begin();
      await();
    } else if (awaited == Patience.Awaited.SENDING) {
      fail(OriginFailure.Kind.SEND_TIMEOUT, "the origin takes no more of the request body");
    } else {
      fail(OriginFailure.Kind.HEAD_TIMEOUT, "no response head within the time allowed");
    }
  }

  /**
   * The client neither takes what has come nor sends what is to follow: the connection is given up
   * if others wait for one, so that slow clients can't hold them all.
   */
  private void heldUp(long now) {
    boolean sendsOn = body == null && now - uploadedAt < patience.ofClients();
    if (sendsOn || !connection.isReclaimed()) {
      await();
    } else if (answer != null) {
      broken(BodyFailure.Kind.TIMEOUT, "the client reads too slowly while others wait");
    } else {
      fail(OriginFailure.Kind.REQUEST_BODY_FAILED, "the client sends too slowly while others wait");
    }
  }

  @Override
  public boolean disconnected() {
    if (over) {
      return false;
    }
    if (answer != null) {
      broken(BodyFailure.Kind.TRUNCATED, "the connection ended before the response did");
      return false;
    }
    over = true;
    intake.drop();
    boolean touched = upload != null && upload.touched();
    if (upload != null && touched) {
      upload.stop();
    }
    if (reused && !connection.decoder().begun() && exchange.repeats(touched)) {
      return true;
    }
    exchange.failed(
        new OriginFailure(
            OriginFailure.Kind.RESET_BEFORE_HEAD,
            "the connection ended before a response head had come"));
    return false;
  }

  @Override
  public void abandon() {
    StreamedBody streamed = body;
    if (streamed != null) {
      streamed.cancel();
    } else {
      fail(Exchange.cancellation());
    }
  }

  @Override
  public boolean isFor(Exchange other) {
    return exchange == other;
  }

  private void fail(OriginFailure.Kind kind, String detail) {
    fail(new OriginFailure(kind, detail));
  }

  private void fail(OriginFailure failure) {
    end();
    exchange.failed(failure);
  }

  /** The body cannot be completed: those who have it hear so, after the bytes that did come. */
  private void broken(BodyFailure.Kind kind, String detail) {
    ResponseHeads.Sound sound = answer;
    if (sound == null) {
      fail(OriginFailure.Kind.MALFORMED, detail);
      return;
    }
    BodyFailure failure = new BodyFailure(kind, detail);
    ByteBuffer bytes = take();
    end();
    connection.observer().bodyFailed(failure);
    StreamedBody streamed = body == null ? tell(sound) : body;
    streamed.offer(bytes);
    streamed.fail(failure);
  }

  /** Nothing more goes out or comes in. */
  private void end() {
    over = true;
    intake.drop();
    if (upload != null) {
      upload.stop();
    }
    connection.vacate(false);
  }

  /** Sets the deadline for what is awaited now. */
  private void await() {
    if (!over) {
      long now = System.nanoTime();
      connection.arm(now + patience.left(awaited(), sentAt, now));
    }
  }

  private Patience.Awaited awaited() {
    Upload sending = upload;
    if (sending != null && sending.held()) {
      return Patience.Awaited.CONTINUE;
    }
    if (sending != null && sending.blocked()) {
      return Patience.Awaited.SENDING;
    }
    if (answer != null) {
      boolean unread = body != null && !body.isWanted();
      return unread ? Patience.Awaited.CLIENT : Patience.Awaited.BODY;
    }
    boolean unsent = sending != null && sending.unfinished();
    return unsent ? Patience.Awaited.CLIENT : Patience.Awaited.HEAD;
  }
}
