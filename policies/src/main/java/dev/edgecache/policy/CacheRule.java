package dev.edgecache.policy;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestDirectives;
import dev.edgecache.http.ResponseDirectives;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.coding.ContentCoding;
import dev.edgecache.http.coding.MediaTypePattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether and how answers of a route are stored. */
public sealed interface CacheRule {

  /** How stored answers go out encoded, if they do. */
  Optional<Compression> compression();

  /** Answers pass through and are never stored: {@code cache: never}. */
  record Never() implements CacheRule {
    @Override
    public Optional<Compression> compression() {
      return Optional.empty();
    }
  }

  /**
   * Answers are stored as RFC 9111 and this rule allow.
   *
   * @param lifetime how long they are fresh
   * @param stale how long they may be served after that
   * @param statuses the statuses that may be stored; none for those that RFC 9111 §3 allows
   * @param maxSize the largest body that is stored, in bytes
   * @param targeted the targeted field names that replace Cache-Control, in order (RFC 9213)
   * @param setCookie what becomes of answers that set a cookie
   * @param credentials who may share answers to requests with an Authorization field
   * @param clientDirectives whether Cache-Control of requests counts
   * @param compression how answers go out encoded, if they do
   * @param queryVariance whether No-Vary-Search of answers counts
   */
  record Store(
      LifetimeRule lifetime,
      StaleRule stale,
      Set<Integer> statuses,
      long maxSize,
      List<String> targeted,
      SetCookie setCookie,
      Credentials credentials,
      ClientDirectives clientDirectives,
      Optional<Compression> compression,
      QueryVariance queryVariance)
      implements CacheRule {

    /** The largest body that can be stored, in bytes. */
    public static final long GREATEST_SIZE = 1L << 30;

    /** Copies the collections, and bounds the size. */
    public Store {
      statuses = Set.copyOf(statuses);
      targeted = List.copyOf(targeted);
      if (maxSize <= 0 || maxSize > GREATEST_SIZE) {
        throw new IllegalArgumentException(
            "max-size: " + maxSize + " bytes (expected: more than 0, at most 1 GiB)");
      }
      if (compression.isPresent() && compression.get().minSize() > maxSize) {
        throw new IllegalArgumentException(
            "compress: min-size: "
                + compression.get().minSize()
                + " bytes (expected: at most max-size, "
                + maxSize
                + ")");
      }
    }

    /** The directives of a request that count; {@link RequestDirectives#NONE} if none do. */
    public RequestDirectives directivesOf(Fields request) {
      return switch (clientDirectives) {
        case OBEY -> RequestDirectives.parse(request);
        case IGNORE -> RequestDirectives.NONE;
      };
    }
  }

  /**
   * The limits of stale answers.
   *
   * @param whileRevalidate how long after its lifetime an answer is served while it is refreshed in
   *     the background; the origin's own stale-while-revalidate, where it names one, goes before it
   * @param ifError how long after its lifetime an answer is served in place of an error; the
   *     origin's own stale-if-error, where it names one, goes before it
   * @param waitForFresh how long a request waits for a fresh answer before a permitted stale one
   *     goes out; zero to serve it at once
   * @param despiteSharedLifetime whether these windows hold although the origin sent {@code
   *     s-maxage}, which alone forbids stale answers (RFC 9111 §4.2.4)
   */
  record StaleRule(
      Optional<Duration> whileRevalidate,
      Optional<Duration> ifError,
      Duration waitForFresh,
      SharedLifetime despiteSharedLifetime) {}

  /** Whether stale windows hold for answers with {@code s-maxage}. */
  enum SharedLifetime {
    /** {@code s-maxage} forbids stale answers, as RFC 9111 §5.2.2.10 says. */
    FORBIDS_STALE,
    /** The author of the policy grants the windows all the same. */
    ALLOWS_STALE
  }

  /**
   * The content codings in which stored answers go out; the origin is asked for none.
   *
   * @param codings the codings, the first one where a request weighs them alike
   * @param types the media types that are encoded
   * @param minSize the smallest body that is encoded, in bytes
   */
  record Compression(List<ContentCoding> codings, List<MediaTypePattern> types, long minSize) {

    /** The statuses whose content is worth it; 206 is a part of a 200. */
    private static final Set<Integer> STATUSES = Set.of(200, 206, 404, 410);

    /** Copies the lists. */
    public Compression {
      codings = List.copyOf(codings);
      types = List.copyOf(types);
    }

    /**
     * Whether an answer with this head may go out encoded: it is of a named type, nobody has
     * encoded it yet (RFC 9110 §8.4), and it may be changed (RFC 9111 §5.2.2.6).
     */
    public boolean permits(ResponseHead answer) {
      Fields fields = answer.fields();
      return STATUSES.contains(answer.status())
          && types.stream().anyMatch(type -> type.matches(fields))
          && !fields.contains(FieldNames.CONTENT_ENCODING)
          && !ResponseDirectives.parse(fields).noTransform();
    }
  }

  /** What becomes of an answer that sets a cookie. */
  enum SetCookie {
    /** It is not stored. */
    DO_NOT_STORE,
    /** It is stored without the Set-Cookie field; the client of the fetch gets the field. */
    STRIP,
    /** It is stored with the Set-Cookie field, as RFC 9111 §7.3 permits. */
    STORE
  }

  /** Who may share answers to requests that carry an Authorization field. */
  enum Credentials {
    /** Nobody, unless the answer says so (RFC 9111 §3.5). */
    AS_ORIGIN_SAYS,
    /** Everybody: the author vouches that the answer does not depend on the credentials. */
    SHARED
  }

  /** Whether No-Vary-Search of answers says which part of the query is in the key. */
  enum QueryVariance {
    /** It does: the origin vouches that its answers do not depend on the rest. */
    OBEY,
    /** The whole query is in the key. */
    IGNORE
  }

  /** Whether Cache-Control and Pragma of requests count (RFC 9111 §5.2.1). */
  enum ClientDirectives {
    /** They are obeyed. */
    OBEY,
    /** They are ignored: a client can't force a fetch. */
    IGNORE
  }
}
