package dev.edgecache.store;

import dev.edgecache.body.Body;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bodies that readers have on loan. Those that are no longer stored count against a budget of
 * bytes; beyond it the ones that left the store first are taken back from their readers.
 */
final class Lending {

  /** A body and the readers that have it now; an object, so that each is itself alone. */
  private static final class Loan {
    private final Body body;
    private final Set<LentBody> readers = new HashSet<>();

    Loan(Body body) {
      this.body = body;
    }
  }

  private final long budget;

  // Guarded by this.
  private final Map<Body, Loan> loans = new HashMap<>();
  private final Set<Loan> unstored = new LinkedHashSet<>();
  private long unstoredBytes;

  Lending(long budget) {
    this.budget = budget;
  }

  /** Says that a reader begins to read a body. */
  synchronized void begins(LentBody reader, Body body) {
    loans.computeIfAbsent(body, Loan::new).readers.add(reader);
  }

  /** Says that a reader no longer has a body. */
  synchronized void ends(LentBody reader, Body body) {
    Loan loan = loans.get(body);
    if (loan != null) {
      loan.readers.remove(reader);
      if (loan.readers.isEmpty()) {
        forget(loan);
      }
    }
  }

  /** Says that a body is no longer stored. */
  void left(Body body) {
    List<LentBody> late = new ArrayList<>();
    synchronized (this) {
      Loan loan = loans.get(body);
      if (loan == null || !unstored.add(loan)) {
        return;
      }
      unstoredBytes += body.footprint();
      Iterator<Loan> oldest = List.copyOf(unstored).iterator();
      while (unstoredBytes > budget && oldest.hasNext()) {
        Loan first = oldest.next();
        late.addAll(first.readers);
        forget(first);
      }
    }
    late.forEach(LentBody::takeBack);
  }

  /** The bytes of bodies that are read though they are no longer stored. */
  synchronized long unstoredBytes() {
    return unstoredBytes;
  }

  private void forget(Loan loan) {
    loans.remove(loan.body);
    if (unstored.remove(loan)) {
      unstoredBytes -= loan.body.footprint();
    }
  }
}
