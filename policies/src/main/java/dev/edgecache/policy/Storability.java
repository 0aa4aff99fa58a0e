package dev.edgecache.policy;

import dev.edgecache.http.Fields;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether an answer may be stored, and if not, why (RFC 9111 §3 under a policy). */
public sealed interface Storability {

  /**
   * It may be stored.
   *
   * @param lifetime how long it may be used
   * @param fields the field lines to store: without hop-by-hop, proxy and excluded fields
   * @param vary the lower-case names of the request fields that select it (RFC 9110 §12.5.5),
   *     sorted, without those that the key already holds or that the origin never sees; their
   *     values are those of the request as the origin saw it
   * @param tags its tags, in lower case
   * @param compression how it goes out encoded, if it may
   */
  record Store(
      Lifetime lifetime,
      Fields fields,
      List<String> vary,
      Set<String> tags,
      Optional<CacheRule.Compression> compression)
      implements Storability {}

  /**
   * It must not be stored.
   *
   * @param reason the rule that forbids it
   */
  record DoNotStore(Reason reason) implements Storability {}

  /** The rules that forbid storing. */
  enum Reason {
    /** The route says {@code cache: never}, or no policy names the request. */
    POLICY,
    /** The method's answers are not stored, or the request had content. */
    METHOD,
    /** The status is not final, not understood, or not one that the policy stores. */
    STATUS,
    /** The request or the answer says {@code no-store}. */
    NO_STORE,
    /** The answer says {@code private}. */
    PRIVATE,
    /** The request carried credentials and the answer does not permit sharing (RFC 9111 §3.5). */
    AUTHORIZATION,
    /** The answer sets a cookie. */
    SET_COOKIE,
    /** The answer varies on {@code *}. */
    VARY_ANY,
    /** It is stale at once, and neither a window nor a validator lets it be used after that. */
    NO_LIFETIME,
    /** It is not one part of a representation, of known place and as it was asked for. */
    PARTIAL,
    /** A range or conditions of the request, which are in no key, may have shaped it. */
    CONDITIONS,
    /** It is larger than the route's limit. */
    TOO_LARGE,
    /** It has more tags, or a longer one, than can be kept: it could not be invalidated by all. */
    TOO_MANY_TAGS;

    /** Whether it forbids to store the answer for anybody, not because of one client's request. */
    public boolean isOfTheAnswer() {
      return switch (this) {
        case AUTHORIZATION, CONDITIONS, METHOD -> false;
        case POLICY,
            STATUS,
            NO_STORE,
            PRIVATE,
            SET_COOKIE,
            VARY_ANY,
            NO_LIFETIME,
            PARTIAL,
            TOO_LARGE,
            TOO_MANY_TAGS ->
            true;
      };
    }
  }
}
