package dev.edgecache.serve.session;

import dev.edgecache.caching.Admission;
import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.DataPosition;
import dev.edgecache.consistency.Lineage;
import dev.edgecache.consistency.Mark;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Requirement;
import dev.edgecache.consistency.Requirement.Reader;
import dev.edgecache.consistency.session.Candidate;
import dev.edgecache.consistency.session.Demand;
import dev.edgecache.consistency.session.SessionToken;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.conditional.EntityTag;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.ConsistencyRule.Promise;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.Tags;
import dev.edgecache.serve.decide.Demands;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What one request has to do with a session: what its answer must have reached, and what the client
 * is told of the session afterwards.
 */
public final class ClientSession implements Demands {

  /** A position beyond all others of its epoch: what a write has that nobody can locate. */
  private static final long BEYOND = -1L;

  private final Optional<Sessions> sessions;
  private final Promise promise;
  private final Set<String> writes;
  private final Optional<String> identity;
  private final Optional<SessionToken> arrived;
  private volatile Optional<SessionToken> token;
  private volatile Optional<Demand> demand = Optional.empty();
  private volatile Reader reader;

  ClientSession(
      Sessions sessions, Match match, Optional<SessionToken> token, Optional<String> identity) {
    this(Optional.of(sessions), match, token, identity);
  }

  private ClientSession(
      Optional<Sessions> sessions,
      Match match,
      Optional<SessionToken> token,
      Optional<String> identity) {
    this.sessions = sessions;
    this.promise = match.route().consistency().promise();
    this.writes = Tags.written(match);
    this.identity = identity;
    this.arrived = token;
    this.token = token;
    this.reader = promise == Promise.PRIMARY ? Reader.PRIMARY : Reader.ANY;
  }

  /** What holds for a request where no sessions are kept. */
  public static ClientSession none(Match match) {
    return new ClientSession(Optional.empty(), match, Optional.empty(), Optional.empty());
  }

  /** Whether answers depend on what the session has written and seen. */
  public boolean demands() {
    return promise == Promise.SESSION && arrived.isPresent();
  }

  /**
   * Works out what is demanded. A token may be ahead of what is known here: then the primary is
   * asked once how far it has come, and what is beyond that is not of its history.
   *
   * @return completes when {@link #requirement} and {@link #admission} can be asked
   */
  public CompletableFuture<Void> ready() {
    if (!demands()) {
      return CompletableFuture.completedFuture(null);
    }
    Sessions all = sessions.orElseThrow();
    SessionToken own = arrived.orElseThrow();
    Optional<Lineage> history = all.lineage();
    Optional<Position> newest = history.flatMap(all::newest);
    if (newest.isPresent() && !own.isBeyond(history.orElseThrow(), newest.get())) {
      demand = Optional.of(Demand.of(own, history.orElseThrow(), newest.get()));
      return CompletableFuture.completedFuture(null);
    }
    return all.primary().handle((position, _) -> settle(all, own, Optional.ofNullable(position)));
  }

  /** Without a position of the primary, nothing but the primary itself is new enough. */
  private Void settle(Sessions all, SessionToken own, Optional<Position> read) {
    Optional<Lineage> history = all.lineage();
    if (read.isPresent() && history.isPresent()) {
      Position newest = all.newest(history.get()).orElse(read.get());
      demand = Optional.of(Demand.of(own, history.get(), newest));
    } else {
      reader = Reader.PRIMARY;
    }
    return null;
  }

  /**
   * What the answer of an origin must have reached.
   *
   * @param key the text of the answer's key
   */
  @Override
  public Requirement requirement(String key) {
    return demand
        .flatMap(own -> own.ofFetch(key))
        .map(position -> Requirement.NONE.and(Mark.ofCommit(0, position)))
        .orElse(Requirement.NONE)
        .by(reader);
  }

  /**
   * Which stored answers the client may get.
   *
   * @param key their key
   */
  @Override
  public Admission admission(CacheKey key) {
    if (reader == Reader.PRIMARY) {
      return Admission.NOTHING_STORED;
    }
    return demand
        .<Admission>map(own -> response -> admits(own, key.toString(), response))
        .orElse(Admission.ANY);
  }

  private boolean admits(Demand own, String key, StoredResponse response) {
    return own.isMetBy(candidate(key, response, response.provenance().lower()))
        || sessions
            .flatMap(all -> all.proof().of(response))
            .filter(position -> own.isMetBy(candidate(key, response, Optional.of(position))))
            .isPresent();
  }

