/**
 * Popular answers that were invalidated, fetched again before a client asks.
 *
 * <p>Threads: {@link dev.edgecache.refresh.Refreshing} has one thread, on which all of {@link
 * dev.edgecache.refresh.Refresher} runs; what fetches tell comes on other threads and is handed to
 * it. There is no lock. The numbers that are measured are read by any thread.
 */
@NullMarked
package dev.edgecache.refresh;

import org.jspecify.annotations.NullMarked;
