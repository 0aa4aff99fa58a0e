package dev.edgecache.invalidation.journal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where the invalidation log is kept. */
public interface Journal extends AutoCloseable {

  /** What a journal does with what it is given. */
  enum Durability {
    /** It survives a crash of the machine. */
    SYNCED,
    /** It is forgotten when the process ends. */
    IN_MEMORY
  }

  /** What it does with what it is given. */
  Durability durability();

  /** What it held when it was opened. */
  Contents contents();

  /**
   * Takes a change up as a whole, and returns once it is as durable as this journal makes it.
   *
   * @throws IOException if it can't be written; nothing of it holds then, and the next call may
   *     succeed
   */
  void write(Change change) throws IOException;

  /** The bytes that it takes on disk. */
  long bytes();

  @Override
  void close();

  /**
   * What a journal holds.
   *
   * @param base what is left of the oldest invalidations
   * @param records the others, the oldest first
   * @param samples positions that were sampled for them, the oldest first
   * @param loss why invalidations may be missing
   * @param latest the latest sequence that is known to have been given, also by what is missing
   */
  record Contents(
      Base base, List<Recorded> records, List<Sample> samples, Optional<Loss> loss, long latest) {

    /** Nothing was ever recorded. */
    public static final Contents NOTHING =
        new Contents(Base.NONE, List.of(), List.of(), Optional.empty(), 0);

    /** Copies the lists. */
    public Contents {
      records = List.copyOf(records);
      samples = List.copyOf(samples);
    }
  }

  /**
   * What is to be taken up.
   *
   * @param base what is left of the oldest invalidations, which go
   * @param records new ones
   * @param samples new positions
   */
  record Change(Base base, List<Recorded> records, List<Sample> samples) {

    /** Copies the lists. */
    public Change {
      records = List.copyOf(records);
      samples = List.copyOf(samples);
    }
  }

  /**
   * Invalidations that were acknowledged may be missing.
   *
   * @param reason why, for people
   */
  record Loss(String reason) {}
}
