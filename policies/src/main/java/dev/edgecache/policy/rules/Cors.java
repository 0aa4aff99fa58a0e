package dev.edgecache.policy.rules;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.negotiation.Vary;
import dev.edgecache.policy.CorsRule;
import dev.edgecache.policy.CorsRule.Credentials;
import java.util.Optional;

/**
 * The cross-origin answers that the cache gives itself, on a route with a {@link CorsRule} (CORS
 * protocol of the Fetch standard).
 *
 * <p>Answers are decorated after the cache, for the Origin of each request, so that one stored
 * answer serves browsers of every allowed site. What the origin says of CORS is replaced.
 */
public final class Cors {

  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";
  private static final String ALLOW_METHODS = "Access-Control-Allow-Methods";
  private static final String ALLOW_HEADERS = "Access-Control-Allow-Headers";
  private static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";
  private static final String MAX_AGE = "Access-Control-Max-Age";
  private static final String ANY = "*";
  private static final String PREFIX = "access-control-";

  private Cors() {}

  /**
   * The answer to a preflight; empty if the request is none, or the route leaves CORS to the
   * origin.
   *
   * <p>A site that is not allowed gets the same status without permission, which browsers take for
   * a refusal.
   */
  public static Optional<ResponseHead> preflight(Match match, RequestHead request) {
    if (!PolicySet.isPreflight(request)) {
      return Optional.empty();
    }
    return match.route().cors().map(rule -> new ResponseHead(204, preflight(rule, request)));
  }

  private static Fields preflight(CorsRule rule, RequestHead request) {
    Fields.Builder fields = Fields.builder();
    String origin = request.fields().first(FieldNames.ORIGIN);
    if (origin != null && isAllowed(rule, origin)) {
      allow(fields, rule, origin);
      if (!rule.methods().isEmpty()) {
        fields.add(ALLOW_METHODS, String.join(", ", rule.methods()));
      }
      if (!rule.headers().isEmpty()) {
        fields.add(ALLOW_HEADERS, String.join(", ", rule.headers()));
      }
      fields.add(MAX_AGE, Long.toString(rule.maxAge().toSeconds()));
    }
    return fields
        .add(
            FieldNames.VARY,
            "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
        .build();
  }

  /** The answer to an actual request as the requesting site may see it. */
  public static ResponseHead decorated(Match match, RequestHead request, ResponseHead response) {
    return match
        .route()
        .cors()
        .map(rule -> response.withFields(decorated(rule, request, response.fields())))
        .orElse(response);
  }

  private static Fields decorated(CorsRule rule, RequestHead request, Fields response) {
    Fields.Builder fields = response.without(Cors::isCorsField).toBuilder();
    String origin = request.fields().first(FieldNames.ORIGIN);
    if (origin != null && isAllowed(rule, origin)) {
      allow(fields, rule, origin);
      if (!rule.expose().isEmpty()) {
        fields.add(EXPOSE_HEADERS, String.join(", ", rule.expose()));
      }
    }
    return Vary.nominating(fields.build(), FieldNames.ORIGIN);
  }

  private static boolean isCorsField(String name) {
    return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  private static void allow(Fields.Builder fields, CorsRule rule, String origin) {
    fields.add(ALLOW_ORIGIN, rule.origins().contains(ANY) ? ANY : origin);
    if (rule.credentials() == Credentials.INCLUDE) {
      fields.add(ALLOW_CREDENTIALS, "true");
    }
  }

  /** Origins compare as they are; browsers send them in lower case. */
  private static boolean isAllowed(CorsRule rule, String origin) {
    return rule.origins().contains(ANY) || rule.origins().contains(origin);
  }
}
