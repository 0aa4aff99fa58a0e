package dev.edgecache.caching;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.UriReference;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.Storing;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Answers to POST that later answer GET (RFC 9110 §9.3.3). */
public final class AnswerToPost {

  private static final Set<String> OF_CONTENT =
      Set.of(FieldNames.CONTENT_LENGTH, FieldNames.CONTENT_TYPE, FieldNames.TRANSFER_ENCODING);

  private AnswerToPost() {}

  /** The GET request for the target of a POST. */
  public static RequestHead get(RequestHead post) {
    return post.withMethod("GET").withFields(post.fields().without(OF_CONTENT));
  }

  /**
   * Whether an answer to POST is what GET would get: it says so by a Content-Location that is the
   * target, and for how long by a lifetime of its own. Only a route that follows the origin has
   * such answers: on others, what a client posts could shape what all get. Nor is an answer one
   * that is encoded as its client accepts, where GET is asked for without coding.
   *
   * @param match the route of the GET request
   */
  public static boolean isReusable(
      Match match, RequestHead post, ResponseHead answer, Instant responseTime) {
    List<String> locations = answer.fields().all(FieldNames.CONTENT_LOCATION);
    return post.method().equals("POST")
        && answer.status() == 200
        && match.route().key() instanceof KeyRule.FollowOrigin
        && !(match.route().cache().compression().isPresent()
            && answer.fields().contains(FieldNames.CONTENT_ENCODING))
        && locations.size() == 1
        && UriReference.resolve(post, locations.getFirst())
            .filter(named -> named.isTargetOf(post))
            .isPresent()
        && Storing.assess(match, get(post), answer, responseTime) instanceof Storability.Store store
        && store.lifetime().source().isExplicit();
  }
}
