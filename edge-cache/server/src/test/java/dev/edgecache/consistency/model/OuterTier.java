package dev.edgecache.consistency.model;

import static dev.edgecache.consistency.model.TierModel.Act.ACKNOWLEDGE;
import static dev.edgecache.consistency.model.TierModel.Act.DRAIN;
import static dev.edgecache.consistency.model.TierModel.Act.PURGE;

import dev.edgecache.consistency.model.TierModel.Act;
import dev.edgecache.consistency.model.protocol.Invariant;
import java.util.List;
import java.util.Optional;

/** In which order an inner and an outer cache are invalidated. */
final class OuterTier {
  private OuterTier() {}

  static List<Row> rows() {
    return List.of(
        stale("(i) outer first", PURGE, ACKNOWLEDGE),
        stale("(j) inner first, no drain", ACKNOWLEDGE, PURGE),
        holds("inner first, drain, outer", ACKNOWLEDGE, DRAIN, PURGE),
        holds("inner first, outer, drain, outer again", ACKNOWLEDGE, PURGE, DRAIN, PURGE),
        holds("outer first, inner, drain, outer again", PURGE, ACKNOWLEDGE, DRAIN, PURGE));
  }

  private static Row stale(String name, Act... plan) {
    return row(name, Optional.of(Invariant.NO_STALE_AFTER_ACK), plan);
  }

  private static Row holds(String name, Act... plan) {
    return row(name, Optional.empty(), plan);
  }

  private static Row row(String name, Optional<Invariant> breaks, Act... plan) {
    return new Row(
        name, "3 writes, 3 answers on their way", () -> new TierModel(List.of(plan), 3, 3), breaks);
  }
}
