/** The messages of pgoutput, by which PostgreSQL tells what is in its write-ahead log. */
@NullMarked
package dev.edgecache.sources.wal.pgoutput;

import org.jspecify.annotations.NullMarked;
