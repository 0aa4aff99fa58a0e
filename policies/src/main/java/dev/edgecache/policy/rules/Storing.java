package dev.edgecache.policy.rules;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseDirectives;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Vary;
import dev.edgecache.http.proxying.HopByHop;
import dev.edgecache.http.range.ContentRange;
import dev.edgecache.http.range.PartialContent;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CacheRule.Credentials;
import dev.edgecache.policy.CacheRule.SetCookie;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Lifetime;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.Storability.DoNotStore;
import dev.edgecache.policy.Storability.Reason;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether an answer may be stored, for how long, and what of it (RFC 9111 §3 for a shared cache,
 * under a policy).
 *
 * <p>A policy can forbid more than the RFC does. It permits what the RFC forbids only where its
 * author says so in words: answers to requests with credentials ({@link Credentials#SHARED}), and
 * lifetimes of statuses for which nothing may be guessed. {@code no-store}, {@code private} and
 * {@code Vary: *} hold whatever it says.
 */
public final class Storing {

  private static final int RESET_CONTENT = 205;
  private static final int PARTIAL_CONTENT = 206;

  private final Match match;
  private final CacheRule.Store rule;
  private final RequestHead request;
  private final ResponseHead response;
  private final OriginDirectives said;

  private Storing(Match match, CacheRule.Store rule, RequestHead request, ResponseHead response) {
    this.match = match;
    this.rule = rule;
    this.request = request;
    this.response = response;
    this.said = OriginDirectives.of(response.fields(), rule.targeted());
  }

  /**
   * The judgement of an answer.
   *
   * @param match the route of the request
   * @param request the request as the client sent it
   * @param response the answer's head as the origin sent it
   * @param responseTime when the head arrived
   */
  public static Storability assess(
      Match match, RequestHead request, ResponseHead response, Instant responseTime) {
    if (!(match.route().cache() instanceof CacheRule.Store rule)) {
      return new DoNotStore(Reason.POLICY);
    }
    return new Storing(match, rule, request, response).assess(responseTime);
  }

  /**
   * The judgement of an answer to what {@link Forwarding#asks} for a request: where it asks with
   * conditions of its client, which are in no key, only what they cannot have shaped is stored.
   *
   * <p>The parameters are those of {@link #assess}.
   */
  public static Storability assessAsked(
      Match match, RequestHead request, ResponseHead response, Instant responseTime) {
    Storability storability = assess(match, request, response, responseTime);
    boolean shaped =
        switch (Forwarding.asks(match, request)) {
          case FOR_ALL -> false;
          case FOR_A_PART -> isShapedByRange(match, request, response);
          case FOR_ONE -> true;
        };
    return shaped && storability instanceof Storability.Store
        ? new DoNotStore(Reason.CONDITIONS)
        : storability;
  }

  /**
   * Whether a range that is not in the key may have shaped the whole of what is more than a part. A
   * route that follows the origin relies on it (RFC 9110 §14.2: a Range may be ignored).
   */
  private static boolean isShapedByRange(Match match, RequestHead request, ResponseHead response) {
    return response.status() != PARTIAL_CONTENT
        && request.fields().contains(FieldNames.RANGE)
        && match.route().key() instanceof KeyRule.Named;
  }

  private Storability assess(Instant responseTime) {
    Optional<Reason> forbidden = forbidden();
    if (forbidden.isPresent()) {
      return new DoNotStore(forbidden.get());
    }
    Lifetime lifetime = new FreshnessRules(rule, response, said, responseTime).lifetime();
    if (!isPermitted(lifetime) || !isOfUse(lifetime)) {
      return new DoNotStore(Reason.NO_LIFETIME);
    }
    Optional<Set<String>> tags = Tags.of(match, response.fields());
    if (tags.isEmpty()) {
      return new DoNotStore(Reason.TOO_MANY_TAGS);
    }
    return new Storability.Store(lifetime, storedFields(), vary(), tags.get(), compression());
  }

  private Optional<Reason> forbidden() {
    if (!request.method().equals("GET") || !match.usesStore(request)) {
      return Optional.of(Reason.METHOD);
    }
    if (response.status() == PARTIAL_CONTENT && !isOnePart()) {
      return Optional.of(Reason.PARTIAL);
    }
    if (!isStatusStored()) {
      return Optional.of(Reason.STATUS);
    }
    if (isNoStore()) {
      return Optional.of(Reason.NO_STORE);
    }
    ResponseDirectives directives = said.directives();
    if (directives.isPrivate()) {
      return Optional.of(Reason.PRIVATE);
    }
    if (isForbiddenByAuthorization(directives)) {
      return Optional.of(Reason.AUTHORIZATION);
    }
    if (rule.setCookie() == SetCookie.DO_NOT_STORE
        && response.fields().contains(FieldNames.SET_COOKIE)
        && !qualifiedFields().contains("set-cookie")) {
      return Optional.of(Reason.SET_COOKIE);
    }
    if (Vary.parse(response.fields()) instanceof Vary.Any) {
      return Optional.of(Reason.VARY_ANY);
    }
    return isTooLarge() ? Optional.of(Reason.TOO_LARGE) : Optional.empty();
  }

  /**
   * Whether it is one part of a representation of known length, as the request asked (RFC 9111
   * §3.3): a part of unknown place can't be used for anything.
   */
  private boolean isOnePart() {
    return PartialContent.answers(request.fields(), response.fields())
        && ContentRange.of(response.fields())
            .filter(
                said -> said instanceof ContentRange.Part part && part.completeLength().isPresent())
            .isPresent();
  }

  private boolean isStatusStored() {
    int status = response.status();
    if (response.isInterim() || status == 304 || (status == RESET_CONTENT && mayHaveContent())) {
      return false;
    }
    if (said.directives().mustUnderstand() && !Statuses.isUnderstood(status)) {
      return false;
    }
    if (isNamedByPolicy()) {
      return true;
    }
    return rule.statuses().isEmpty() && !Statuses.isAboutOneRequest(status);
  }

  /** RFC 9110 §15.3.6: a 205 has no content; one that does not say so may have some. */
  private boolean mayHaveContent() {
    String length = response.fields().first(FieldNames.CONTENT_LENGTH);
    return length == null || !Grammar.trimmed(length).equals("0");
  }

  /** Whether the policy says in words that answers of this status are stored. */
  private boolean isNamedByPolicy() {
    // A part stands for the 200 that it is a part of.
    int status = response.status() == PARTIAL_CONTENT ? 200 : response.status();
    return rule.statuses().contains(status)
        || rule.lifetime().negative().containsKey(response.status());
  }

  /** RFC 9111 §5.2.1.5, §5.2.2.5; must-understand stands above it (§5.2.2.3). */
  private boolean isNoStore() {
    boolean answered = said.directives().noStore() && !said.directives().mustUnderstand();
    return answered || rule.directivesOf(request.fields()).noStore();
  }

  /** RFC 9111 §3.5; credentials that the origin never saw can't have shaped the answer. */
  private boolean isForbiddenByAuthorization(ResponseDirectives directives) {
    boolean shared = rule.credentials() == Credentials.SHARED || directives.permitsSharing();
    return !shared
        && request.fields().contains(FieldNames.AUTHORIZATION)
        && Forwarding.shows(match, "authorization");
  }

  private boolean isTooLarge() {
    String length = response.fields().first(FieldNames.CONTENT_LENGTH);
    return length != null && exceeds(length.strip(), rule.maxSize());
  }

  private static boolean exceeds(String digits, long limit) {
    try {
      return Long.parseLong(digits) > limit;
    } catch (NumberFormatException _) {
      // Framing is not judged here; a body is measured while it arrives.
      return false;
    }
  }

  /**
   * The last condition of RFC 9111 §3; the policy's word is an extension that permits. Without any
   * lifetime an answer is stored for validation only if the origin calls it cacheable.
   */
  private boolean isPermitted(Lifetime lifetime) {
    ResponseDirectives directives = said.directives();
    if (lifetime.source() != Lifetime.Source.NONE) {
      return true;
    }
    return directives.isPublic()
        || (directives.noCache()
            && (Statuses.isHeuristicallyCacheable(response.status()) || isNamedByPolicy()));
  }

  /** Whether it could ever be used: fresh, stale within a window, or after validation. */
  private boolean isOfUse(Lifetime lifetime) {
    boolean validator =
        response.fields().contains(FieldNames.ETAG)
            || response.fields().contains(FieldNames.LAST_MODIFIED);
    boolean unasked =
        lifetime.validation() != Lifetime.Validation.AT_EVERY_USE
            && lifetime.source() != Lifetime.Source.NONE
            && !lifetime
                .fresh()
                .plus(lifetime.staleWhileRevalidate())
                .plus(lifetime.staleIfError())
                .isZero();
    return validator || unasked;
  }

  /** The fields that no-cache and private are qualified with: neither stored nor shared. */
  private Set<String> qualifiedFields() {
    Set<String> names = new HashSet<>(said.directives().noCacheFields());
    names.addAll(said.directives().privateFields());
    return names;
  }

  private Fields storedFields() {
    Set<String> excluded = qualifiedFields();
    // RFC 9111 §3.1: trailers are not stored, so nothing announces them.
    excluded.add("trailer");
    // RFC 9111 §4: each use computes it anew.
    excluded.add("age");
    // RFC 9111 §5.5: obsolete; what an upstream cache warned of was one use.
    excluded.add("warning");
    if (response.status() == PARTIAL_CONTENT) {
      // RFC 9111 §3.4: what is stored is the whole, of which more may come.
      excluded.add("content-range");
      excluded.add("content-length");
    }
    if (rule.setCookie() == SetCookie.STRIP) {
      excluded.add("set-cookie");
    }
    return HopByHop.removed(response.fields())
        .without(name -> excluded.contains(name.toLowerCase(Locale.ROOT)));
  }

  private List<String> vary() {
    return switch (Vary.parse(response.fields())) {
      case Vary.Any() -> throw new IllegalStateException("vary: * (expected: refused before)");
      case Vary.Names(List<String> names) ->
          names.stream().filter(name -> Forwarding.showsUnkeyed(match, name)).toList();
    };
  }

  private Optional<CacheRule.Compression> compression() {
    return said.directives().noTransform()
        ? Optional.empty()
        : rule.compression().filter(permitted -> permitted.permits(response));
  }
}
