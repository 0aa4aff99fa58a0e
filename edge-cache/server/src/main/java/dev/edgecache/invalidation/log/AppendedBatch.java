package dev.edgecache.invalidation.log;

import java.util.List;

/** What became of invalidations that came to the log together: all are in effect, or none is. */
public sealed interface AppendedBatch {

  /** They are in effect; those of an id that was there before, since then. */
  record InEffect(List<Entry> entries) implements AppendedBatch {

    /** Copies the list. */
    public InEffect {
      entries = List.copyOf(entries);
    }
  }

  /** One that says something else has that id, so that nothing was done. */
  record Refused(String id) implements AppendedBatch {}
}
