package dev.edgecache.caching;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.UriReference;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.policy.rules.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the answer to a request that changes something makes unusable (RFC 9111 §4.4). */
public final class WriteInvalidation {

  private static final List<String> NAMING_OTHERS =
      List.of(FieldNames.LOCATION, FieldNames.CONTENT_LOCATION);

  private WriteInvalidation() {}

  /**
   * The tags whose stored responses must not be used from now on; none for an answer to a safe
   * method.
   *
   * <p>An answer that is no error invalidates the target, and what its Location and
   * Content-Location name of the same origin, as far as the policies store what a GET of it yields:
   * writes to all that is never stored cost nothing. The groups of Cache-Group-Invalidation are
   * those of the same origin, too, whatever the status (RFC 9875 §3).
   */
  public static Set<String> tags(
      PolicySet policies, Match match, RequestHead request, ResponseHead answer) {
    if (request.isSafe()) {
      return Set.of();
    }
    Set<String> tags = new HashSet<>(Tags.invalidatedGroups(match, answer.fields()));
    if (answer.status() >= 200 && answer.status() < 400) {
      if (isStored(policies, request, request.path())) {
        tags.add(ImplicitTags.ofPath(match));
      }
      for (String field : NAMING_OTHERS) {
        for (String reference : answer.fields().all(field)) {
          UriReference.resolve(request, reference)
              .filter(named -> named.isSameOrigin(request))
              .filter(named -> isStored(policies, request, named.path()))
              .ifPresent(named -> tags.add(ImplicitTags.ofPath(match.host(), named.path())));
        }
      }
    }
    return Set.copyOf(tags);
  }

  /** Whether a GET of this path at the origin of the request takes a route that stores. */
  private static boolean isStored(PolicySet policies, RequestHead request, String path) {
    RequestHead get =
        new RequestHead("GET", request.scheme(), request.authority(), path, null, Fields.EMPTY);
    return policies.match(get).store().isPresent();
  }
}
