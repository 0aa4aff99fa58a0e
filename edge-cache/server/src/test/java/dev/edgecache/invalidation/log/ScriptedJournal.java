package dev.edgecache.invalidation.log;

import dev.edgecache.invalidation.journal.Journal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A journal on a disk that is full whenever the test says so. */
public final class ScriptedJournal implements Journal {

  private final List<Change> written = new ArrayList<>();
  private Optional<String> trouble = Optional.empty();

  /** Lets all writes fail, or none if empty. */
  public void fails(Optional<String> reason) {
    trouble = reason;
  }

  List<Change> written() {
    return written;
  }

  /** The sequences that were written, in the order of the writes. */
  List<Long> sequences() {
    return written.stream()
        .flatMap(change -> change.records().stream())
        .map(record -> record.sequence())
        .toList();
  }

  @Override
  public Durability durability() {
    return Durability.SYNCED;
  }

  @Override
  public Contents contents() {
    return Contents.NOTHING;
  }

  @Override
  public void write(Change change) throws IOException {
    if (trouble.isPresent()) {
      throw new IOException(trouble.get());
    }
    written.add(change);
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public void close() {}
}
