package dev.edgecache;

import dev.edgecache.admin.Policies.ExplainRequest;
import dev.edgecache.admin.Policies.Explained;
import dev.edgecache.admin.PolicyEndpoints;
import dev.edgecache.admin.PolicyStatus;
import dev.edgecache.cli.policy.RequestText;
import dev.edgecache.coding.Codings;
import dev.edgecache.config.FileWatch;
import dev.edgecache.config.LivePolicies;
import dev.edgecache.config.PolicyLoadException;
import dev.edgecache.policy.events.EventMapping;
import dev.edgecache.policy.explain.Explanation;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.serve.LiveSnapshot;
import dev.edgecache.serve.Snapshot;
import dev.edgecache.serve.record.RequestObserver;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The policies in force, as each part of the proxy reads them. Safe for any thread. */
final class PoliciesInForce {

  private static final PolicySet NONE = PolicySet.of(List.of());

  private final Path path;
  private final RequestObserver.PerRoute observers;
  private final Codings codings;
  private final LiveSnapshot live;
  private final FileWatch watch;
  private final LivePolicies files;
  private volatile Mappings mappings = Mappings.of(NONE);

  /** What events and changes of rows invalidate. */
  private record Mappings(EventMapping events, EventMapping tables) {
    static Mappings of(PolicySet policies) {
      return new Mappings(EventMapping.ofEvents(policies), EventMapping.ofTables(policies));
    }
  }

  /**
   * Loads the policies.
   *
   * @param path a policy file, or the folder that holds them
   * @param observers who is told of the requests of each route
   * @param codings what prepares for the encodings of routes
   * @throws PolicyLoadException if a policy is wrong
   */
  PoliciesInForce(
      Path path, RequestObserver.PerRoute observers, Codings codings, InstantSource clock)
      throws PolicyLoadException {
    this.path = path;
    this.observers = observers;
    this.codings = codings;
    this.live = new LiveSnapshot(Snapshot.of(NONE, observers));
    // It looks before the policies are loaded, so that no change is lost between the two.
    this.watch = new FileWatch(path, this::reload);
    this.files = LivePolicies.load(path, this::putInForce, PoliciesInForce::explained, clock);
  }

  private void putInForce(PolicySet policies) {
    codings.prepare(policies);
    mappings = Mappings.of(policies);
    live.replace(Snapshot.of(policies, observers));
  }

  private static Explained explained(PolicySet policies, ExplainRequest request) {
    Explanation explanation =
        Explanation.of(
            policies, RequestText.request(request.method(), request.url(), request.fields()));
    String text = explanation.text();
    return new Explained(
        Map.of(
            "route", explanation.match().route().id(),
            "handling", explanation.handling().name().toLowerCase(Locale.ROOT),
            "explanation", text.lines().toList()),
        text);
  }

  /** Loads them again whenever their files change. */
  void watch(Resources resources) {
    resources.add(watch).start();
  }

  PolicyStatus reload() {
    return files.reload();
  }

  PolicyStatus status() {
    return files.status();
  }

  /** By what requests are served. */
  LiveSnapshot live() {
    return live;
  }

  PolicySet set() {
    return live.current().policies();
  }

  /** What events invalidate. */
  EventMapping events() {
    return mappings.events();
  }

  /** What changes of rows invalidate. */
  EventMapping tables() {
    return mappings.tables();
  }

  AdminPort.Part atAdminPort() {
    PolicyEndpoints endpoints = new PolicyEndpoints(files);
    return new AdminPort.Part(endpoints.endpoints(), List.of(endpoints::health));
  }

  /** A few words for people. */
  String description() {
    return "Policies of " + path + ": " + status().files().size() + " files";
  }
}
