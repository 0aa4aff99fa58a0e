package dev.edgecache.serve.session;

import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.session.ReadToken;
import dev.edgecache.consistency.session.SessionToken;
import dev.edgecache.consistency.session.TokenCodec;
import dev.edgecache.fetch.Time;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.positions.Positions;
import dev.edgecache.serve.session.SessionObserver.Token;
import dev.edgecache.store.ShortMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The sessions of all clients. A client carries its token itself; for a short time it is in memory
 * as well, by the number of the session, as a later answer would else take the place of a cookie
 * that an earlier one has set, and by the identity of clients that keep no token.
 */
public final class Sessions {

  private static final int MOST_REMEMBERED = 100_000;
  private static final Duration LONGEST_READING = Duration.ofSeconds(2);

  private final SessionSettings settings;
  private final Positions positions;
  private final Time time;
  private final SessionObserver observer;
  private final Proof proof;
  private final TokenCodec codec;
  private final ShortMemory<String, SessionToken> recent;

  private volatile Optional<Position> newest = Optional.empty();

  /** The sessions of clients whose writes have positions. */
  public Sessions(
      SessionSettings settings,
      Positions positions,
      Time time,
      SessionObserver observer,
      Proof proof) {
    this.settings = settings;
    this.positions = positions;
    this.time = time;
    this.observer = observer;
    this.proof = proof;
    this.codec = new TokenCodec(settings.keys());
    this.recent = new ShortMemory<>(settings.window(), MOST_REMEMBERED, time.nanos());
  }

  /** What proves more of stored answers than their fetch did. */
  Proof proof() {
    return proof;
  }

  /** The session of a request, be it that it has none yet. */
  public ClientSession of(RequestHead request, Match match) {
    Optional<String> identity = settings.identity().flatMap(by -> Identities.of(request, by));
    Optional<SessionToken> carried = carried(request);
    Optional<SessionToken> known = identity.flatMap(claimed -> recent.of("identity " + claimed));
    Optional<SessionToken> token =
        carried
            .map(this::withRecent)
            .map(own -> known.map(own::absorb).orElse(own))
            .or(() -> known);
    return new ClientSession(this, match, token, identity);
  }

  private SessionToken withRecent(SessionToken carried) {
    return recent.of(name(carried)).map(carried::absorb).orElse(carried);
  }

  /**
   * The token that a request carries. One that can't be believed demands what every replica shows:
   * nothing stored that is older, and nothing for which the primary had to be asked.
   */
  private Optional<SessionToken> carried(RequestHead request) {
    Optional<SessionToken> token = Optional.empty();
    for (String text : texts(request)) {
      Optional<SessionToken> read = read(text);
      token = token.isPresent() ? token.map(own -> read.map(own::absorb).orElse(own)) : read;
    }
    return token;
  }

  private Optional<SessionToken> read(String text) {
    return switch (codec.read(text, time.clock().instant())) {
      case ReadToken.Valid(SessionToken token) -> {
        observer.read(Token.VALID);
        yield Optional.of(token);
      }
      case ReadToken.Expired expired -> {
        observer.read(Token.EXPIRED);
        yield Optional.empty();
      }
      case ReadToken.Rejected(ReadToken.Reason reason) -> {
        observer.read(
            switch (reason) {
              case UNREADABLE -> Token.UNREADABLE;
              case FOREIGN -> Token.FOREIGN;
              case FORGED -> Token.FORGED;
            });
        yield positions.replicas().map(shown -> begin().wrote(Set.of(), shown));
      }
    };
  }

  private List<String> texts(RequestHead request) {
    List<String> texts = new ArrayList<>();
    for (String line : request.fields().all(FieldNames.COOKIE)) {
      for (String cookie : line.split(";", -1)) {
        int equals = cookie.indexOf('=');
        if (equals > 0 && cookie.substring(0, equals).strip().equals(settings.cookie())) {
          texts.add(cookie.substring(equals + 1).strip());
        }
      }
    }
    settings.header().map(request.fields()::all).ifPresent(texts::addAll);
    return texts;
  }

