/**
 * The write-ahead log of replicas as a source of invalidations: each standby is followed by logical
 * decoding, so that an invalidation comes when that standby shows the change.
 *
 * <p>Threads: each standby has a {@link dev.edgecache.sources.feed.FeedLoop}, whose virtual thread
 * does everything for it; what others read of it is volatile, or its progress.
 */
@NullMarked
package dev.edgecache.sources.wal;

import org.jspecify.annotations.NullMarked;
