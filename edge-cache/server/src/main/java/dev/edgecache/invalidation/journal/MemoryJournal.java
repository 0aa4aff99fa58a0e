package dev.edgecache.invalidation.journal;

/** A journal that keeps nothing: the log lives as long as the process. */
public final class MemoryJournal implements Journal {

  @Override
  public Durability durability() {
    return Durability.IN_MEMORY;
  }

  @Override
  public Contents contents() {
    return Contents.NOTHING;
  }

  @Override
  public void write(Change change) {}

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public void close() {}
}
