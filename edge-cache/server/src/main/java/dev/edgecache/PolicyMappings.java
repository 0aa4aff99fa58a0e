package dev.edgecache;

import dev.edgecache.policy.events.EventMapping;
import dev.edgecache.policy.rules.PolicySet;
import java.util.List;

/** What events and changes of rows invalidate by the policies in force. Safe for any thread. */
final class PolicyMappings {

  private volatile Mappings current = Mappings.of(PolicySet.of(List.of()));

  private record Mappings(EventMapping events, EventMapping tables) {
    static Mappings of(PolicySet policies) {
      return new Mappings(EventMapping.ofEvents(policies), EventMapping.ofTables(policies));
    }
  }

  /** Puts other policies in force. */
  void replace(PolicySet policies) {
    current = Mappings.of(policies);
  }

  EventMapping events() {
    return current.events();
  }

  EventMapping tables() {
    return current.tables();
  }
}
