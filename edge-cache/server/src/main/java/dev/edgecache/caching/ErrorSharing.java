package dev.edgecache.caching;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.ResponseDirectives;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Vary;
import dev.edgecache.policy.Storability;
import java.util.List;
import java.util.Optional;

/** Which answers are errors, and which of them may be given to all who wait for the same. */
public final class ErrorSharing {

  private ErrorSharing() {}

  /**
   * The statuses that RFC 5861 §4 counts as errors, and 429, by which an overloaded origin asks.
   */
  public static boolean isError(int status) {
    return switch (status) {
      case 429, 500, 502, 503, 504 -> true;
      default -> false;
    };
  }

  /**
   * The names of the request fields in which requests must agree to share an error; empty if it is
   * meant for one client alone.
   */
  public static Optional<List<String>> agreement(ResponseHead head, Storability.Reason reason) {
    ResponseDirectives directives = ResponseDirectives.parse(head.fields());
    boolean forOne =
        reason == Storability.Reason.AUTHORIZATION
            || directives.isPrivate()
            || directives.noStore()
            || directives.noCache()
            || head.fields().contains(FieldNames.SET_COOKIE);
    return switch (Vary.parse(head.fields())) {
      case Vary.Any() -> Optional.empty();
      case Vary.Names(var names) -> forOne ? Optional.empty() : Optional.of(names);
    };
  }
}
