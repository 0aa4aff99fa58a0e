package dev.edgecache.refill;

import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Testimony.Contradiction;

/** What is told of answers that contradict what their origin must do. Must not block. */
@FunctionalInterface
public interface TestimonyObserver {

  /** Takes no notice. */
  TestimonyObserver NONE = (_, _) -> {};

  /** An answer came that does. */
  void contradicts(Provenance.Source source, Contradiction contradiction);
}