  /** Whether the answer of an origin to this request alone is new enough. */
  public boolean admits(String key, Set<String> tags, ResponseHead head, Provenance provenance) {
    return provenance.source() == Provenance.Source.PRIMARY
        || (reader != Reader.PRIMARY
            && demand
                .map(
                    own ->
                        own.isMetBy(
                            new Candidate(key, tags, fingerprint(head), provenance.lower())))
                .orElse(true));
  }

  private static Candidate candidate(
      String key, StoredResponse response, Optional<Position> lower) {
    return new Candidate(
        key, ImplicitTags.without(response.terms().tags()), fingerprint(response), lower);
  }

  /** A strong tag tells answers apart; without one, when they were fetched. */
  private static int fingerprint(StoredResponse response) {
    return strongTag(response.head().fields()).orElse(response.times().hashCode());
  }

  /** Answers that are not stored are told apart by strong tags alone. */
  private static int fingerprint(ResponseHead relayed) {
    return strongTag(relayed.fields()).orElseGet(() -> ThreadLocalRandom.current().nextInt());
  }

  private static Optional<Integer> strongTag(Fields answer) {
    return EntityTag.of(answer)
        .filter(tag -> tag.strength() == EntityTag.Strength.STRONG)
        .map(tag -> tag.opaque().hashCode());
  }

  /** Notes that the client gets a stored answer. */
  public void saw(String key, StoredResponse response, Provenance provenance) {
    provenance.upper().ifPresent(upper -> saw(key, fingerprint(response), upper));
  }

  /** Notes that the client gets an answer of an origin that is not stored. */
  public void saw(String key, ResponseHead head, Provenance provenance) {
    provenance.upper().ifPresent(upper -> saw(key, fingerprint(head), upper));
  }

  private void saw(String key, int fingerprint, Position upper) {
    if (demands()) {
      sessions.ifPresent(all -> all.learned(upper));
      token = token.map(own -> own.saw(key, fingerprint, upper));
    }
  }

  /**
   * Notes a write, with which a session begins.
   *
   * @param answer the head of the primary's answer to it
   * @return completes once its position is known, or can't be had
   */
  public CompletableFuture<Void> wrote(ResponseHead answer) {
    boolean mayHaveWritten = answer.status() < 400 || answer.status() >= 500;
    if (sessions.isEmpty() || !mayHaveWritten) {
      return CompletableFuture.completedFuture(null);
    }
    Sessions all = sessions.get();
    Optional<Position> stated = DataPosition.of(answer.fields()).upper();
    if (stated.isPresent()) {
      wrote(all, stated.get());
      return CompletableFuture.completedFuture(null);
    }
    return all.primary().handle((position, _) -> located(all, Optional.ofNullable(position)));
  }

  private Void located(Sessions all, Optional<Position> read) {
    read.or(() -> all.lineage().map(history -> new Position(history.current(), BEYOND)))
        .ifPresent(position -> wrote(all, position));
    return null;
  }

  private void wrote(Sessions all, Position position) {
    if (position.value() != BEYOND) {
      all.learned(position);
    }
    SessionToken grown = all.extended(token.orElseGet(all::begin)).wrote(writes, position);
    token = Optional.of(grown);
    all.remember(grown, identity);
  }

  /**
   * The fields of an answer as this client may get them. What depends on a token, or is read at the
   * primary each time, is of no use to anybody else, nor twice.
   */
  public Fields onto(Fields answer, String scheme) {
    boolean grown = !token.equals(arrived);
    Fields own = sessions.map(all -> all.withoutOrigins(answer)).orElse(answer);
    if (!grown && !demands() && promise != Promise.PRIMARY) {
      return own;
    }
    Fields personal =
        own.without(name -> Fields.sameName(name, FieldNames.EXPIRES) || isCacheControl(name))
            .with(FieldNames.CACHE_CONTROL, "private, no-store");
    if (!grown) {
      return personal;
    }
    Sessions all = sessions.orElseThrow();
    SessionToken carried = token.orElseThrow();
    all.remember(carried, identity);
    return all.carrying(carried, personal, scheme);
  }

  /** Cache-Control and the targeted fields of RFC 9213, whoever is their target. */
  private static boolean isCacheControl(String name) {
    String suffix = FieldNames.CACHE_CONTROL;
    int from = name.length() - suffix.length();
    return (from >= 0 && name.regionMatches(true, from, suffix, 0, suffix.length()))
        || Fields.sameName(name, "Surrogate-Control");
  }
}
