package dev.edgecache.consistency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The epochs through which a database came, and where each was left. It relates positions before
 * and after a promotion: up to the point where the new epoch branched off, both histories are the
 * same; what the old one had beyond it never happened in the new one.
 *
 * @param ancestors the epochs that were left, the oldest first
 * @param current the epoch in which writes are made now
 */
public record Lineage(List<Branch> ancestors, Epoch current) {

  /**
   * An epoch that was left.
   *
   * @param last the last position that the next epoch has in common with it
   */
  public record Branch(Position last) {}

  /** Rejects an epoch that comes twice. */
  public Lineage {
    ancestors = List.copyOf(ancestors);
    long different =
        ancestors.stream()
            .map(branch -> branch.last().epoch())
            .filter(epoch -> !epoch.equals(current))
            .distinct()
            .count();
    if (different != ancestors.size()) {
      throw new IllegalArgumentException(
          "lineage: an epoch twice in " + ancestors + ", " + current);
    }
  }

  /** A database that has had one epoch only. */
  public static Lineage of(Epoch current) {
    return new Lineage(List.of(), current);
  }

  /** This lineage after a promotion, at which the current epoch was left. */
  public Lineage promotedTo(Epoch next, long lastCommon) {
    List<Branch> left = new ArrayList<>(ancestors);
    left.add(new Branch(new Position(current, lastCommon)));
    return new Lineage(left, next);
  }

  /** Whether positions of that epoch can be related to those of the current one. */
  public boolean knows(Epoch epoch) {
    return current.equals(epoch)
        || ancestors.stream().anyMatch(branch -> branch.last().epoch().equals(epoch));
  }

  /**
   * The same point of history in the current epoch; empty if the position lies in a part of an
   * older epoch that the current one does not have, or in an unknown epoch.
   */
  public Optional<Position> inCurrent(Position position) {
    return knows(position.epoch()) && survives(position)
        ? Optional.of(position.in(current))
        : Optional.empty();
  }

  /**
   * The least position of the current epoch that reflects all of the demanded history that still
   * exists: the position itself, or where its epoch was left if that came before; empty for an
   * unknown epoch.
   */
  public Optional<Position> demandInCurrent(Position demanded) {
    if (!knows(demanded.epoch())) {
      return Optional.empty();
    }
    long least = demanded.value();
    for (Branch branch : since(demanded.epoch())) {
      if (Long.compareUnsigned(branch.last().value(), least) < 0) {
        least = branch.last().value();
      }
    }
    return Optional.of(new Position(current, least));
  }

  private boolean survives(Position position) {
    return since(position.epoch()).stream()
        .allMatch(branch -> Long.compareUnsigned(position.value(), branch.last().value()) <= 0);
  }

  /** The branches by which an epoch led to the current one. */
  private List<Branch> since(Epoch epoch) {
    return ancestors.stream().dropWhile(branch -> !branch.last().epoch().equals(epoch)).toList();
  }
}
