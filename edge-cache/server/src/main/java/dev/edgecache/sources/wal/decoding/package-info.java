/**
 * What a write-ahead log says, decoded: the messages of pgoutput, the transactions that they make
 * up, and the tags of the rows that these touch.
 */
@NullMarked
package dev.edgecache.sources.wal.decoding;

import org.jspecify.annotations.NullMarked;
