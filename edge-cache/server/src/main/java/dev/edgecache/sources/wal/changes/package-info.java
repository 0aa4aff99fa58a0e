/** The transactions of a write-ahead log, and which answers show what they changed. */
@NullMarked
package dev.edgecache.sources.wal.changes;

import org.jspecify.annotations.NullMarked;
