package dev.edgecache.sources.rows;

import dev.edgecache.policy.events.EventMapping;
import dev.edgecache.policy.events.MappedEvent;
import dev.edgecache.sources.events.EventLedger;
import dev.edgecache.sources.events.PurgedTags;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What changes of rows invalidate by the policies in force, and what is shown of it. */
public final class PolicyRows implements RowMapping {

  private static final String SOURCE = "tables";

  private final Supplier<EventMapping> mapping;
  private final EventLedger ledger;
  private final InstantSource clock;

  /**
   * A mapping of rows.
   *
   * @param mapping the policies in force
   * @param ledger learns which changes can't be mapped
   */
  public PolicyRows(Supplier<EventMapping> mapping, EventLedger ledger, InstantSource clock) {
    this.mapping = mapping;
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public Optional<Purge> map(RowChange change) {
    return switch (mapping.get().mapRow(change.table(), change.images())) {
      case MappedEvent.Unmapped _ -> Optional.empty();
      case MappedEvent.Unusable(String reason) -> Optional.of(everything(change, reason));
      case MappedEvent.Purged purged ->
          switch (PurgedTags.of(purged)) {
            case PurgedTags.Unusable(String reason) ->
                Optional.of(everything(change, change.table() + ": " + reason));
            case PurgedTags.Of(var tags, var mode) ->
                Optional.of(tags)
                    .filter(some -> !some.isEmpty())
                    .map(some -> new Purge(some, mode));
          };
    };
  }

  /** A change that can't be told to anybody else must not be lost. */
  private Purge everything(RowChange change, String reason) {
    ledger.came(
        new EventLedger.SetAside(
            SOURCE,
            Optional.empty(),
            change.table(),
            reason + "; everything was invalidated",
            clock.instant()));
    return Purge.EVERYTHING;
  }

  @Override
  public Map<String, Set<String>> tables() {
    return mapping.get().fields();
  }
}
