package dev.edgecache.cdn;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.ImplicitTags.Scope;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.policy.CdnRule;
import dev.edgecache.policy.CdnRule.Invalidate;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.rules.PolicySet;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which invalidations can concern answers that CloudFront keeps: those of routes with {@code cdn},
 * as far as these have invalidations passed on.
 *
 * @param policies the policies in force
 */
record Reach(Supplier<PolicySet> policies) {

  /** Whether answers at CloudFront may have a tag of an invalidation, and it is passed on. */
  boolean has(Invalidation invalidation, String tag) {
    Invalidate least =
        invalidation.source().equals(Invalidation.BY_A_WRITE) ? Invalidate.ALL : Invalidate.EVENTS;
    PolicySet set = policies.get();
    Optional<Scope> implicit = ImplicitTags.scopeOf(tag);
    if (implicit.isPresent() && implicit.get() instanceof Scope.Path(var host, var path)) {
      return passes(set.match(get(host, path)).route(), least);
    }
    return set.routes().stream()
        .filter(route -> passes(route, least))
        .anyMatch(
            route -> implicit.map(one -> mayHave(route, one)).orElseGet(() -> mayHave(route, tag)));
  }

  private static RequestHead get(String host, String path) {
    return new RequestHead("GET", "https", host, path, null, Fields.EMPTY);
  }

  private static boolean passes(Route route, Invalidate least) {
    return route
        .cdn()
        .map(CdnRule::invalidate)
        .filter(
            said ->
                switch (said) {
                  case ALL -> true;
                  case EVENTS -> least == Invalidate.EVENTS;
                  case NONE -> false;
                })
        .isPresent();
  }

  private static boolean mayHave(Route route, Scope implicit) {
    return switch (implicit) {
      case Scope.OfRoute(var id) -> route.id().equals(id);
      case Scope.Path path -> true;
      case Scope.Prefix prefix -> true;
      case Scope.Host host -> true;
      case Scope.Everything everything -> true;
    };
  }

  private static boolean mayHave(Route route, String tag) {
    return !route.tags().fromFields().isEmpty()
        || route.tags().templates().stream()
            .anyMatch(template -> tag.startsWith(constant(template)));
  }

  /** What all tags of a template begin with. */
  private static String constant(String template) {
    int open = template.indexOf('{');
    return open < 0 ? template : template.substring(0, open);
  }
}
