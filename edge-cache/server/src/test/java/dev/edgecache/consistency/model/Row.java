package dev.edgecache.consistency.model;

import dev.edgecache.consistency.model.protocol.Design;
import dev.edgecache.consistency.model.protocol.Invariant;
import dev.edgecache.consistency.model.protocol.ProtocolModel;
import dev.edgecache.consistency.model.protocol.World;
import dev.edgecache.consistency.model.search.Model;
import dev.edgecache.consistency.model.search.Search;
import dev.edgecache.consistency.model.search.Verdict;
import dev.edgecache.consistency.model.search.Verdict.Holds;
import dev.edgecache.consistency.model.search.Verdict.Violated;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A design within bounds, and what is expected of it.
 *
 * @param breaks the invariant that it breaks; empty where it holds
 */
record Row(String design, String bounds, Supplier<Model> model, Optional<Invariant> breaks) {
  private static final int MOST_STATES = 16_000_000;

  static Row breaks(Invariant invariant, String name, World world, Design design) {
    return new Row(
        name, world.toString(), () -> new ProtocolModel(design, world), Optional.of(invariant));
  }

  /** A row for each world. */
  static Stream<Row> holds(String name, Design design, World... worlds) {
    return Stream.of(worlds)
        .map(
            world ->
                new Row(
                    name,
                    world.toString(),
                    () -> new ProtocolModel(design, world),
                    Optional.empty()));
  }

  Verdict verdict() {
    return Search.run(model.get(), MOST_STATES);
  }

  /** Its line in a table of {@code docs/consistency.md}. */
  String line(Verdict verdict) {
    String words =
        switch (verdict) {
          case Holds holds -> "holds";
          case Violated violated ->
              violated.invariant() + " violated in " + violated.trace().size() + " steps";
        };
    return String.format(
        Locale.ROOT, "| %s | %s | %s | %,d |", design, bounds, words, verdict.states());
  }

  @Override
  public String toString() {
    return design + "; " + bounds;
  }
}
