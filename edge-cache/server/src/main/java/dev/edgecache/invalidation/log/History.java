package dev.edgecache.invalidation.log;

import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.Base;
import dev.edgecache.invalidation.journal.Sample;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The latest invalidations by their ids, and what is left of the older ones. Guarded by the lock of
 * the log.
 */
final class History {

  private final int most;
  private final LinkedHashMap<String, Entry> byId = new LinkedHashMap<>();
  private Base base;

  History(int most, Base base) {
    this.most = most;
    this.base = base;
  }

  Optional<Entry> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** An id that one of these has, and another one, here or among them, that says something else. */
  Optional<String> taken(List<Invalidation> invalidations) {
    Map<String, Invalidation> first = new HashMap<>();
    return invalidations.stream()
        .filter(
            each ->
                !find(each.id())
                    .map(Entry::invalidation)
                    .orElseGet(() -> first.computeIfAbsent(each.id(), _ -> each))
                    .saysAsMuchAs(each))
        .map(Invalidation::id)
        .findFirst();
  }

  /** Takes one up; beyond the limit the oldest becomes part of the base. */
  void add(Entry entry) {
    byId.put(entry.invalidation().id(), entry);
    while (byId.size() > most) {
      Entry oldest = byId.pollFirstEntry().getValue();
      base =
          switch (oldest.location()) {
            case Location.Unneeded unneeded -> base.folding(oldest.sequence(), Optional.empty());
            case Location.Awaited awaited -> base.folding(oldest.sequence(), Optional.empty());
            case Location.Stated(var position) ->
                base.folding(oldest.sequence(), Optional.of(position));
            // A sampled position reflects all that came before.
            case Location.Sampled(var position) ->
                new Base(oldest.sequence(), Optional.of(position));
            case Location.SetAside(var position) ->
                new Base(oldest.sequence(), Optional.of(position));
          };
    }
  }

  void sampled(Sample sample) {
    base = base.reflectedBy(sample);
  }

  Base base() {
    return base;
  }

  int size() {
    return byId.size();
  }

  Stream<Entry> oldestFirst() {
    return byId.sequencedValues().stream();
  }

  /** Those after a sequence, the oldest first. */
  List<Entry> after(long sequence) {
    return byId.sequencedValues().reversed().stream()
        .takeWhile(entry -> entry.sequence() > sequence)
        .toList()
        .reversed();
  }

  /** The latest ones, the latest first. */
  List<Entry> latest(int limit) {
    return byId.sequencedValues().reversed().stream().limit(limit).toList();
  }
}
