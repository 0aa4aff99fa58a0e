package dev.edgecache.simulation;

import dev.edgecache.invalidation.journal.Base;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.Recorded;
import dev.edgecache.invalidation.journal.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A journal on a disk that outlives the proxy, and may be full. */
final class DiskJournal implements Journal {

  boolean full;
  private final TreeMap<Long, Recorded> records = new TreeMap<>();
  private final TreeMap<Long, Sample> samples = new TreeMap<>();
  private final Set<String> ids = new HashSet<>();
  private Base base = Base.NONE;
  private long latest;
  private Contents contents = Contents.NOTHING;

  /** Reads it, as a proxy does that begins. */
  DiskJournal reopened() {
    List<Recorded> held = new ArrayList<>(records.values());
    contents =
        new Contents(base, held, new ArrayList<>(samples.values()), Optional.empty(), latest);
    return this;
  }

  /** Whether the invalidation of that id was ever written. */
  boolean holds(String id) {
    return ids.contains(id);
  }

  @Override
  public Durability durability() {
    return Durability.SYNCED;
  }

  @Override
  public Contents contents() {
    return contents;
  }

  @Override
  public void write(Change change) throws IOException {
    if (full) {
      throw new IOException("no room");
    }
    for (Recorded record : change.records()) {
      records.put(record.sequence(), record);
      ids.add(record.invalidation().id());
      latest = Math.max(latest, record.sequence());
    }
    change.samples().forEach(sample -> samples.put(sample.sequence(), sample));
    if (!change.base().isEmpty()) {
      base = change.base();
      latest = Math.max(latest, base.sequence());
      records.headMap(base.sequence(), true).clear();
      samples.headMap(base.sequence(), true).clear();
    }
  }

  @Override
  public long bytes() {
    return records.size();
  }

  @Override
  public void close() {}
}
