package dev.edgecache;

import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.coding.Codings;
import dev.edgecache.coding.EncodingThreads;
import dev.edgecache.store.MemoryStore;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a proxy has stored, measured.
 *
 * @param store the stored responses
 * @param codings the content codings of their bodies
 */
record StoredAnswers(MemoryStore store, Codings codings) {

  /** Half of the cores at most encode, so that requests have the others. */
  private static final int ENCODING_THREADS =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  /**
   * An empty store.
   *
   * @param memory bytes for stored responses, overhead included
   */
  static StoredAnswers open(long memory, Metrics metrics, Resources resources) {
    LongAdder evicted = new LongAdder();
    MemoryStore store = new MemoryStore(memory, _ -> evicted.increment());
    Codings codings = new Codings(store, resources.add(new EncodingThreads(ENCODING_THREADS)));
    metrics.gauge("edgecache.store.entries", "Stored keys.", store, MemoryStore::entries);
    metrics.gauge("edgecache.store.bytes", "Bytes of stored responses.", store, MemoryStore::bytes);
    metrics.gauge(
        "edgecache.store.lent.bytes",
        "Bytes of bodies that are read though they are no longer stored.",
        store,
        MemoryStore::lentBytes);
    metrics.counter(
        "edgecache.store.evictions", "Keys that went for want of room.", evicted, LongAdder::sum);
    metrics.counter("edgecache.store.encodings", "Stored bodies encoded.", codings, Codings::made);
    return new StoredAnswers(store, codings);
  }
}
