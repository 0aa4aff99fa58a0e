package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.compile.BehaviorList.Entry;
import dev.edgecache.cloudfront.model.CacheBehavior;
import dev.edgecache.cloudfront.model.CacheBehavior.Methods;
import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.OriginRequestPolicy;
import dev.edgecache.cloudfront.model.Origins;
import dev.edgecache.cloudfront.model.PathPattern;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.rules.PolicySet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The distribution that belongs to policies.
 *
 * <p>CloudFront never merges requests that the proxy keeps apart, as all that is in the proxy's key
 * is in its key; it never keeps an answer longer than the answer says, as no least lifetime is set;
 * and it hides nothing, as every request is sent on whole. What can't be had in this way is
 * refused.
 */
public final class PolicyCompiler {

  private final EdgeSettings settings;
  private final HostRoutes routes;
  private final OriginRequestPolicy forward;
  private final Set<Finding> refused = new LinkedHashSet<>();

  private PolicyCompiler(EdgeSettings settings, HostRoutes routes) {
    this.settings = settings;
    this.routes = routes;
    this.forward = OriginRequestPolicy.everythingAnd(AddedFields.of(routes.all()));
  }

  /** Compiles a set of policies. */
  public static Compilation compile(PolicySet policies, EdgeSettings settings) {
    SequencedMap<HostRoutes, List<String>> byRoutes =
        HostRoutes.byRoutes(policies, settings.hosts());
    if (byRoutes.size() > 1) {
      return new Compilation.Refused(
          List.of(
              new Finding(
                  "hosts",
                  byRoutes.values()
                      + " take different routes, which paths alone can't tell apart (expected:"
                      + " a distribution for each, named by --host)")));
    }
    HostRoutes routes = byRoutes.firstEntry().getKey();
    if (routes.all().isEmpty()) {
      return new Compilation.Refused(
          List.of(
              new Finding(
                  "hosts",
                  byRoutes.firstEntry().getValue()
                      + " take no route of the policies (expected: hosts that a policy names)")));
    }
    return new PolicyCompiler(settings, routes).compiled();
  }

  private Compilation compiled() {
    BehaviorList list = new BehaviorList(routes, settings.sessions());
    refused.addAll(list.refused());
    refused.addAll(AddedFields.broken(forward.added()));
    List<CacheBehavior> behaviors = new ArrayList<>();
    List<PathPattern> earlier = new ArrayList<>();
    for (Entry entry : list.entries()) {
      check(entry);
      behaviors.add(behavior(entry, methods(entry, earlier)));
      earlier.add(entry.pattern());
    }
    DistributionModel model =
        new DistributionModel(
            settings.name(),
            settings.hosts(),
            settings.tagHeader(),
            settings.origins(),
            behaviors,
            byDefault());
    refused.addAll(Limits.broken(model));
    return refused.isEmpty()
        ? new Compilation.Compiled(model, Advice.on(routes, list.entries()))
        : new Compilation.Refused(List.copyOf(refused));
  }

  private void check(Entry entry) {
    for (String broken : Limits.broken(entry.keeps())) {
      refused.add(new Finding(entry.why(), broken));
    }
    entry.route().filter(route -> route.cdn().isPresent()).ifPresent(this::checkFields);
  }

  private void checkFields(Route route) {
    for (String broken : HeaderBudget.broken(route, settings.tagHeader())) {
      refused.add(new Finding(route.id(), broken));
    }
  }

  private CacheBehavior behavior(Entry entry, Methods methods) {
    return new CacheBehavior(
        entry.pattern(),
        entry.keeps(),
        forward,
        Set.of(settings.tagHeader()),
        methods,
        methods == Methods.READING ? Origins.GROUP : Origins.ORIGIN,
        List.of(entry.why()));
  }

  private CacheBehavior byDefault() {
    return new CacheBehavior(
        PathPattern.ANY,
        CachePolicy.NOTHING_KEPT,
        forward,
        Set.of(settings.tagHeader()),
        Methods.ALL,
        Origins.ORIGIN,
        List.of("all else"));
  }

  /**
   * All methods, unless there is another origin to fail over to, which CloudFront does for methods
   * that read alone and only where no others are taken; and no route takes others on these paths.
   */
  private Methods methods(Entry entry, List<PathPattern> earlier) {
    boolean failsOver =
        settings.origins().flatMap(Origins::failover).isPresent()
            && entry.keeps().keeps()
            && entry.route().filter(route -> !writes(route)).isPresent();
    return failsOver && routes.all().stream().noneMatch(route -> writesAt(route, entry, earlier))
        ? Methods.READING
        : Methods.ALL;
  }

  private static boolean writesAt(Route route, Entry entry, List<PathPattern> earlier) {
    return writes(route)
        && Shape.of(route.path()).stream()
            .map(Shape::widerPattern)
            .filter(paths -> earlier.stream().noneMatch(before -> before.covers(paths)))
            .anyMatch(entry.pattern()::meets);
  }

  private static boolean writes(Route route) {
    return route.methods().isEmpty() || !route.methods().stream().allMatch(RequestHead::isSafe);
  }
}
