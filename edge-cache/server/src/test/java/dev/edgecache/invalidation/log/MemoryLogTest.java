package dev.edgecache.invalidation.log;

import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.MemoryJournal;

class MemoryLogTest extends LogContract {

  @Override
  Journal journal() {
    return new MemoryJournal();
  }

  @Override
  Acknowledgement promise() {
    return Acknowledgement.IN_MEMORY;
  }
}
