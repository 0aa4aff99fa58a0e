package dev.edgecache.policy.explain;

import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.rules.Cors;
import dev.edgecache.policy.rules.Forwarding;
import dev.edgecache.policy.rules.KeyRules;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.policy.rules.Storing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a policy set does with a request, and with an answer to it if one is given.
 *
 * @param request the request
 * @param match the route that it takes
 * @param considered all routes, each with whether and why it matched
 * @param handling what becomes of the request and its answer
 * @param key its cache key
 * @param forwarded the request as the origin gets it where nothing stored answers it
 * @param answer what becomes of the answer; empty if none was given
 */
public record Explanation(
    RequestHead request,
    Match match,
    List<Considered> considered,
    Handling handling,
    CacheKey key,
    RequestHead forwarded,
    Optional<Answer> answer) {

  /**
   * An answer and what becomes of it.
   *
   * @param response the origin's answer
   * @param storability whether and how it is stored
   */
  public record Answer(ResponseHead response, Storability storability) {}

  /** Copies the list. */
  public Explanation {
    considered = List.copyOf(considered);
  }

  /** What the policies do with a request whose answer is not known yet. */
  public static Explanation of(PolicySet policies, RequestHead request) {
    return explain(policies, request, Optional.empty());
  }

  /**
   * What the policies do with a request and the origin's answer to it.
   *
   * @param responseTime when the answer arrives
   */
  public static Explanation of(
      PolicySet policies, RequestHead request, ResponseHead response, Instant responseTime) {
    Match match = policies.match(request);
    Storability storability = Storing.assessAsked(match, request, response, responseTime);
    return explain(policies, request, Optional.of(new Answer(response, storability)));
  }

  private static Explanation explain(
      PolicySet policies, RequestHead request, Optional<Answer> answer) {
    Match match = policies.match(request);
    return new Explanation(
        request,
        match,
        Considered.all(policies, request, match),
        handling(match, request, answer),
        answer
            .map(given -> KeyRules.keyOfAnswer(match, request, given.response().fields()))
            .orElseGet(() -> KeyRules.key(match, request)),
        Forwarding.toOrigin(policies, match, request),
        answer);
  }

  private static Handling handling(Match match, RequestHead request, Optional<Answer> answer) {
    if (Cors.preflight(match, request).isPresent()) {
      return Handling.PREFLIGHT;
    }
    if (answer.filter(given -> given.storability() instanceof Storability.Store).isPresent()) {
      return Handling.STORE;
    }
    if (!match.looksUp(request)) {
      return Handling.PASS;
    }
    return answer.isPresent() ? Handling.DO_NOT_STORE : Handling.LOOK_UP;
  }

  /** The explanation as text of several lines, with secrets masked. */
  public String text() {
    return new ExplanationText(this).text();
  }
}
