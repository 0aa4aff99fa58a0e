package dev.edgecache.policy.events;

import dev.edgecache.policy.Policy;
import dev.edgecache.policy.PurgeRule;
import dev.edgecache.policy.rules.PolicySet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What events invalidate by a policy set, immutable. Where several policies name a type, it
 * invalidates what any of them says.
 */
public final class EventMapping {

  /** The most tags, and the most URLs, that an event may make. */
  public static final int MOST = 10_000;

  private final Map<String, PurgeRule> rules;

  private EventMapping(PolicySet policies, Function<Policy, Map<String, PurgeRule>> rules) {
    Map<String, PurgeRule> byType = new HashMap<>();
    for (Policy policy : policies.policies()) {
      rules.apply(policy).forEach((type, rule) -> byType.merge(type, rule, PurgeRule::and));
    }
    this.rules = Map.copyOf(byType);
  }

  /** What the {@code events} of policies say. */
  public static EventMapping ofEvents(PolicySet policies) {
    return new EventMapping(policies, Policy::events);
  }

  /** What the {@code tables} of policies say; the types are tables, the fields their columns. */
  public static EventMapping ofTables(PolicySet policies) {
    return new EventMapping(policies, Policy::tables);
  }

  /** The types that policies name, each with the outermost names of the fields that it needs. */
  public Map<String, Set<String>> fields() {
    Map<String, Set<String>> byType = new HashMap<>();
    rules.forEach((type, rule) -> byType.put(type, outermost(rule)));
    return byType;
  }

  private static Set<String> outermost(PurgeRule rule) {
    Set<String> names = new HashSet<>();
    rule.fields().stream().map(List::getFirst).forEach(names::add);
    return names;
  }

  /**
   * What tells whether an event is the same as another one. A field by which policies name what is
   * invalidated does not: it is the id of a thing, to which more may happen.
   */
  public Optional<String> idOf(Event event) {
    Optional<PurgeRule> rule = Optional.ofNullable(rules.get(event.type()));
    return event
        .id()
        .filter(
            id -> rule.isEmpty() || id.field().filter(outermost(rule.get())::contains).isEmpty())
        .map(Event.Id::text);
  }

  /** What an event of a type with these fields invalidates. */
  public MappedEvent map(String type, EventValue.Named fields) {
    PurgeRule rule = rules.get(type);
    if (rule == null) {
      return new MappedEvent.Unmapped();
    }
    FilledTemplates filled = new FilledTemplates(fields);
    try {
      Set<String> tags = filled.tags(rule.tags());
      Set<String> urls = filled.urls(rule.urls());
      Set<String> prefixes = filled.urls(rule.prefixes());
      int count = tags.size() + urls.size() + prefixes.size();
      return count > MOST
          ? unusable(type, count + " tags and URLs (expected: at most " + MOST + ")")
          : new MappedEvent.Purged(
              tags, urls, prefixes, rule.mode(), rule.position().map(filled::text));
    } catch (UnusableEventException e) {
      return unusable(type, String.valueOf(e.getMessage()));
    }
  }

  /**
   * What a change of a row invalidates: by all its images together.
   *
   * @param images values by column, empty for NULL, which makes no tag
   */
  public MappedEvent mapRow(String table, List<Map<String, Optional<String>>> images) {
    MappedEvent all = new MappedEvent.Unmapped();
    for (Map<String, Optional<String>> image : images) {
      Map<String, EventValue> columns = new HashMap<>();
      image.forEach((column, value) -> columns.put(column, ofColumn(value)));
      all = union(all, map(table, new EventValue.Named(columns)));
    }
    return all;
  }

  private static EventValue ofColumn(Optional<String> value) {
    return value
        .<EventValue>map(EventValue.Text::new)
        .orElseGet(() -> new EventValue.Items(List.of()));
  }

  private static MappedEvent union(MappedEvent one, MappedEvent other) {
    return switch (one) {
      case MappedEvent.Unmapped _ -> other;
      case MappedEvent.Unusable _ -> one;
      case MappedEvent.Purged purged ->
          other instanceof MappedEvent.Purged more ? purged.and(more) : other;
    };
  }

  private static MappedEvent unusable(String type, String reason) {
    return new MappedEvent.Unusable(type + ": " + reason);
  }
}