  /** A request without its token, which is for this cache alone. */
  public RequestHead withoutToken(RequestHead request) {
    Fields fields = request.fields();
    boolean inHeader = settings.header().filter(fields::contains).isPresent();
    boolean inCookie =
        fields.all(FieldNames.COOKIE).stream().anyMatch(line -> line.contains(settings.cookie()));
    if (!inHeader && !inCookie) {
      return request;
    }
    Fields.Builder kept = Fields.builder();
    fields.forEach(
        (name, value) -> {
          if (Fields.sameName(name, FieldNames.COOKIE)) {
            String others = withoutOwn(value);
            if (!others.isEmpty()) {
              kept.add(name, others);
            }
          } else if (settings.header().filter(own -> Fields.sameName(name, own)).isEmpty()) {
            kept.add(name, value);
          }
        });
    return request.withFields(kept.build());
  }

  private String withoutOwn(String cookies) {
    List<String> others = new ArrayList<>();
    for (String cookie : cookies.split(";", -1)) {
      int equals = cookie.indexOf('=');
      String name = equals < 0 ? cookie : cookie.substring(0, equals);
      if (!cookie.isBlank() && !name.strip().equals(settings.cookie())) {
        others.add(cookie.strip());
      }
    }
    return String.join("; ", others);
  }

  /** The fields of an answer without a token that an origin made up. */
  Fields withoutOrigins(Fields answer) {
    String cookie = settings.cookie() + "=";
    boolean has =
        answer.all(FieldNames.SET_COOKIE).stream().anyMatch(value -> value.startsWith(cookie))
            || settings.header().filter(answer::contains).isPresent();
    if (!has) {
      return answer;
    }
    Fields.Builder kept = Fields.builder();
    answer.forEach(
        (name, value) -> {
          boolean isToken =
              (Fields.sameName(name, FieldNames.SET_COOKIE) && value.startsWith(cookie))
                  || settings.header().filter(own -> Fields.sameName(own, name)).isPresent();
          if (!isToken) {
            kept.add(name, value);
          }
        });
    return kept.build();
  }

  SessionToken begin() {
    return SessionToken.begin(ThreadLocalRandom.current().nextLong(), expiry());
  }

  private Instant expiry() {
    return time.clock().instant().plus(settings.lifetime());
  }

  /** Keeps a token that has grown. */
  void remember(SessionToken token, Optional<String> identity) {
    recent.put(name(token), token);
    identity.ifPresent(claimed -> recent.put("identity " + claimed, token));
  }

  private static String name(SessionToken token) {
    return "session " + token.session();
  }

  /** The fields that give a client its token. */
  Fields carrying(SessionToken token, Fields answer, String scheme) {
    String text = codec.write(token);
    Fields.Builder fields = answer.toBuilder();
    fields.add(
        FieldNames.SET_COOKIE,
        settings.cookie()
            + "="
            + text
            + "; Path=/; Max-Age="
            + settings.lifetime().toSeconds()
            + "; HttpOnly; SameSite=Lax"
            + (scheme.equals("https") ? "; Secure" : ""));
    settings.header().ifPresent(name -> fields.set(name, text));
    return fields.build();
  }

  SessionToken extended(SessionToken token) {
    return token.lastingUntil(expiry());
  }

  Optional<Lineage> lineage() {
    return positions.lineage();
  }

  /** The newest position of the current history that is known here. */
  Optional<Position> newest(Lineage history) {
    positions.settled().ifPresent(this::learned);
    positions.replicas().ifPresent(this::learned);
    return newest.filter(known -> known.epoch().equals(history.current()));
  }

  synchronized void learned(Position position) {
    boolean isOlder =
        newest
            .filter(known -> known.epoch().equals(position.epoch()))
            .filter(known -> known.isAtLeast(position))
            .isPresent();
    newest = isOlder ? newest : Optional.of(position);
  }

  /** A position of the primary that is read now, in time or not at all. */
  CompletableFuture<Position> primary() {
    return positions
        .primary()
        .copy()
        .orTimeout(LONGEST_READING.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (position, _) -> {
              if (position != null) {
                learned(position);
              }
            });
  }
}
