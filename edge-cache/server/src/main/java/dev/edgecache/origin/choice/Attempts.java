package dev.edgecache.origin.choice;

import dev.edgecache.body.BodySource;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.OriginExchange;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginListener;
import dev.edgecache.origin.OriginRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one request: with the origin that it goes to and, where that one does not answer
 * a safe request or is slow to, a second one. The listener hears of one of them alone.
 */
final class Attempts implements OriginExchange {

  private enum State {
    /** No head came yet. */
    ASKING,
    /** Nobody wants an answer any more. */
    GIVEN_UP,
    /** The listener has been told. */
    TOLD
  }

  private final Choice choice;
  private final OriginRequest request;
  private final OriginListener listener;

  // Guarded by this.
  private final List<Leg> underway = new ArrayList<>(2);
  private boolean mayAskTwice;
  private State state = State.ASKING;
  private Runnable callOff = () -> {};

  Attempts(Choice choice, OriginRequest request, OriginListener listener) {
    this.choice = choice;
    this.request = request;
    this.listener = listener;
    this.mayAskTwice = mayBeRepeated(request);
  }

  /** Whether a second origin may get the request too (RFC 9110 §9.2.1, §9.2.2). */
  private static boolean mayBeRepeated(OriginRequest request) {
    return request.head().isSafe()
        && switch (request.content()) {
          case OriginRequest.Content.None _, OriginRequest.Content.Repeatable _ -> true;
          case OriginRequest.Content.Once _ -> false;
        };
  }

  void begin() {
    ask(choice.preferred());
    if (choice.hedge().isPresent() && mayBeRepeated(request)) {
      Runnable off = choice.means().delay().after(choice.hedge().get(), this::hedge);
      boolean late;
      synchronized (this) {
        callOff = off;
        late = state != State.ASKING || !mayAskTwice;
      }
      if (late) {
        off.run();
      }
    }
  }

  /** Asks a second time, since no head came for so long. */
  private void hedge() {
    synchronized (this) {
      if (state != State.ASKING || !mayAskTwice || !choice.preferred().client().withdrawRetry()) {
        return;
      }
      mayAskTwice = false;
    }
    choice.means().observer().hedged();
    ask(choice.fallback().orElse(choice.preferred()));
  }

  @Override
  public void cancel() {
    List<Leg> abandoned;
    Runnable off;
    synchronized (this) {
      if (state == State.ASKING) {
        state = State.GIVEN_UP;
      }
      abandoned = List.copyOf(underway);
      off = callOff;
    }
    off.run();
    abandoned.forEach(Leg::cancel);
  }

  private void ask(Destination destination) {
    Leg leg = new Leg(destination);
    boolean unwanted;
    synchronized (this) {
      underway.add(leg);
      unwanted = state == State.GIVEN_UP;
    }
    leg.begin();
    if (unwanted) {
      leg.cancel();
    }
  }

  /** Whether the listener is to hear of this head; if so the other exchange ends. */
  private boolean wins(Leg leg) {
    List<Leg> losers;
    Runnable off;
    synchronized (this) {
      if (state == State.TOLD) {
        return false;
      }
      state = State.TOLD;
      losers = underway.stream().filter(other -> !other.equals(leg)).toList();
      underway.removeAll(losers);
      off = callOff;
    }
    off.run();
    losers.forEach(Leg::cancel);
    listener.answeredBy(leg.destination.site());
    return true;
  }

  /** Takes the second origin, if it is to be asked since the first one did not answer. */
  private synchronized Optional<Destination> takeSecond(Leg leg, Unanswered how) {
    if (state != State.ASKING
        || !mayAskTwice
        || choice.fallback().isEmpty()
        || (how == Unanswered.ASKED && !leg.destination.client().withdrawRetry())) {
      return Optional.empty();
    }
    mayAskTwice = false;
    underway.remove(leg);
    return choice.fallback();
  }

  /** Whether another exchange may still bring a better answer than this one. */
  private synchronized boolean yields(Leg leg) {
    boolean better = state == State.ASKING && underway.size() > 1;
    if (better) {
      underway.remove(leg);
    }
    return better;
  }

  private void failOver(Destination destination) {
    choice.means().observer().failedOver();
    ask(destination);
  }

  private void failed(Leg leg, OriginFailure failure) {
    Runnable off;
    synchronized (this) {
      underway.remove(leg);
      if (state == State.TOLD || !underway.isEmpty()) {
        return;
      }
      state = State.TOLD;
      off = callOff;
    }
    off.run();
    listener.answeredBy(leg.destination.site());
    listener.failed(failure);
  }

  /** How an origin did not answer. */
  private enum Unanswered {
    /** It was not asked, so that asking another one repeats nothing. */
    UNASKED,
    /** It was asked, so that asking another one adds to the load. */
    ASKED;

    /** How, if another origin may be asked instead. */
    static Optional<Unanswered> of(OriginFailure.Kind kind) {
      if (kind == OriginFailure.Kind.BREAKER_OPEN
          || kind == OriginFailure.Kind.FALLBACK_FULL
          || kind == OriginFailure.Kind.FENCED) {
        return Optional.of(UNASKED);
      }
      return kind.blamesOrigin() ? Optional.of(ASKED) : Optional.empty();
    }
  }

  /** One exchange with one origin. */
  private final class Leg implements OriginListener {
    private final Destination destination;
    private volatile FallbackLimit.@Nullable Permit permit;
    private volatile @Nullable OriginExchange exchange;

    Leg(Destination destination) {
      this.destination = destination;
    }

    void begin() {
      if (destination.limit().isPresent()) {
        Optional<FallbackLimit.Permit> room = destination.limit().get().enter();
        if (room.isEmpty()) {
          failed(
              new OriginFailure(
                  OriginFailure.Kind.FALLBACK_FULL, "no room for one more read at the primary"));
          return;
        }
        permit = room.get();
      }
      exchange = destination.client().exchange(request, this);
    }

    void cancel() {
      OriginExchange begun = exchange;
      if (begun != null) {
        begun.cancel();
      }
    }

    private void release() {
      FallbackLimit.Permit held = permit;
      if (held != null) {
        held.release();
      }
    }

    @Override
    public void interim(ResponseHead head) {
      listener.interim(head);
    }

    @Override
    public void response(ResponseHead head, BodySource body) {
      FallbackLimit.Permit held = permit;
      BodySource counted = held == null ? body : new HeldBody(body, held);
      if (destination.client().isFailure(head.status())) {
        Optional<Destination> other = takeSecond(this, Unanswered.ASKED);
        if (other.isPresent() || yields(this)) {
          counted.cancel();
          other.ifPresent(Attempts.this::failOver);
          return;
        }
      }
      if (wins(this)) {
        listener.response(head, counted);
      } else {
        counted.cancel();
      }
    }

    @Override
    public void upgraded(ResponseHead head, BodySource incoming, Consumer<BodySource> outgoing) {
      FallbackLimit.Permit held = permit;
      BodySource counted = held == null ? incoming : new HeldBody(incoming, held);
      if (wins(this)) {
        listener.upgraded(head, counted, outgoing);
      } else {
        counted.cancel();
      }
    }

    @Override
    public void failed(OriginFailure failure) {
      release();
      Optional<Destination> other =
          Unanswered.of(failure.kind()).flatMap(how -> takeSecond(this, how));
      if (other.isPresent()) {
        failOver(other.get());
      } else {
        Attempts.this.failed(this, failure);
      }
    }
  }
}
